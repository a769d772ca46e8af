// Winograd convolution: blocks of tiles of 2×2 outputs are transformed, multiplied position by position with the
// transformed weights, and transformed back. What a tile yields does not depend on its block.
#include "vector_math.h"
#include "winograd_tiles.h"

#pragma STDC FP_CONTRACT OFF

// MARK: Shapes

bool assay_winograd_applies(const assay_conv *conv) {
  bool is_plain_3x3 = conv->kernel_height == 3 && conv->kernel_width == 3 && conv->stride_height == 1
    && conv->stride_width == 1 && conv->dilation_height == 1 && conv->dilation_width == 1 && conv->groups == 1;
  bool fills_vectors = conv->in_channels % ASSAY_LANES == 0 && conv->out_channels % ASSAY_LANES == 0;
  // Measured: with fewer channels the transforms cost what the products save; where most tiles lack outputs, as in
  // images of 3×3 or 5×5, as many multiplications are wasted.
  ptrdiff_t outputs = conv->out_height * conv->out_width;
  tiling tiling = tiling_of(conv->out_height, conv->out_width);
  return is_plain_3x3 && fills_vectors && conv->in_channels >= 32 && conv->out_channels >= 32 && outputs >= 16
    && outputs >= 3 * tiling.down * tiling.across;
}

assay_winograd assay_winograd_forward(const assay_conv *conv) {
  return (assay_winograd){
    conv->in_channels, conv->out_channels, conv->in_height, conv->in_width, conv->out_height, conv->out_width,
    conv->pad_height, conv->pad_width,
  };
}

assay_winograd assay_winograd_input_gradient(const assay_conv *conv) {
  return (assay_winograd){
    conv->out_channels, conv->in_channels, conv->out_height, conv->out_width, conv->in_height, conv->in_width,
    2 - conv->pad_height, 2 - conv->pad_width,
  };
}

// MARK: Weights

size_t assay_winograd_packed_count(const assay_winograd *winograd) {
  return (size_t)(TAPS * winograd->depth * winograd->columns);
}

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

void assay_winograd_pack(float *packed, const float *weights, const assay_winograd *winograd, ptrdiff_t tap_stride,
                         ptrdiff_t depth_stride, ptrdiff_t column_stride) {
  for (ptrdiff_t tap = 0; tap < TAPS; tap++) {
    assay_pack(packed + tap * winograd->depth * winograd->columns, weights + tap * tap_stride, winograd->depth,
               winograd->columns, depth_stride, column_stride);
  }
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

size_t assay_winograd_scratch_count(const assay_winograd *winograd) {
  ptrdiff_t tiles = tiles_in_block(winograd->depth, winograd->columns), patch = PATCH * PATCH * winograd->depth;
  ptrdiff_t columns = assay_min(columns_at_once(winograd->depth), winograd->columns);
  return (size_t)(POSITIONS * (position_stride(winograd->depth, tiles) + position_stride(winograd->columns, tiles)
                               + weight_stride(winograd->depth, columns))
                  + assay_max(patch, TILE * TILE * winograd->columns) + winograd->columns);
}

/// The block at hand, and where it lies in the scratch.
typedef struct block {
  const assay_kernel_set *kernels;
  const assay_winograd_job *job;
  tiling tiling;
  ptrdiff_t first, count;
  float *values, *results, *weights, *patch;
  ptrdiff_t transformed; // the column from which on the weights are transformed; -1 for none
  const float *bias;
} block;

static void transform_images(const block *block) {
  const assay_winograd_job *job = block->job;
  const assay_winograd *shape = &job->shape;
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
  const assay_winograd_job *job = block->job;
  ptrdiff_t depth = job->shape.depth, stride = weight_stride(depth, columns);
  if (block->transformed != column) { // once for all blocks where these are all columns
    transform_weights(block->weights, stride, job->packed + column * depth, depth * job->packed_columns,
                      depth * columns);
    block->transformed = column;
  }
  assay_run_job product = {
    .a_row_stride = tile_stride(depth), .a_step = 1,
    .segments = &start, .segment_count = 1, .segment_length = depth,
    .b_block_stride = depth * ASSAY_LANES, .b_step = ASSAY_LANES,
    .c_row_stride = tile_stride(job->shape.columns),
    .runs = 1, .rows = block->count, .columns = columns,
  };
  for (ptrdiff_t position = 0; position < POSITIONS; position++) {
    product.a = block->values + position * position_stride(depth, block->count);
    product.b = block->weights + position * stride;
    product.c = block->results + position * position_stride(job->shape.columns, block->count) + column;
    assay_run(block->kernels, &product);
  }
}

static void multiply(block *block) {
  ptrdiff_t columns = block->job->shape.columns, step = columns_at_once(block->job->shape.depth);
  for (ptrdiff_t column = 0; column < columns; column += step) {
    multiply_columns(block, column, assay_min(step, columns - column));
  }
}

static void transform_results(const block *block) {
  const assay_winograd_job *job = block->job;
  const assay_winograd *shape = &job->shape;
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

void assay_winograd_take_columns(assay_winograd_job *job, assay_channels columns) {
  job->packed_columns = job->shape.columns;
  job->shape.columns = columns.count;
  job->packed += columns.first * job->shape.depth;
  job->to.base += columns.first;
  if (job->bias) job->bias += columns.first;
}

void assay_winograd_run(const assay_kernel_set *kernels, const assay_winograd_job *job) {
  const assay_winograd *shape = &job->shape;
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
