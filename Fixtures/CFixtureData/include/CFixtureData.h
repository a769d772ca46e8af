#ifndef ASSAY_FIXTURE_DATA_H
#define ASSAY_FIXTURE_DATA_H

#include <stddef.h>

/// The bytes of a file that is part of the program; they start at a multiple of 64.
typedef struct {
  const unsigned char *_Nullable bytes;
  size_t count;
} AssayFixtureFile;

/// The embedded file called `name`, or no bytes (a null pointer and a count of 0) when there is none.
AssayFixtureFile assay_fixture_file(const char *_Nonnull name);

#endif
