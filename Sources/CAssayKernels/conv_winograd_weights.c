// Winograd convolution, gradient at the weights: dW = Gᵀ (Σ over tiles of (Bᵀ d B) ⊙ (A dY Aᵀ)) G. For each of the 16
// positions the sum is one matrix product, output channels × input channels, whose chain runs over the tiles of all
// images; between blocks of tiles the sums rest in memory.
#include "vector_math.h"
#include "winograd_tiles.h"

#pragma STDC FP_CONTRACT OFF

// A part has one of the four rows of positions, for which two rows of a tile's pixels suffice, and a range of the input
// channels. Every part of a row transforms the output's gradient anew, which wider ranges make up for.
enum { ROWS = 4, RANGE = 128 };

static ptrdiff_t range_count(const assay_conv *conv) { return (conv->in_channels + RANGE - 1) / RANGE; }

static ptrdiff_t range_width(const assay_conv *conv, ptrdiff_t range) {
  return assay_min(RANGE, conv->in_channels - range * RANGE);
}

ptrdiff_t assay_winograd_weight_parts(const assay_conv *conv) { return ROWS * range_count(conv); }

size_t assay_winograd_weight_sums_count(const assay_conv *conv) {
  return (size_t)(POSITIONS * conv->out_channels * conv->in_channels);
}

/// The sums of a part: its four positions, each of output channels × the range's input channels.
static ptrdiff_t sums_offset(const assay_conv *conv, ptrdiff_t row, ptrdiff_t range) {
  return 4 * conv->out_channels * (row * conv->in_channels + range * RANGE);
}

static ptrdiff_t tiles_in_block(const assay_conv *conv) {
  return tiles_for(4 * (assay_min(RANGE, conv->in_channels) + conv->out_channels));
}

size_t assay_winograd_weight_scratch_count(const assay_conv *conv) {
  ptrdiff_t tiles = tiles_in_block(conv), width = assay_min(RANGE, conv->in_channels);
  return (size_t)(4 * (position_stride(width, tiles) + position_stride(conv->out_channels, tiles))
                  + 2 * PATCH * assay_max(width, conv->out_channels));
}

// MARK: Blocks of tiles

/// The rows of pixels that make up each row of positions: the first plus or minus the second.
typedef struct row_sum {
  ptrdiff_t first, second;
  float sign;
} row_sum;

static const row_sum input_rows[ROWS] = {{0, 2, -1}, {1, 2, 1}, {2, 1, -1}, {1, 3, -1}};
// The last row and the last position of each have the other sign, which `add_taps` takes up.
static const row_sum gradient_rows[ROWS] = {{0, 0, 0}, {0, 1, 1}, {0, 1, -1}, {1, 1, 0}};

/// What is transformed: one row of positions of each tile of some images.
typedef struct source {
  assay_view view;
  ptrdiff_t height, width, channels;
  ptrdiff_t shift_y, shift_x; // of a tile's first pixel, from its first output
  ptrdiff_t pixels;           // in a row of a tile
  row_sum sum;
  assay_winograd_row_kernel kernel;
} source;

/// Points `row` at a tile's pixels; where some are missing, at a copy with zeros in `patch`.
static void find_pixels(const source *source, tile_place place, assay_winograd_row *row, float *patch) {
  assay_view image = source->view;
  image.base += place.image * image.image_stride;
  assay_window window = {place.y + source->shift_y, place.x + source->shift_x, source->pixels, source->pixels};
  if (assay_window_is_inside(window, source->height, source->width)) {
    const float *pixels = image.base + window.y * image.row_stride + window.x * image.pixel_stride;
    row->first = pixels + source->sum.first * image.row_stride;
    row->second = pixels + source->sum.second * image.row_stride;
    row->from_bytes = image.pixel_stride * 4;
    return;
  }
  ptrdiff_t line = source->pixels * source->channels;
  assay_copy_window(patch, source->channels, &image, source->height, source->width, source->channels,
                    (assay_window){window.y + source->sum.first, window.x, 1, source->pixels});
  assay_copy_window(patch + line, source->channels, &image, source->height, source->width, source->channels,
                    (assay_window){window.y + source->sum.second, window.x, 1, source->pixels});
  row->first = patch;
  row->second = patch + line;
  row->from_bytes = source->channels * 4;
}

static void transform(const source *source, const tiling *tiling, ptrdiff_t first, ptrdiff_t count, float *values,
                      float *patch) {
  assay_winograd_row row = {
    .to_bytes = position_stride(source->channels, count) * 4, .channels = source->channels, .sign = source->sum.sign,
  };
  for (ptrdiff_t index = 0; index < count; index++) {
    find_pixels(source, place_of(tiling, first + index), &row, patch);
    row.to = values + index * tile_stride(source->channels);
    source->kernel(&row);
  }
}

