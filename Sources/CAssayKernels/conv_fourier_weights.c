// Convolution in the frequency domain, gradient at the weights: for each point the sum over the images of the
// transformed output's gradient times the transformed image is one matrix product, output channels × input channels,
// whose chain runs over the images. A part has one bin of the first axis and transforms its sums back across.
#include "fourier_shape.h"

#pragma STDC FP_CONTRACT OFF

// The images taken at once: their points fill about a second-level cache.
enum { BLOCK_FLOATS = 128 * 1024, MOST_IMAGES = 64 };

static assay_periods periods_of(const assay_conv *conv) {
  assay_plain shape = assay_plain_forward(conv);
  return assay_periods_of(&shape);
}

/// Complex bins, which take longest, come first.
static ptrdiff_t bin_of_part(assay_periods periods, ptrdiff_t part) {
  ptrdiff_t complex_bins = (periods.down - 1) / 2;
  if (part < complex_bins) return part + 1;
  return part == complex_bins ? 0 : periods.down / 2;
}

ptrdiff_t assay_fourier_weight_parts(const assay_conv *conv) { return assay_bins(periods_of(conv).down); }

/// Sums of a part of the transform down: [output channel][tap of a row][input channel].
static ptrdiff_t part_count(const assay_conv *conv) {
  return conv->out_channels * conv->kernel_width * conv->in_channels;
}

size_t assay_fourier_weight_sums_count(const assay_conv *conv) {
  return (size_t)(periods_of(conv).down * part_count(conv));
}

/// An operand of the products: images, or gradients, and how they are transformed.
typedef struct source {
  assay_view view;
  ptrdiff_t height, width, channels, padded;
  bool is_left;
  ptrdiff_t stride;      // floats of an image's points
  float *down, *across;  // matrices
  float *parts, *values; // of all images: their parts of the bin, and their points
} source;

typedef struct layout {
  assay_periods periods;
  ptrdiff_t images; // of a block
  source gradients, inputs;
  float *sums, *back; // of the points, and the matrix from them to the taps
} layout;

static source make_source(assay_periods periods, assay_view view, ptrdiff_t height, ptrdiff_t width,
                          ptrdiff_t channels, bool is_left) {
  source source = {
    .view = view, .height = height, .width = width, .channels = channels, .padded = assay_round_up(channels),
    .is_left = is_left,
  };
  source.stride = assay_most_points(periods) * source.padded + ASSAY_LANES;
  return source;
}

static void place_source(source *source, assay_periods periods, ptrdiff_t images, assay_pieces *pieces) {
  source->down = assay_take_piece(pieces, periods.down * source->height);
  source->across = assay_take_piece(pieces, assay_points_matrix_count(periods.across, source->width, false));
  source->parts = assay_take_piece(pieces, 2 * images * source->width * source->channels + ASSAY_LANES);
  source->values = assay_take_piece(pieces, images * source->stride);
}

/// Lays out a part's scratch; gives the floats that it takes.
static size_t lay_out(layout *layout, const assay_conv *conv, assay_view input, assay_view output_gradient,
                      float *scratch) {
  assay_periods periods = periods_of(conv);
  layout->periods = periods;
  layout->gradients = make_source(periods, output_gradient, conv->out_height, conv->out_width, conv->out_channels,
                                  true);
  layout->inputs = make_source(periods, input, conv->in_height, conv->in_width, conv->in_channels, false);
  ptrdiff_t image = layout->gradients.stride + layout->inputs.stride;
  layout->images = assay_min(assay_max(BLOCK_FLOATS / image, ASSAY_LANES), MOST_IMAGES);
  assay_pieces pieces = {.base = scratch};
  place_source(&layout->gradients, periods, layout->images, &pieces);
  place_source(&layout->inputs, periods, layout->images, &pieces);
  layout->back = assay_take_piece(&pieces, assay_points_matrix_count(periods.across, conv->kernel_width, false));
  layout->sums = assay_take_piece(&pieces, assay_most_points(periods) * conv->out_channels * layout->inputs.padded);
  return (size_t)pieces.taken;
}

size_t assay_fourier_weight_scratch_count(const assay_conv *conv) {
  layout layout;
  assay_view none = {0};
  return lay_out(&layout, conv, none, none, NULL);
}

static void fill_matrices(const source *source, const assay_circle *circles, bool is_real) {
  assay_fourier_line down = {&circles[0], source->height, 0, source->is_left};
  assay_fourier_line across = {&circles[1], source->width, 0, source->is_left};
  assay_fourier_parts(source->down, &down);
  assay_fourier_points(source->across, &across, is_real, source->is_left ? ASSAY_LEFT : ASSAY_RIGHT);
}

