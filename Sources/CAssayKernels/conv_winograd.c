// Winograd convolution: blocks of tiles of 2×2 outputs are transformed, multiplied position by position with the
// transformed weights, and transformed back. What a tile yields does not depend on its block.
#include "vector_math.h"
#include "winograd_tiles.h"

#pragma STDC FP_CONTRACT OFF

// MARK: Shapes

bool assay_winograd_applies(const assay_conv *conv) {
  bool is_plain_3x3 = conv->kernel_height == 3 && conv->kernel_width == 3 && assay_is_plain(conv);
  bool fills_vectors = conv->in_channels % ASSAY_LANES == 0 && conv->out_channels % ASSAY_LANES == 0;
  // Measured: with fewer channels the transforms cost what the products save; where most tiles lack outputs, as in
  // images of 3×3 or 5×5, as many multiplications are wasted.
  ptrdiff_t outputs = conv->out_height * conv->out_width;
  tiling tiling = tiling_of(conv->out_height, conv->out_width);
  return is_plain_3x3 && fills_vectors && conv->in_channels >= 32 && conv->out_channels >= 32 && outputs >= 16
    && outputs >= 3 * tiling.down * tiling.across;
}

// MARK: Weights

/// (g0, g1, g2) to (g0, (g0 + g1 + g2) / 2, (g0 - g1 + g2) / 2, g2)
static inline void transform_taps(assay_v16 *out, ptrdiff_t out_step, const assay_v16 *taps, ptrdiff_t step) {
  assay_v16 ends = taps[0] + taps[2 * step];
  out[0] = taps[0];
  out[out_step] = (ends + taps[step]) * 0.5f;
  out[2 * out_step] = (ends - taps[step]) * 0.5f;
  out[3 * out_step] = taps[2 * step];
}

/// `count` floats of each of the taps, `tap_stride` apart, to the positions, `position_stride` apart.
ASSAY_WIDE static void transform_weights(float *positions, ptrdiff_t position_stride, const float *packed,
                                         ptrdiff_t tap_stride, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i += ASSAY_LANES) {
    assay_v16 taps[TAPS], rows[4 * 3], values[POSITIONS];
    for (ptrdiff_t tap = 0; tap < TAPS; tap++) taps[tap] = *(const assay_v16 *)(packed + tap * tap_stride + i);
    for (ptrdiff_t x = 0; x < 3; x++) transform_taps(rows + x, 3, taps + x, 3);
    for (ptrdiff_t y = 0; y < 4; y++) transform_taps(values + y * 4, 1, rows + y * 3, 1);
    for (ptrdiff_t p = 0; p < POSITIONS; p++) *(assay_v16 *)(positions + p * position_stride + i) = values[p];
  }
}

static ptrdiff_t packed_points(const assay_plain *shape) { return shape->kernel_height * shape->kernel_width; }

static ptrdiff_t pack_parts(const assay_plain *shape) { return packed_points(shape); }

static size_t no_floats(const assay_plain *shape) {
  (void)shape;
  return 0;
}

static void fill_no_tables(float *tables, const assay_plain *shape) { (void)tables, (void)shape; }

static void pack_forward(const assay_kernel_set *kernels, float *packed, const float *weights, const assay_conv *conv,
                         ptrdiff_t tap, float *scratch) {
  (void)kernels, (void)scratch;
  ptrdiff_t depth = conv->in_channels, columns = conv->out_channels;
  assay_pack(packed + tap * depth * columns, weights + tap * depth, depth, columns, 1, TAPS * depth);
}

/// The taps of the transposed convolution are flipped.
static void pack_input_gradient(const assay_kernel_set *kernels, float *packed, const float *weights,
                                const assay_conv *conv, ptrdiff_t tap, float *scratch) {
  (void)kernels, (void)scratch;
  ptrdiff_t depth = conv->out_channels, columns = conv->in_channels;
  assay_pack(packed + tap * depth * columns, weights + (TAPS - 1 - tap) * columns, depth, columns, TAPS * columns, 1);
}

static assay_repacked_point repacked_point(const assay_plain *forward, ptrdiff_t point) {
  return (assay_repacked_point){packed_points(forward) - 1 - point, false};
}