/// Adds the products of a block's tiles to the sums of the four positions.
static void multiply(const assay_kernel_set *kernels, const float *gradients, ptrdiff_t rows, const float *inputs,
                     ptrdiff_t columns, ptrdiff_t count, float *sums, bool accumulate) {
  static const assay_segment start = {0, 0};
  assay_run_job product = {
    .a = gradients, .a_row_stride = 1, .a_step = tile_stride(rows),
    .segments = &start, .segment_count = 1, .segment_length = count,
    .b = inputs, .b_block_stride = ASSAY_LANES, .b_step = tile_stride(columns),
    .c = sums, .c_row_stride = columns,
    .runs = 1, .rows = rows, .columns = columns, .accumulate = accumulate,
    .products = 4, .a_product_stride = position_stride(rows, count),
    .b_product_stride = position_stride(columns, count), .c_product_stride = rows * columns,
  };
  assay_run(kernels, &product);
}

void assay_winograd_weight_sums(const assay_kernel_set *kernels, const assay_conv *conv, ptrdiff_t images,
                                assay_view input, assay_view output_gradient, float *sums, ptrdiff_t part,
                                float *scratch) {
  ptrdiff_t row = part % ROWS, range = part / ROWS, width = range_width(conv, range), limit = tiles_in_block(conv);
  input.base += range * RANGE;
  source inputs = {
    input, conv->in_height, conv->in_width, width, -conv->pad_height, -conv->pad_width, PATCH, input_rows[row],
    kernels->winograd_input_row,
  };
  source gradients = {
    output_gradient, conv->out_height, conv->out_width, conv->out_channels, 0, 0, TILE, gradient_rows[row],
    kernels->winograd_gradient_row,
  };
  float *input_values = scratch, *gradient_values = input_values + 4 * position_stride(width, limit);
  float *patch = gradient_values + 4 * position_stride(conv->out_channels, limit);
  sums += sums_offset(conv, row, range);
  tiling tiling = tiling_of(conv->out_height, conv->out_width);
  ptrdiff_t tiles = assay_max(0, images) * tiling.down * tiling.across, first = 0;
  if (tiles == 0) assay_zero(sums, 4 * width * conv->out_channels);
  for (ptrdiff_t left = (tiles + limit - 1) / limit; left > 0; left--) {
    ptrdiff_t count = (tiles - first + left - 1) / left;
    transform(&inputs, &tiling, first, count, input_values, patch);
    transform(&gradients, &tiling, first, count, gradient_values, patch);
    multiply(kernels, gradient_values, conv->out_channels, input_values, width, count, sums, first > 0);
    first += count;
  }
}

// MARK: From sums to weights

/// (s0, s1, s2, -s3) to (s0 + (s1 + s2) / 2, (s1 - s2) / 2, (s1 + s2) / 2 + s3)
static inline void add_taps(assay_v16 *out, ptrdiff_t out_step, const assay_v16 *sums, ptrdiff_t step) {
  assay_v16 middle = (sums[step] + sums[2 * step]) * 0.5f;
  out[0] = sums[0] + middle;
  out[out_step] = (sums[step] - sums[2 * step]) * 0.5f;
  out[2 * out_step] = middle - sums[3 * step];
}

/// The nine taps of an output channel and a range of input channels, from position (y, x) at sums[y * row + x * column].
ASSAY_WIDE static void transform_sums(float *gradient, ptrdiff_t tap_stride, const float *sums, ptrdiff_t row,
                                      ptrdiff_t column, ptrdiff_t width) {
  for (ptrdiff_t i = 0; i < width; i += ASSAY_LANES) {
    assay_v16 values[POSITIONS], rows[4 * 3], taps[TAPS];
    for (ptrdiff_t p = 0; p < POSITIONS; p++) values[p] = *(const assay_v16 *)(sums + p / 4 * row + p % 4 * column + i);
    for (ptrdiff_t y = 0; y < 4; y++) add_taps(rows + y * 3, 1, values + y * 4, 1);
    for (ptrdiff_t x = 0; x < 3; x++) add_taps(taps + x, 3, rows + x, 3);
    for (ptrdiff_t tap = 0; tap < TAPS; tap++) *(assay_v16 *)(gradient + tap * tap_stride + i) = taps[tap];
  }
}

static void finish_channel(const assay_conv *conv, const float *sums, float *gradient, ptrdiff_t channel) {
  gradient += channel * TAPS * conv->in_channels;
  for (ptrdiff_t range = 0; range < range_count(conv); range++) {
    ptrdiff_t width = range_width(conv, range);
    transform_sums(gradient + range * RANGE, conv->in_channels, sums + sums_offset(conv, 0, range) + channel * width,
                   sums_offset(conv, 1, 0), conv->out_channels * width, width);
  }
}

void assay_winograd_weight_finish(const assay_kernel_set *kernels, const assay_conv *conv, const float *sums,
                                  float *gradient, ptrdiff_t first, ptrdiff_t last) {
  (void)kernels;
  for (ptrdiff_t channel = first; channel < last; channel++) finish_channel(conv, sums, gradient, channel);
}
