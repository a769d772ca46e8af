// Convolution in the frequency domain, forward and at the input: each image is transformed down, and then, bin by bin,
// a block of images is transformed across, multiplied point by point with the transformed weights and transformed back.
// What an image yields does not depend on its block.
#include "conv_inside.h"
#include "fourier_shape.h"

#pragma STDC FP_CONTRACT OFF

// A block's transformed images and results fill about a second-level cache.
enum { BLOCK_FLOATS = 192 * 1024 };

// MARK: Shapes

/// Vectors multiplied to transform an image of height × width, 16 channels of it: down, then across, or back.
static double transform_cost(assay_periods periods, ptrdiff_t height, ptrdiff_t width) {
  double cost = (double)(periods.down * height * width);
  for (ptrdiff_t bin = 0; bin < assay_bins(periods.down); bin++) {
    cost += (double)assay_points_matrix_count(periods.across, width, assay_bin_is_real(periods.down, bin));
  }
  return cost;
}

/// Vectors multiplied for an image, with its share of the weights' transform in a batch of 16.
static double fourier_cost(const assay_plain *shape) {
  assay_periods periods = assay_periods_of(shape);
  double depth = (double)assay_blocks(shape->depth), columns = (double)assay_blocks(shape->columns);
  return (double)(assay_all_points(periods) * shape->depth) * columns
    + transform_cost(periods, shape->in_height, shape->in_width) * depth
    + transform_cost(periods, shape->out_height, shape->out_width) * columns
    + transform_cost(periods, shape->kernel_height, shape->kernel_width) * columns * (double)shape->depth / 16;
}

bool assay_fourier_applies(const assay_conv *conv) {
  // Transformed weights take more memory than their own, which is worth it for few only.
  enum { LEAST_TAPS = 25, MOST_WEIGHTS = 1024 * 1024 };
  ptrdiff_t taps = conv->kernel_height * conv->kernel_width;
  if (!assay_is_plain(conv) || taps < LEAST_TAPS) return false;
  if (assay_min(conv->in_channels, conv->out_channels) < ASSAY_LANES) return false;
  if (conv->pad_height >= conv->kernel_height || conv->pad_width >= conv->kernel_width) return false;
  assay_plain shape = assay_plain_forward(conv);
  assay_periods periods = assay_periods_of(&shape);
  if (assay_min(periods.down, periods.across) < 4) return false;
  if (assay_max(periods.down, periods.across) > ASSAY_MOST_PERIOD) return false;
  if (periods.down < conv->kernel_height || periods.across < conv->kernel_width) return false;
  if (assay_all_points(periods) * conv->in_channels * conv->out_channels > MOST_WEIGHTS) return false;
  double products = assay_skips_padding(conv) ? assay_products_inside(conv)
                                              : (double)(taps * conv->out_height * conv->out_width);
  double direct = products * (double)(conv->in_channels * assay_blocks(conv->out_channels));
  // Measured: short chains and transforms run at some two thirds of the speed of long ones.
  return direct > 2 * fourier_cost(&shape);
}

// MARK: Weights

static ptrdiff_t packed_points(const assay_plain *shape) { return assay_all_points(assay_periods_of(shape)); }

static ptrdiff_t pack_parts(const assay_plain *shape) { return assay_blocks(shape->columns); }

/// The larger of the matrices across.
static ptrdiff_t matrix_count(assay_periods periods, ptrdiff_t positions) {
  return assay_round_up(assay_points_matrix_count(periods.across, positions, false));
}

static ptrdiff_t down_matrix_count(assay_periods periods, ptrdiff_t positions) {
  return assay_round_up(periods.down * positions);
}

static size_t pack_scratch_count(const assay_plain *shape) {
  assay_periods periods = assay_periods_of(shape);
  return (size_t)(down_matrix_count(periods, shape->kernel_height) + matrix_count(periods, shape->kernel_width)
                  + (shape->kernel_height + periods.down) * shape->kernel_width * shape->depth * ASSAY_LANES);
}