// MARK: Blocks of tiles

static ptrdiff_t tiles_in_block(ptrdiff_t depth, ptrdiff_t columns) {
  return tiles_for(POSITIONS * (depth + columns));
}

/// The columns whose weights are transformed at a time. Nine taps come from memory where 16 positions would: that costs
/// less than it saves where few tiles share them, and weights take no more memory than their own.
static ptrdiff_t columns_at_once(ptrdiff_t depth) {
  return assay_max(2 * BLOCK_FLOATS / (POSITIONS * depth) / ASSAY_LANES * ASSAY_LANES, 4 * ASSAY_LANES);
}

/// Floats between the positions of `columns` transformed columns: no power of two, lest they share cache sets.
static ptrdiff_t weight_stride(ptrdiff_t depth, ptrdiff_t columns) { return depth * columns + ASSAY_LANES; }

static size_t scratch_count(const assay_plain *shape) {
  ptrdiff_t tiles = tiles_in_block(shape->depth, shape->columns), patch = PATCH * PATCH * shape->depth;
  ptrdiff_t columns = assay_min(columns_at_once(shape->depth), shape->columns);
  return (size_t)(POSITIONS * (position_stride(shape->depth, tiles) + position_stride(shape->columns, tiles)
                               + weight_stride(shape->depth, columns))
                  + assay_max(patch, TILE * TILE * shape->columns) + shape->columns);
}

/// The block at hand, and where it lies in the scratch.
typedef struct block {
  const assay_kernel_set *kernels;
  const assay_transformed_job *job;
  tiling tiling;
  ptrdiff_t first, count;
  float *values, *results, *weights, *patch;
  ptrdiff_t transformed; // the column from which on the weights are transformed; -1 for none
  const float *bias;
} block;

static void transform_images(const block *block) {
  const assay_transformed_job *job = block->job;
  const assay_plain *shape = &job->shape;
  ptrdiff_t high = job->margin_height, wide = job->margin_width;
  assay_winograd_tile tile = {
    .to_bytes = position_stride(shape->depth, block->count) * 4, .channels = shape->depth,
  };
  for (ptrdiff_t index = 0; index < block->count; index++) {
    tile_place place = place_of(&block->tiling, block->first + index);
    assay_view image = job->from;
    image.base += place.image * image.image_stride;
    assay_window window = {place.y - shape->pad_height, place.x - shape->pad_width, PATCH, PATCH};
    assay_window reachable = {window.y + high, window.x + wide, PATCH, PATCH};
    const float *from = image.base + window.y * image.row_stride + window.x * image.pixel_stride;
    ptrdiff_t row = image.row_stride, pixel = image.pixel_stride;
    if (!assay_window_is_inside(reachable, shape->in_height + 2 * high, shape->in_width + 2 * wide)) {
      assay_copy_window(block->patch, shape->depth, &image, shape->in_height, shape->in_width, shape->depth, window);
      from = block->patch;
      pixel = shape->depth;
      row = PATCH * pixel;
    }
    for (int y = 0; y < PATCH; y++) tile.from[y] = from + y * row;
    tile.from_bytes = pixel * 4;
    tile.to[0] = block->values + index * tile_stride(shape->depth);
    block->kernels->winograd_input(&tile);
  }
}

/// The products of all positions for some columns.
static void multiply_columns(block *block, ptrdiff_t column, ptrdiff_t columns) {
  static const assay_segment start = {0, 0};
  const assay_transformed_job *job = block->job;
  ptrdiff_t depth = job->shape.depth, stride = weight_stride(depth, columns);
  if (block->transformed != column) { // once for all blocks where these are all columns
    transform_weights(block->weights, stride, job->packed + column * depth, depth * job->packed_columns,
                      depth * columns);
    block->transformed = column;
  }
  assay_run_job product = {
    .a = block->values, .a_row_stride = tile_stride(depth), .a_step = 1,
    .segments = &start, .segment_count = 1, .segment_length = depth,
    .b = block->weights, .b_block_stride = depth * ASSAY_LANES, .b_step = ASSAY_LANES,
    .c = block->results + column, .c_row_stride = tile_stride(job->shape.columns),
    .runs = 1, .rows = block->count, .columns = columns,
    .products = POSITIONS, .a_product_stride = position_stride(depth, block->count), .b_product_stride = stride,
    .c_product_stride = position_stride(job->shape.columns, block->count),
  };
  assay_run(block->kernels, &product);
}

