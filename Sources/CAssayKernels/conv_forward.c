// Convolution, forward: register tiles of pixels × output channels straight over the zero-padded channels-last image.
#include "conv_inside.h"
#include "conv_transformed.h"

#pragma STDC FP_CONTRACT OFF

// Weights up to this many floats stay in the second-level cache while whole images pass; larger ones are taken by
// columns.
enum { RESIDENT_WEIGHTS = 128 * 1024, COLUMN_CHUNK = 64 };

static ptrdiff_t tap_count(const assay_conv *conv) { return conv->kernel_height * conv->kernel_width; }

size_t assay_conv_forward_packed_count(const assay_conv *conv) {
  const assay_transform *transform = assay_transform_of(conv);
  if (transform) {
    assay_plain shape = assay_plain_forward(conv);
    return assay_transformed_packed_count(transform, &shape);
  }
  if (assay_is_depthwise(conv)) return assay_packed_count(tap_count(conv), conv->out_channels);
  ptrdiff_t depth = tap_count(conv) * (conv->in_channels / conv->groups);
  return (size_t)conv->groups * assay_packed_count(depth, conv->out_channels / conv->groups);
}

ptrdiff_t assay_conv_forward_pack_parts(const assay_conv *conv) {
  const assay_transform *transform = assay_transform_of(conv);
  if (!transform) return 1;
  assay_plain shape = assay_plain_forward(conv);
  return transform->pack_parts(&shape);
}

size_t assay_conv_forward_pack_scratch_count(const assay_conv *conv) {
  const assay_transform *transform = assay_transform_of(conv);
  if (!transform) return 0;
  assay_plain shape = assay_plain_forward(conv);
  return transform->pack_scratch_count(&shape);
}

void assay_conv_pack_forward(assay_isa isa, float *packed, const float *weights, const assay_conv *conv,
                             ptrdiff_t part, float *scratch) {
  const assay_transform *transform = assay_transform_of(conv);
  if (transform) {
    assay_plain shape = assay_plain_forward(conv);
    transform->pack_forward(assay_kernels(isa), packed, weights, conv, part, scratch);
    if (part == 0) assay_transformed_pack_tables(transform, &shape, packed);
    return;
  }
  if (assay_is_depthwise(conv)) {
    assay_pack(packed, weights, tap_count(conv), conv->out_channels, 1, tap_count(conv));
    return;
  }
  ptrdiff_t depth = tap_count(conv) * (conv->in_channels / conv->groups);
  ptrdiff_t columns = conv->out_channels / conv->groups;
  for (ptrdiff_t group = 0; group < conv->groups; group++) {
    assay_pack(packed + (ptrdiff_t)assay_packed_count(depth, columns) * group, weights + group * columns * depth, depth,
               columns, 1, depth);
  }
}

/// Depthwise tiles read whole vectors of channels, so images with other channel counts are copied to whole vectors.
static ptrdiff_t copied_pixel(const assay_conv *conv) {
  return assay_is_depthwise(conv) ? assay_round_up(conv->in_channels) : conv->in_channels;
}

static bool copies_image(const assay_conv *conv, bool input_is_padded) {
  if (copied_pixel(conv) != conv->in_channels) return true;
  if (assay_skips_padding(conv)) return false;
  return !input_is_padded && !assay_window_is_inside(assay_forward_window(conv), conv->in_height, conv->in_width);
}

size_t assay_conv_forward_scratch_count(const assay_conv *conv, bool input_is_padded) {
  const assay_transform *transform = assay_transform_of(conv);
  if (transform) {
    assay_plain shape = assay_plain_forward(conv);
    return transform->scratch_count(&shape);
  }
  if (!copies_image(conv, input_is_padded)) return 0;
  assay_window window = assay_forward_window(conv);
  return (size_t)(window.height * window.width * copied_pixel(conv));
}

/// A 1×1 convolution over dense images is one product over all pixels of all images.
static bool is_dense_product(const assay_conv *conv, const assay_view *input, const assay_view *output) {
  return tap_count(conv) == 1 && conv->stride_height == 1 && conv->stride_width == 1 && conv->pad_height == 0
    && conv->pad_width == 0 && conv->in_height == conv->out_height && conv->in_width == conv->out_width
    && input->row_stride == conv->in_width * input->pixel_stride
    && output->row_stride == conv->out_width * output->pixel_stride;
}

typedef struct forward {
  const assay_kernel_set *kernels;
  const assay_conv *conv;
  assay_view input, output;
  bool copies, dense;
  const float *packed, *bias;
  bool relu;
  float *scratch;
} forward;