/// Transforms a block of 16 columns: `taps` in [tap][depth][16], the points far apart in `packed`.
static void pack_block(const assay_kernel_set *kernels, float *packed, ptrdiff_t point_stride, const float *taps,
                       const assay_plain *shape, assay_fourier_line down, assay_fourier_line across, float *scratch) {
  assay_periods periods = assay_periods_of(shape);
  float *matrix_down = scratch, *matrix_across = matrix_down + down_matrix_count(periods, down.count);
  float *parts = matrix_across + matrix_count(periods, across.count);
  ptrdiff_t tap = shape->depth * ASSAY_LANES, line = across.count * tap;
  assay_fourier_parts(matrix_down, &down);
  assay_multiply_small(kernels, &(assay_small_product){
    .matrix = matrix_down, .rows = periods.down, .count = down.count, .blocks = 1,
    .from = taps, .step = line, .columns = line, .to = parts, .to_step = line,
  });
  for (int is_real = 0; is_real <= 1; is_real++) {
    assay_fourier_points(matrix_across, &across, is_real, ASSAY_RIGHT);
    for (ptrdiff_t bin = 0; bin < assay_bins(periods.down); bin++) {
      if (assay_bin_is_real(periods.down, bin) != is_real) continue;
      assay_multiply_small(kernels, &(assay_small_product){
        .matrix = matrix_across, .rows = assay_points_across(periods.across, is_real), .count = across.count,
        .blocks = assay_parts_of_bin(periods.down, bin),
        .from = parts + assay_first_part(bin) * line, .step = tap, .block_stride = line, .columns = tap,
        .to = packed + assay_points_before(periods.down, periods.across, bin) * point_stride, .to_step = point_stride,
      });
    }
  }
}

/// The lines of the taps: of the weights for forward conjugated, because a convolution layer does not flip its kernel.
static void pack(const assay_kernel_set *kernels, float *packed, const assay_conv *conv, const assay_plain *shape,
                 bool is_forward, ptrdiff_t block, const float *taps, float *scratch) {
  assay_circle circles[2];
  assay_make_circles(circles, assay_periods_of(shape));
  assay_fourier_line down = {&circles[0], conv->kernel_height, conv->pad_height, is_forward};
  assay_fourier_line across = {&circles[1], conv->kernel_width, conv->pad_width, is_forward};
  ptrdiff_t block_count = shape->depth * ASSAY_LANES;
  pack_block(kernels, packed + block * block_count, assay_blocks(shape->columns) * block_count, taps, shape, down,
             across, scratch);
}

static void pack_forward(const assay_kernel_set *kernels, float *packed, const float *weights, const assay_conv *conv,
                         ptrdiff_t part, float *scratch) {
  assay_plain shape = assay_plain_forward(conv);
  ptrdiff_t filter = conv->kernel_height * conv->kernel_width * conv->in_channels, column = part * ASSAY_LANES;
  ptrdiff_t columns = assay_min(ASSAY_LANES, conv->out_channels - column);
  assay_pack(scratch, weights + column * filter, filter, columns, 1, filter);
  pack(kernels, packed, conv, &shape, true, part, scratch, scratch + filter * ASSAY_LANES);
}

static void pack_input_gradient(const assay_kernel_set *kernels, float *packed, const float *weights,
                                const assay_conv *conv, ptrdiff_t part, float *scratch) {
  assay_plain shape = assay_plain_input_gradient(conv);
  ptrdiff_t taps = conv->kernel_height * conv->kernel_width, column = part * ASSAY_LANES;
  for (ptrdiff_t tap = 0; tap < taps; tap++) {
    assay_pack(scratch + tap * shape.depth * ASSAY_LANES, weights + tap * conv->in_channels + column, shape.depth,
               assay_min(ASSAY_LANES, conv->in_channels - column), taps * conv->in_channels, 1);
  }
  pack(kernels, packed, conv, &shape, false, part, scratch, scratch + taps * shape.depth * ASSAY_LANES);
}

/// The conjugate of c + di: of its points c, d - c and c + d the last two change places and signs.
static assay_repacked_point repacked_point(const assay_plain *forward, ptrdiff_t point) {
  assay_periods periods = assay_periods_of(forward);
  for (ptrdiff_t bin = 0; bin < assay_bins(periods.down); bin++) {
    bool is_real = assay_bin_is_real(periods.down, bin);
    ptrdiff_t first = assay_points_before(periods.down, periods.across, bin);
    ptrdiff_t points = assay_points_across(periods.across, is_real);
    if (point >= first + points) continue;
    ptrdiff_t index = point - first - is_real; // behind the real bin at the start
    bool one_point = is_real && (index < 0 || (periods.across % 2 == 0 && point == first + points - 1));
    if (one_point || index % 3 == 0) return (assay_repacked_point){point, false};
    return (assay_repacked_point){index % 3 == 1 ? point + 1 : point - 1, true};
  }
  return (assay_repacked_point){point, false};
}

// MARK: Tables

/// Where in the tables the matrices from images to points and back lie; across for complex bins first, for real ones
/// second.
typedef struct matrices {
  ptrdiff_t down, across[2], back_across[2], back_down;
  ptrdiff_t count; // of the floats of all
} matrices;

static matrices place_matrices(const assay_plain *shape) {
  assay_periods periods = assay_periods_of(shape);
  matrices matrices = {.down = 0, .back_down = assay_round_up(periods.down * shape->in_height)};
  matrices.count = matrices.back_down + assay_round_up(periods.down * shape->out_height);
  for (int is_real = 0; is_real <= 1; is_real++) {
    matrices.across[is_real] = matrices.count;
    matrices.count += assay_round_up(assay_points_matrix_count(periods.across, shape->in_width, is_real));
    matrices.back_across[is_real] = matrices.count;
    matrices.count += assay_round_up(assay_points_matrix_count(periods.across, shape->out_width, is_real));
  }
  return matrices;
}