static void multiply(block *block) {
  ptrdiff_t columns = block->job->shape.columns, step = columns_at_once(block->job->shape.depth);
  for (ptrdiff_t column = 0; column < columns; column += step) {
    multiply_columns(block, column, assay_min(step, columns - column));
  }
}

static void transform_results(const block *block) {
  const assay_transformed_job *job = block->job;
  const assay_plain *shape = &job->shape;
  ptrdiff_t position = position_stride(shape->columns, block->count), columns = shape->columns;
  assay_winograd_tile tile = {
    .from_bytes = position * 4, .channels = columns, .bias = block->bias, .least = job->relu ? 0 : -__builtin_inff(),
  };
  for (ptrdiff_t index = 0; index < block->count; index++) {
    tile_place place = place_of(&block->tiling, block->first + index);
    for (int y = 0; y < 4; y++) tile.from[y] = block->results + index * tile_stride(columns) + 4 * y * position;
    float *to = job->to.base + place.image * job->to.image_stride + place.y * job->to.row_stride
      + place.x * job->to.pixel_stride;
    ptrdiff_t height = assay_min(TILE, shape->out_height - place.y);
    ptrdiff_t width = assay_min(TILE, shape->out_width - place.x);
    bool whole = height == TILE && width == TILE;
    tile.to[0] = whole ? to : block->patch;
    tile.to[1] = whole ? to + job->to.row_stride : block->patch + TILE * columns;
    tile.to_bytes = (whole ? job->to.pixel_stride : columns) * 4;
    block->kernels->winograd_output(&tile);
    for (ptrdiff_t y = 0; !whole && y < height; y++) {
      for (ptrdiff_t x = 0; x < width; x++) {
        assay_copy(to + y * job->to.row_stride + x * job->to.pixel_stride, tile.to[y] + x * columns, columns);
      }
    }
  }
}

static void run(const assay_kernel_set *kernels, const assay_transformed_job *job) {
  const assay_plain *shape = &job->shape;
  // As for all columns, so that some of them do with the same scratch.
  ptrdiff_t limit = tiles_in_block(shape->depth, job->packed_columns);
  block block = {
    .kernels = kernels, .job = job,
    .tiling = tiling_of(shape->out_height, shape->out_width),
    .values = job->scratch, .bias = job->bias, .transformed = -1,
  };
  block.results = block.values + POSITIONS * position_stride(shape->depth, limit);
  block.weights = block.results + POSITIONS * position_stride(shape->columns, limit);
  ptrdiff_t columns = assay_min(columns_at_once(shape->depth), shape->columns);
  float *zeros = block.weights + POSITIONS * weight_stride(shape->depth, columns);
  block.patch = zeros + shape->columns;
  if (!job->bias) {
    assay_zero(zeros, shape->columns);
    block.bias = zeros;
  }
  ptrdiff_t tiles = job->images * block.tiling.down * block.tiling.across;
  for (ptrdiff_t left = (tiles + limit - 1) / limit; left > 0; left--) {
    block.count = (tiles - block.first + left - 1) / left;
    transform_images(&block);
    multiply(&block);
    transform_results(&block);
    block.first += block.count;
  }
}

const assay_transform assay_winograd_transform = {
  .images_at_once = 1,
  .packed_points = packed_points,
  .tables_count = no_floats,
  .fill_tables = fill_no_tables,
  .pack_parts = pack_parts,
  .pack_scratch_count = no_floats,
  .pack_forward = pack_forward,
  .pack_input_gradient = pack_input_gradient,
  .repacked_point = repacked_point,
  .scratch_count = scratch_count,
  .run = run,
  .weight_parts = assay_winograd_weight_parts,
  .weight_sums_count = assay_winograd_weight_sums_count,
  .weight_scratch_count = assay_winograd_weight_scratch_count,
  .weight_sums = assay_winograd_weight_sums,
  .weight_finish = assay_winograd_weight_finish,
};
