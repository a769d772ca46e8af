// What reading and writing JPEG share: the order of coefficients and the layout of a decoding table.
#ifndef ASSAY_KERNELS_JPEG_TABLES_H
#define ASSAY_KERNELS_JPEG_TABLES_H

#include "jpeg_kernels.h"

#include <string.h>

/// The place in a block of each coefficient in zigzag order (T.81, figure A.6).
static const uint8_t assay_jpeg_zigzag[64] = {
    0,  1,  8,  16, 9,  2,  3,  10, 17, 24, 32, 25, 18, 11, 4,  5,  12, 19, 26, 33, 40, 48,
    41, 34, 27, 20, 13, 6,  7,  14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23,
    30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
};

enum { ASSAY_JPEG_FAST_BITS = 10 };

/// Codes of up to 10 bits are found by the next 10 bits: bits 0 … 4 are how many are used up, bit 5 says that the number
/// behind the code is among them, bits 8 … 15 are the symbol, 16 … 31 the number. 0 where the code is longer.
typedef struct assay_jpeg_table {
  uint32_t fast[1 << ASSAY_JPEG_FAST_BITS];
  /// For each length, one more than the largest code, and the place of its symbol minus the code.
  uint32_t limit[17];
  int32_t offset[17];
  uint32_t symbols[256];
} assay_jpeg_table;

_Static_assert(sizeof(assay_jpeg_table) == 4 * ASSAY_JPEG_TABLE_WORDS, "the size that callers know");

/// The number that `size` bits stand for: those that start with 0 are negative (T.81, figure F.12).
#define ASSAY_JPEG_EXTEND(value, size) ((value) < 1 << ((size) - 1) ? (value) - (1 << (size)) + 1 : (value))

#endif
