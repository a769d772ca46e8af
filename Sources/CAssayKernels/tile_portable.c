// The micro-kernels in portable C, for any processor and as the reference of the others.
#include "internal.h"
#include "tile_rows.h"

#pragma STDC FP_CONTRACT OFF

#if defined(__aarch64__)

static void multiply_add(float *sum, const float *x, ptrdiff_t x_step, const float *y) {
  for (int lane = 0; lane < ASSAY_LANES; lane++) sum[lane] = __builtin_fmaf(x[lane * x_step], y[lane], sum[lane]);
}

#else

typedef float float_8 __attribute__((vector_size(32), aligned(4), may_alias));
typedef double double_8 __attribute__((vector_size(64), aligned(8)));
typedef int64_t int64_8 __attribute__((vector_size(64), aligned(8)));

/// sum = x * y + sum, rounded once, on eight lanes without the processor's help: the product is exact in double; the
/// sum is rounded to odd there (Boldo and Melquiond, "Emulation of FMA and correctly rounded sums", 2008), so that
/// rounding it to float is correct. The error of the sum is Knuth's TwoSum; it is NaN where the sum is not finite.
static void multiply_add_8(float *sum, const double_8 *x, const float *y) {
  double_8 c = __builtin_convertvector(*(const float_8 *)sum, double_8);
  double_8 product = *x * __builtin_convertvector(*(const float_8 *)y, double_8);
  double_8 result = product + c, part = result - product;
  double_8 error = (product - (result - part)) + (c - part);
  int64_8 bits = (int64_8)result;
  int64_8 is_rounded_to_even = ((error < 0.0) | (error > 0.0)) & ((bits & 1) == 0);
  int64_8 step = ((bits ^ (int64_8)error) >> 63) | 1; // away from zero when the error has the sign of the sum
  result = (double_8)(bits + (step & is_rounded_to_even));
  *(float_8 *)sum = __builtin_convertvector(result, float_8);
}

/// Sixteen fused multiply-adds; `x_step` is 0 for one x or 1 for sixteen.
static void multiply_add(float *sum, const float *x, ptrdiff_t x_step, const float *y) {
  if (x_step == 0) {
    double_8 all = (double_8){0} + (double)*x;
    multiply_add_8(sum, &all, y);
    multiply_add_8(sum + 8, &all, y + 8);
    return;
  }
  for (int half = 0; half < ASSAY_LANES; half += 8) {
    double_8 each = __builtin_convertvector(*(const float_8 *)(x + half), double_8);
    multiply_add_8(sum + half, &each, y + half);
  }
}

#endif

/// One row of one block: sixteen chains.
static void row_block(const assay_tile *tile, const float *a, const float *b, const float *start, float *c,
                      bool lanes) {
  float sum[ASSAY_LANES];
  memcpy(sum, start, sizeof sum);
  ptrdiff_t a_step = tile->a_step_bytes / 4, b_step = tile->b_step_bytes / 4;
  for (ptrdiff_t s = 0; s < tile->segment_count; s++) {
    const float *from = a + tile->segments[s].a, *with = b + tile->segments[s].b;
    for (ptrdiff_t t = 0; t < tile->segment_length; t++, from += a_step, with += b_step) {
      multiply_add(sum, from, lanes, with);
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
  .winograd_input = assay_winograd_input_portable,
  .winograd_output = assay_winograd_output_portable,
  .winograd_input_row = assay_winograd_input_row_portable,
  .winograd_gradient_row = assay_winograd_gradient_row_portable,
  .finish = assay_finish_nothing,
  .transpose_16 = assay_transpose_16,
};