/// The points of a bin of images from `first` on.
static void transform(const assay_kernel_set *kernels, const source *source, assay_periods periods, ptrdiff_t bin,
                      ptrdiff_t first, ptrdiff_t images) {
  bool is_real = assay_bin_is_real(periods.down, bin), dense = source->view.pixel_stride == source->channels;
  ptrdiff_t parts = is_real ? 1 : 2, row = source->width * source->channels;
  assay_small_product down = {
    .matrix = source->down + assay_first_part(bin) * source->height, .rows = parts, .count = source->height,
    .blocks = 1, .from = source->view.base + first * source->view.image_stride, .step = source->view.row_stride,
    .columns = dense ? row : source->channels, .to = source->parts, .to_step = row,
    .images = images, .from_stride = source->view.image_stride, .to_stride = 2 * row,
  };
  for (ptrdiff_t x = 0; x < (dense ? 1 : source->width); x++) {
    assay_multiply_small(kernels, &down);
    down.from += source->view.pixel_stride;
    down.to += source->channels;
  }
  assay_multiply_small(kernels, &(assay_small_product){
    .matrix = source->across, .rows = assay_points_across(periods.across, is_real), .count = source->width,
    .blocks = parts, .from = source->parts, .step = source->channels, .block_stride = row,
    .columns = source->padded, .to = source->values, .to_step = source->padded,
    .images = images, .from_stride = 2 * row, .to_stride = source->stride,
  });
}

/// From a bin's points of each output channel to the taps of a row, in the parts of the bin.
static void transform_back(const assay_kernel_set *kernels, const layout *layout, const assay_conv *conv,
                           const assay_circle *circle, ptrdiff_t bin, float *sums) {
  assay_periods periods = layout->periods;
  bool is_real = assay_bin_is_real(periods.down, bin);
  ptrdiff_t points = assay_points_across(periods.across, is_real), parts = is_real ? 1 : 2;
  assay_fourier_line across = {circle, conv->kernel_width, conv->pad_width, false};
  assay_fourier_from_points(layout->back, &across, is_real);
  assay_small_product back = {
    .matrix = layout->back, .rows = parts * conv->kernel_width, .count = points, .blocks = 1,
    .from = layout->sums, .step = layout->inputs.padded, .columns = conv->in_channels,
    .to = sums + assay_first_part(bin) * part_count(conv), .to_step = conv->in_channels,
    .runs = parts, .to_run_stride = part_count(conv),
    .images = conv->out_channels, .from_stride = points * layout->inputs.padded,
    .to_stride = conv->kernel_width * conv->in_channels,
  };
  assay_multiply_small(kernels, &back);
}

void assay_fourier_weight_sums(const assay_kernel_set *kernels, const assay_conv *conv, ptrdiff_t images,
                               assay_view input, assay_view output_gradient, float *sums, ptrdiff_t part,
                               float *scratch) {
  layout layout;
  lay_out(&layout, conv, input, output_gradient, scratch);
  assay_periods periods = layout.periods;
  ptrdiff_t bin = bin_of_part(periods, part), first = 0;
  bool is_real = assay_bin_is_real(periods.down, bin);
  ptrdiff_t points = assay_points_across(periods.across, is_real), padded = layout.inputs.padded;
  assay_circle circles[2];
  assay_make_circles(circles, periods);
  fill_matrices(&layout.gradients, circles, is_real);
  fill_matrices(&layout.inputs, circles, is_real);
  if (images <= 0) assay_zero(layout.sums, points * conv->out_channels * padded);
  for (ptrdiff_t left = (images + layout.images - 1) / layout.images; left > 0; left--) {
    ptrdiff_t count = (images - first + left - 1) / left;
    transform(kernels, &layout.gradients, periods, bin, first, count);
    transform(kernels, &layout.inputs, periods, bin, first, count);
    static const assay_segment start = {0, 0};
    assay_run_job product = {
      .a = layout.gradients.values, .a_row_stride = 1, .a_step = layout.gradients.stride,
      .segments = &start, .segment_count = 1, .segment_length = count,
      .b = layout.inputs.values, .b_block_stride = ASSAY_LANES, .b_step = layout.inputs.stride,
      .c = layout.sums, .c_row_stride = points * padded,
      .runs = 1, .rows = conv->out_channels, .columns = padded, .accumulate = first > 0,
      .products = points, .a_product_stride = layout.gradients.padded, .b_product_stride = padded,
      .c_product_stride = padded,
    };
    assay_run(kernels, &product);
    first += count;
  }
  transform_back(kernels, &layout, conv, &circles[1], bin, sums);
}

void assay_fourier_weight_finish(const assay_kernel_set *kernels, const assay_conv *conv, const float *sums,
                                 float *gradient, ptrdiff_t first, ptrdiff_t last) {
  if (first >= last) return;
  assay_periods periods = periods_of(conv);
  float matrix[ASSAY_MOST_PERIOD * ASSAY_MOST_PERIOD];
  assay_circle circle = assay_make_circle(periods.down);
  assay_fourier_line down = {&circle, conv->kernel_height, conv->pad_height, false};
  assay_fourier_from_parts(matrix, &down);
  ptrdiff_t row = conv->kernel_width * conv->in_channels;
  assay_small_product back = {
    .matrix = matrix, .rows = conv->kernel_height, .count = periods.down, .blocks = 1,
    .from = sums + first * row, .step = part_count(conv), .columns = row,
    .to = gradient + first * conv->kernel_height * row, .to_step = row,
    .images = last - first, .from_stride = row, .to_stride = conv->kernel_height * row,
  };
  assay_multiply_small(kernels, &back);
}