static size_t tables_count(const assay_plain *shape) {
  return (size_t)place_matrices(shape).count;
}

static void fill_tables(float *tables, const assay_plain *shape) {
  matrices matrices = place_matrices(shape);
  assay_zero(tables, matrices.count);
  assay_circle circles[2];
  assay_make_circles(circles, assay_periods_of(shape));
  assay_fourier_line in_down = {&circles[0], shape->in_height, 0, false};
  assay_fourier_line in_across = {&circles[1], shape->in_width, 0, false};
  assay_fourier_line out_down = {&circles[0], shape->out_height, 0, false};
  assay_fourier_line out_across = {&circles[1], shape->out_width, 0, false};
  assay_fourier_parts(tables + matrices.down, &in_down);
  assay_fourier_from_parts(tables + matrices.back_down, &out_down);
  for (int is_real = 0; is_real <= 1; is_real++) {
    assay_fourier_points(tables + matrices.across[is_real], &in_across, is_real, ASSAY_LEFT);
    assay_fourier_from_points(tables + matrices.back_across[is_real], &out_across, is_real);
  }
}

// MARK: Blocks of images

/// Where everything lies in the scratch; strides are of one image.
typedef struct layout {
  assay_periods periods;
  ptrdiff_t images; // of a block
  ptrdiff_t in_row, out_row; // floats of a part's row
  ptrdiff_t values_stride, results_stride;
  matrices matrices;
  float *in_parts, *values, *results, *out_parts, *bias;
} layout;

/// Lays out scratch for a job of all `columns`; gives the floats that it takes.
static size_t lay_out(layout *layout, const assay_plain *shape, ptrdiff_t columns, float *scratch) {
  assay_periods periods = assay_periods_of(shape);
  layout->periods = periods;
  layout->matrices = place_matrices(shape);
  layout->in_row = shape->in_width * shape->depth;
  layout->out_row = shape->out_width * columns;
  // No powers of two between images, lest they share cache sets.
  ptrdiff_t points = assay_most_points(periods);
  layout->values_stride = points * assay_round_up(shape->depth) + ASSAY_LANES;
  layout->results_stride = points * assay_round_up(columns) + ASSAY_LANES;
  ptrdiff_t image = periods.down * (layout->in_row + layout->out_row) + layout->values_stride + layout->results_stride;
  layout->images = assay_min(assay_max(BLOCK_FLOATS / image, 4), 64);
  assay_pieces pieces = {.base = scratch};
  layout->in_parts = assay_take_piece(&pieces, layout->images * periods.down * layout->in_row + ASSAY_LANES);
  layout->values = assay_take_piece(&pieces, layout->images * layout->values_stride);
  layout->results = assay_take_piece(&pieces, layout->images * layout->results_stride);
  layout->out_parts = assay_take_piece(&pieces, layout->images * periods.down * layout->out_row + ASSAY_LANES);
  layout->bias = assay_take_piece(&pieces, layout->out_row);
  return (size_t)pieces.taken;
}

static size_t scratch_count(const assay_plain *shape) {
  layout layout;
  return lay_out(&layout, shape, shape->columns, NULL);
}

/// Parts of images from `first` on, or of each of their columns of pixels where other channels lie between them.
static void transform_down(const assay_kernel_set *kernels, const layout *layout, const assay_transformed_job *job,
                           ptrdiff_t first, ptrdiff_t images) {
  const assay_plain *shape = &job->shape;
  bool dense = job->from.pixel_stride == shape->depth;
  assay_small_product product = {
    .matrix = job->tables + layout->matrices.down, .rows = layout->periods.down, .count = shape->in_height, .blocks = 1,
    .from = job->from.base + first * job->from.image_stride, .step = job->from.row_stride,
    .columns = dense ? layout->in_row : shape->depth, .to = layout->in_parts, .to_step = layout->in_row,
    .images = images, .from_stride = job->from.image_stride, .to_stride = layout->periods.down * layout->in_row,
  };
  for (ptrdiff_t x = 0; x < (dense ? 1 : shape->in_width); x++) {
    assay_multiply_small(kernels, &product);
    product.from += job->from.pixel_stride;
    product.to += shape->depth;
  }
}

