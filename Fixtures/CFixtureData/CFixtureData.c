#include "CFixtureData.h"

#include <string.h>

// Files become part of the program, since a resource bundle is lost when an executable is copied elsewhere.
#pragma clang diagnostic ignored "-Wc23-extensions"

#define FIXTURE static const unsigned char __attribute__((aligned(64)))
#define FILE_ENTRY(name, array) {name, {array, sizeof array}}

FIXTURE optdigits[] = {
#embed "optdigits.csv"
};

FIXTURE test_rows[] = {
#embed "digits-test-rows.txt"
};

#if __has_embed("digits-standard.safetensors")
FIXTURE digits_standard[] = {
#embed "digits-standard.safetensors"
};
#endif

#if __has_embed("digits-adversarial.safetensors")
FIXTURE digits_adversarial[] = {
#embed "digits-adversarial.safetensors"
};
#endif

static const struct {
  const char *name;
  AssayFixtureFile file;
} files[] = {
  FILE_ENTRY("optdigits.csv", optdigits),
  FILE_ENTRY("digits-test-rows.txt", test_rows),
#if __has_embed("digits-standard.safetensors")
  FILE_ENTRY("digits-standard.safetensors", digits_standard),
#endif
#if __has_embed("digits-adversarial.safetensors")
  FILE_ENTRY("digits-adversarial.safetensors", digits_adversarial),
#endif
};

AssayFixtureFile assay_fixture_file(const char *name) {
  for (size_t index = 0; index < sizeof files / sizeof files[0]; ++index) {
    if (strcmp(files[index].name, name) == 0) return files[index].file;
  }
  return (AssayFixtureFile){NULL, 0};
}
