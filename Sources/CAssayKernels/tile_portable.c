// The micro-kernels in portable C, for any processor and as the reference of the others.
#include "internal.h"
#include "tile_rows.h"

#include <math.h>

#pragma STDC FP_CONTRACT OFF

/// One row of one block: sixteen chains.
static void row_block(const assay_tile *tile, const float *a, const float *b, const float *start, float *c, bool lanes) {
  float sum[ASSAY_LANES];
  memcpy(sum, start, sizeof sum);
  ptrdiff_t a_step = tile->a_step_bytes / 4, b_step = tile->b_step_bytes / 4;
  for (ptrdiff_t s = 0; s < tile->segment_count; s++) {
    const float *from = a + tile->segments[s].a, *with = b + tile->segments[s].b;
    for (ptrdiff_t t = 0; t < tile->segment_length; t++, from += a_step, with += b_step) {
      for (int lane = 0; lane < ASSAY_LANES; lane++) sum[lane] = fmaf(from[lanes ? lane : 0], with[lane], sum[lane]);
    }
  }
  if (tile->relu) {
    // Negative values and both zeros become +0; NaN stays.
    for (int lane = 0; lane < ASSAY_LANES; lane++) sum[lane] = sum[lane] <= 0 ? 0 : sum[lane];
  }
  memcpy(c, sum, sizeof sum);
}

static void run_tile(const assay_tile *tile, bool lanes) {
  const signed char *groups = assay_tile_groups[tile->rows];
  for (int group = 0; group < ASSAY_TILE_BASES; group++) {
    for (ptrdiff_t row = 0; row < groups[group + 1] - groups[group]; row++) {
      const float *a = tile->a[group] + row * (tile->a_row_bytes / 4);
      const float *start = tile->start[group] + row * (tile->start_row_bytes / 4);
      float *c = tile->c[group] + row * (tile->c_row_bytes / 4);
      for (ptrdiff_t block = 0; block < tile->blocks; block++) {
        row_block(tile, a, tile->b + block * (tile->b_block_bytes / 4), start + block * ASSAY_LANES,
                  c + block * ASSAY_LANES, lanes);
      }
    }
  }
}

static void product(const assay_tile *tile) { run_tile(tile, false); }
static void lanes(const assay_tile *tile) { run_tile(tile, true); }

const assay_kernel_set assay_kernels_portable = {
  .rows = {4, 0, 0},
  .product = {{0, product, product, product, product}},
  .lane_rows = 4,
  .lanes = {0, lanes, lanes, lanes, lanes},
  .finish = assay_finish_nothing,
  .transpose_16 = assay_transpose_16,
};
