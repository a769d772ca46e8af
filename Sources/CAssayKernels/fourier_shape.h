// What the two directions of the frequency domain and its gradient at the weights share.
#ifndef ASSAY_KERNELS_FOURIER_SHAPE_H
#define ASSAY_KERNELS_FOURIER_SHAPE_H

#include "conv_fourier.h"
#include "fourier_lines.h"

/// The periods of a layer: long enough that what wraps around meets zeros only.
typedef struct assay_periods {
  ptrdiff_t down, across;
} assay_periods;

/// An image of in + pad pixels at least: pixels before the first one wrap to behind the last one.
static inline assay_periods assay_periods_of(const assay_plain *shape) {
  return (assay_periods){shape->in_height + shape->pad_height, shape->in_width + shape->pad_width};
}

/// Of both axes: down, across.
static inline void assay_make_circles(assay_circle *circles, assay_periods periods) {
  circles[0] = assay_make_circle(periods.down);
  circles[1] = periods.across == periods.down ? circles[0] : assay_make_circle(periods.across);
}

/// The points of the widest bin.
static inline ptrdiff_t assay_most_points(assay_periods periods) { return assay_points_across(periods.across, false); }

static inline ptrdiff_t assay_all_points(assay_periods periods) {
  return assay_points_before(periods.down, periods.across, assay_bins(periods.down));
}

/// Memory that is handed out piece by piece; without a base it is only counted.
typedef struct assay_pieces {
  float *base;
  ptrdiff_t taken;
} assay_pieces;

static inline float *assay_take_piece(assay_pieces *pieces, ptrdiff_t count) {
  float *piece = pieces->base ? pieces->base + pieces->taken : NULL;
  pieces->taken += assay_round_up(count);
  return piece;
}

/// Rows of a small matrix times `count` rows of `columns` floats, which are `step` apart and lie in `blocks` blocks
/// (the parts of a bin, of `count` rows each).
typedef struct assay_small_product {
  const float *matrix;
  ptrdiff_t rows, count, blocks;
  const float *from;
  ptrdiff_t step, block_stride, columns;
  float *to;
  ptrdiff_t to_step;
  ptrdiff_t runs, to_run_stride; // of rows that go together; 0 for all
  ptrdiff_t images, from_stride, to_stride; // alike; 0 for one
  const float *bias;
  bool relu;
} assay_small_product;

static inline void assay_multiply_small(const assay_kernel_set *kernels, const assay_small_product *product) {
  const assay_segment segments[2] = {{0, 0}, {product->count, product->block_stride}};
  ptrdiff_t depth = product->count * product->blocks, runs = assay_max(1, product->runs);
  assay_run_job job = {
    .a = product->matrix, .a_run_stride = product->rows / runs * depth, .a_row_stride = depth, .a_step = 1,
    .segments = segments, .segment_count = product->blocks, .segment_length = product->count,
    .b = product->from, .b_block_stride = ASSAY_LANES, .b_step = product->step,
    .c = product->to, .c_run_stride = product->to_run_stride, .c_row_stride = product->to_step,
    .bias = product->bias, .runs = runs, .rows = product->rows / runs, .columns = product->columns,
    .products = product->images, .b_product_stride = product->from_stride, .c_product_stride = product->to_stride,
    .relu = product->relu,
  };
  assay_run(kernels, &job);
}

// The gradient at the weights, as in assay_transform.
ptrdiff_t assay_fourier_weight_parts(const assay_conv *conv);
size_t assay_fourier_weight_sums_count(const assay_conv *conv);
size_t assay_fourier_weight_scratch_count(const assay_conv *conv);
void assay_fourier_weight_sums(const assay_kernel_set *kernels, const assay_conv *conv, ptrdiff_t images,
                               assay_view input, assay_view output_gradient, float *sums, ptrdiff_t part,
                               float *scratch);
void assay_fourier_weight_finish(const assay_kernel_set *kernels, const assay_conv *conv, const float *sums,
                                 float *gradient, ptrdiff_t first, ptrdiff_t last);

#endif