static void transform_back_down(const assay_kernel_set *kernels, const layout *layout,
                                const assay_transformed_job *job, ptrdiff_t first, ptrdiff_t images) {
  const assay_plain *shape = &job->shape;
  bool dense = job->to.pixel_stride == shape->columns;
  ptrdiff_t row = shape->out_width * shape->columns;
  assay_small_product product = {
    .matrix = job->tables + layout->matrices.back_down, .rows = shape->out_height, .count = layout->periods.down,
    .blocks = 1, .from = layout->out_parts, .step = row, .columns = dense ? row : shape->columns,
    .to = job->to.base + first * job->to.image_stride, .to_step = job->to.row_stride,
    .images = images, .from_stride = layout->periods.down * row, .to_stride = job->to.image_stride,
    .bias = job->bias ? layout->bias : NULL, .relu = job->relu,
  };
  for (ptrdiff_t x = 0; x < (dense ? 1 : shape->out_width); x++) {
    assay_multiply_small(kernels, &product);
    product.from += shape->columns;
    product.to += job->to.pixel_stride;
  }
}

/// One bin of a block of images, from parts to parts.
static void run_bin(const assay_kernel_set *kernels, const layout *layout, const assay_transformed_job *job,
                    ptrdiff_t images, ptrdiff_t bin) {
  const assay_plain *shape = &job->shape;
  assay_periods periods = layout->periods;
  bool is_real = assay_bin_is_real(periods.down, bin);
  ptrdiff_t points = assay_points_across(periods.across, is_real), parts = is_real ? 1 : 2;
  ptrdiff_t depth = assay_round_up(shape->depth), columns = assay_round_up(shape->columns);
  ptrdiff_t out_row = shape->out_width * shape->columns, first = assay_first_part(bin);
  assay_small_product across = {
    .matrix = job->tables + layout->matrices.across[is_real], .rows = points, .count = shape->in_width, .blocks = parts,
    .from = layout->in_parts + first * layout->in_row, .step = shape->depth, .block_stride = layout->in_row,
    .columns = depth, .to = layout->values, .to_step = depth,
    .images = images, .from_stride = periods.down * layout->in_row, .to_stride = layout->values_stride,
  };
  assay_multiply_small(kernels, &across);
  static const assay_segment start = {0, 0};
  ptrdiff_t matrix = assay_round_up(job->packed_columns) * shape->depth;
  assay_run_job product = {
    .a = layout->values, .a_row_stride = layout->values_stride, .a_step = 1,
    .segments = &start, .segment_count = 1, .segment_length = shape->depth,
    .b = job->packed + assay_points_before(periods.down, periods.across, bin) * matrix,
    .b_block_stride = shape->depth * ASSAY_LANES, .b_step = ASSAY_LANES,
    .c = layout->results, .c_row_stride = layout->results_stride,
    .runs = 1, .rows = images, .columns = columns,
    .products = points, .a_product_stride = depth, .b_product_stride = matrix, .c_product_stride = columns,
  };
  assay_run(kernels, &product);
  assay_small_product back = {
    .matrix = job->tables + layout->matrices.back_across[is_real], .rows = parts * shape->out_width, .count = points,
    .blocks = 1, .from = layout->results, .step = columns, .columns = shape->columns,
    .to = layout->out_parts + first * out_row, .to_step = shape->columns, .runs = parts, .to_run_stride = out_row,
    .images = images, .from_stride = layout->results_stride, .to_stride = periods.down * out_row,
  };
  assay_multiply_small(kernels, &back);
}

static void run(const assay_kernel_set *kernels, const assay_transformed_job *job) {
  const assay_plain *shape = &job->shape;
  layout layout;
  lay_out(&layout, shape, job->packed_columns, job->scratch);
  for (ptrdiff_t x = 0; job->bias && x < shape->out_width; x++) {
    assay_copy(layout.bias + x * shape->columns, job->bias, shape->columns);
  }
  ptrdiff_t first = 0;
  for (ptrdiff_t left = (job->images + layout.images - 1) / layout.images; left > 0; left--) {
    ptrdiff_t count = (job->images - first + left - 1) / left;
    transform_down(kernels, &layout, job, first, count);
    for (ptrdiff_t bin = 0; bin < assay_bins(layout.periods.down); bin++) run_bin(kernels, &layout, job, count, bin);
    transform_back_down(kernels, &layout, job, first, count);
    first += count;
  }
}

const assay_transform assay_fourier_transform = {
  .images_at_once = 12,
  .packed_points = packed_points,
  .tables_count = tables_count,
  .fill_tables = fill_tables,
  .pack_parts = pack_parts,
  .pack_scratch_count = pack_scratch_count,
  .pack_forward = pack_forward,
  .pack_input_gradient = pack_input_gradient,
  .repacked_point = repacked_point,
  .scratch_count = scratch_count,
  .run = run,
  .weight_parts = assay_fourier_weight_parts,
  .weight_sums_count = assay_fourier_weight_sums_count,
  .weight_scratch_count = assay_fourier_weight_scratch_count,
  .weight_sums = assay_fourier_weight_sums,
  .weight_finish = assay_fourier_weight_finish,
};
