// The transforms of Winograd convolution for any processor; the order of the sums is that of winograd_x86.c.
#include "internal.h"

#pragma STDC FP_CONTRACT OFF

static inline assay_v16 *at(const float *row, ptrdiff_t bytes, ptrdiff_t index, ptrdiff_t channel) {
  return (assay_v16 *)((char *)(row + channel) + index * bytes);
}

void assay_winograd_input_portable(const assay_winograd_tile *tile) {
  ptrdiff_t step = tile->from_bytes;
  for (ptrdiff_t channel = 0; channel < tile->channels; channel += ASSAY_LANES) {
    assay_v16 rows[4][4];
    for (int x = 0; x < 4; x++) {
      assay_v16 a = *at(tile->from[0], step, x, channel), b = *at(tile->from[1], step, x, channel);
      assay_v16 c = *at(tile->from[2], step, x, channel), d = *at(tile->from[3], step, x, channel);
      rows[0][x] = a - c;
      rows[1][x] = b + c;
      rows[2][x] = c - b;
      rows[3][x] = b - d;
    }
    for (int y = 0; y < 4; y++) {
      const assay_v16 *row = rows[y];
      *at(tile->to[0], tile->to_bytes, 4 * y, channel) = row[0] - row[2];
      *at(tile->to[0], tile->to_bytes, 4 * y + 1, channel) = row[1] + row[2];
      *at(tile->to[0], tile->to_bytes, 4 * y + 2, channel) = row[2] - row[1];
      *at(tile->to[0], tile->to_bytes, 4 * y + 3, channel) = row[1] - row[3];
    }
  }
}

/// As vmaxps: x unless the bound is greater, so that NaN stays; adding +0 turns -0 into +0.
static inline void write_bounded(assay_v16 *out, const assay_v16 *x, float least) {
  assay_v16 bound = (assay_v16){0} + least;
  assay_i16 greater = bound > *x;
  *out = (assay_v16)((greater & (assay_i16)bound) | (~greater & (assay_i16)*x)) + 0.0f;
}

void assay_winograd_output_portable(const assay_winograd_tile *tile) {
  ptrdiff_t step = tile->from_bytes;
  for (ptrdiff_t channel = 0; channel < tile->channels; channel += ASSAY_LANES) {
    assay_v16 rows[2][4], bias = *(const assay_v16 *)(tile->bias + channel);
    for (int x = 0; x < 4; x++) {
      assay_v16 a = *at(tile->from[0], step, x, channel), b = *at(tile->from[1], step, x, channel);
      assay_v16 c = *at(tile->from[2], step, x, channel), d = *at(tile->from[3], step, x, channel);
      rows[0][x] = a + b + c;
      rows[1][x] = b - c - d;
    }
    for (int y = 0; y < 2; y++) {
      const assay_v16 *row = rows[y];
      assay_v16 left = row[0] + row[1] + row[2] + bias, right = row[1] - row[2] - row[3] + bias;
      write_bounded(at(tile->to[y], tile->to_bytes, 0, channel), &left, tile->least);
      write_bounded(at(tile->to[y], tile->to_bytes, 1, channel), &right, tile->least);
    }
  }
}

/// The sums of the first `pixels` pixels of both rows; the product is exact because the sign is 1, -1 or 0.
static inline void sum_rows(assay_v16 *sums, int pixels, const assay_winograd_row *row, ptrdiff_t channel) {
  for (int x = 0; x < pixels; x++) {
    sums[x] = *at(row->second, row->from_bytes, x, channel) * row->sign + *at(row->first, row->from_bytes, x, channel);
  }
}

void assay_winograd_input_row_portable(const assay_winograd_row *row) {
  for (ptrdiff_t channel = 0; channel < row->channels; channel += ASSAY_LANES) {
    assay_v16 sums[4];
    sum_rows(sums, 4, row, channel);
    *at(row->to, row->to_bytes, 0, channel) = sums[0] - sums[2];
    *at(row->to, row->to_bytes, 1, channel) = sums[1] + sums[2];
    *at(row->to, row->to_bytes, 2, channel) = sums[2] - sums[1];
    *at(row->to, row->to_bytes, 3, channel) = sums[1] - sums[3];
  }
}

void assay_winograd_gradient_row_portable(const assay_winograd_row *row) {
  for (ptrdiff_t channel = 0; channel < row->channels; channel += ASSAY_LANES) {
    assay_v16 sums[2];
    sum_rows(sums, 2, row, channel);
    *at(row->to, row->to_bytes, 0, channel) = sums[0];
    *at(row->to, row->to_bytes, 1, channel) = sums[0] + sums[1];
    *at(row->to, row->to_bytes, 2, channel) = sums[0] - sums[1];
    *at(row->to, row->to_bytes, 3, channel) = sums[1];
  }
}