/// One image, columns [column, column + columns) of each group.
static void run_image(const forward *forward, ptrdiff_t image, ptrdiff_t column, ptrdiff_t columns) {
  const assay_conv *conv = forward->conv;
  bool depthwise = assay_is_depthwise(conv);
  ptrdiff_t groups = depthwise ? 1 : conv->groups;
  ptrdiff_t depth = depthwise ? 1 : conv->in_channels / groups, width = conv->out_channels / groups;
  assay_view input = forward->input;
  input.base += image * input.image_stride;
  if (forward->copies) {
    assay_window window = assay_forward_window(conv);
    ptrdiff_t pixel = copied_pixel(conv);
    assay_copy_window(forward->scratch, pixel, &input, conv->in_height, conv->in_width, conv->in_channels, window);
    input = (assay_view){forward->scratch - (window.y * window.width + window.x) * pixel, 0, window.width * pixel,
                         pixel};
  }
  assay_pass pass = {
    .y = assay_forward_axis(conv->kernel_height, conv->pad_height, conv->dilation_height),
    .x = assay_forward_axis(conv->kernel_width, conv->pad_width, conv->dilation_width),
    .depth = depth, .row_stride = input.row_stride, .pixel_stride = input.pixel_stride,
  };
  ptrdiff_t block = tap_count(conv) * depth * ASSAY_LANES;
  for (ptrdiff_t group = 0; group < groups; group++) {
    ptrdiff_t first = group * width + column;
    assay_run_job job = {
      .a = input.base + group * depth,
      .a_run_stride = conv->stride_height * input.row_stride, .a_row_stride = conv->stride_width * input.pixel_stride,
      .b = forward->packed + group * assay_blocks(width) * block + column / ASSAY_LANES * block,
      .b_block_stride = block, .b_step = ASSAY_LANES,
      .c = forward->output.base + image * forward->output.image_stride + first,
      .c_run_stride = forward->output.row_stride, .c_row_stride = forward->output.pixel_stride,
      .bias = forward->bias ? forward->bias + first : NULL,
      .runs = forward->dense ? 1 : conv->out_height,
      .rows = forward->dense ? conv->out_height * conv->out_width : conv->out_width,
      .columns = columns, .relu = forward->relu, .lanes = depthwise,
    };
    assay_run_pass(forward->kernels, &pass, &job);
  }
}

/// All images, columns [column, column + columns) of each group, without the products of the padding.
static void run_inside(const forward *forward, ptrdiff_t images, ptrdiff_t column, ptrdiff_t columns) {
  const assay_conv *conv = forward->conv;
  ptrdiff_t depth = conv->in_channels / conv->groups, width = conv->out_channels / conv->groups;
  ptrdiff_t block = tap_count(conv) * depth * ASSAY_LANES;
  assay_inside inside = {
    .y = assay_forward_line_y(conv), .x = assay_forward_line_x(conv), .depth = depth, .images = images,
    .from = forward->input, .to = forward->output,
  };
  for (ptrdiff_t group = 0; group < conv->groups; group++) {
    ptrdiff_t first = group * width + column;
    assay_run_job job = {
      .a = forward->input.base + group * depth,
      .b = forward->packed + group * assay_blocks(width) * block + column / ASSAY_LANES * block,
      .b_block_stride = block, .b_step = ASSAY_LANES, .c = forward->output.base + first,
      .bias = forward->bias ? forward->bias + first : NULL, .columns = columns, .relu = forward->relu,
    };
    assay_run_inside(forward->kernels, &inside, &job);
  }
}

bool assay_conv_forward_divides(const assay_conv *conv) { return conv->groups == 1; }

void assay_conv_forward(assay_isa isa, const assay_conv *conv, ptrdiff_t images, assay_view input, bool input_is_padded,
                        const float *packed, const float *bias, bool relu, assay_view output, float *scratch) {
  assay_channels all = {0, conv->out_channels};
  assay_conv_forward_channels(isa, conv, images, input, input_is_padded, packed, bias, relu, output, scratch, all);
}

void assay_conv_forward_channels(assay_isa isa, const assay_conv *conv, ptrdiff_t images, assay_view input,
                                 bool input_is_padded, const float *packed, const float *bias, bool relu,
                                 assay_view output, float *scratch, assay_channels channels) {
  const assay_transform *transform = assay_transform_of(conv);
  if (transform) {
    assay_transformed_job job = {
      .shape = assay_plain_forward(conv), .images = images, .from = input, .to = output,
      .margin_height = input_is_padded ? conv->pad_height : 0, .margin_width = input_is_padded ? conv->pad_width : 0,
      .packed = packed, .bias = bias, .relu = relu, .scratch = scratch,
    };
    job.tables = assay_transformed_tables(transform, &job.shape, packed);
    assay_transformed_take_columns(&job, channels);
    transform->run(assay_kernels(isa), &job);
    return;
  }
  forward forward = {
    .kernels = assay_kernels(isa), .conv = conv, .input = input, .output = output,
    .copies = copies_image(conv, input_is_padded), .dense = is_dense_product(conv, &input, &output),
    .packed = packed, .bias = bias, .relu = relu, .scratch = scratch,
  };
  ptrdiff_t columns = assay_is_depthwise(conv) ? conv->out_channels : conv->out_channels / conv->groups;
  ptrdiff_t chunk = assay_conv_forward_packed_count(conv) > RESIDENT_WEIGHTS ? COLUMN_CHUNK : columns;
  if (conv->groups > 1) chunk = columns;
  bool skips = assay_skips_padding(conv);
  ptrdiff_t first = conv->groups > 1 ? 0 : channels.first, end = conv->groups > 1 ? columns : first + channels.count;
  for (ptrdiff_t column = first; column < end; column += chunk) {
    ptrdiff_t width = assay_min(chunk, end - column);
    if (skips) {
      run_inside(&forward, images, column, width);
      continue;
    }
    for (ptrdiff_t image = 0; image < images; image++) run_image(&forward, image, column, width);
  }
}
