// Convolution, gradient at the input: for each stride phase of the input, a convolution of the output gradient with the
// taps that reach the phase (all of them, flipped, when the stride is 1).
#include "conv_inside.h"
#include "conv_transformed.h"

#pragma STDC FP_CONTRACT OFF

enum { RESIDENT_WEIGHTS = 128 * 1024, COLUMN_CHUNK = 64 };

static ptrdiff_t tap_count(const assay_conv *conv) { return conv->kernel_height * conv->kernel_width; }

static assay_axis phase_axis_y(const assay_conv *conv, ptrdiff_t phase) {
  return assay_phase_axis(phase, conv->kernel_height, conv->stride_height, conv->pad_height, conv->dilation_height);
}

static assay_axis phase_axis_x(const assay_conv *conv, ptrdiff_t phase) {
  return assay_phase_axis(phase, conv->kernel_width, conv->stride_width, conv->pad_width, conv->dilation_width);
}

size_t assay_conv_input_gradient_packed_count(const assay_conv *conv) {
  const assay_transform *transform = assay_transform_of(conv);
  if (transform) {
    assay_plain shape = assay_plain_input_gradient(conv);
    return assay_transformed_packed_count(transform, &shape);
  }
  if (assay_is_narrow(conv)) return (size_t)(tap_count(conv) * conv->in_channels * conv->out_channels);
  if (assay_is_depthwise(conv)) return assay_packed_count(tap_count(conv), conv->in_channels);
  ptrdiff_t depth = tap_count(conv) * (conv->out_channels / conv->groups);
  return (size_t)conv->groups * assay_packed_count(depth, conv->in_channels / conv->groups);
}

/// One phase of one group: blocks of 16 input channels, of rows (tap, output channel).
static float *pack_phase(float *packed, const float *weights, const assay_conv *conv, assay_axis y, assay_axis x) {
  ptrdiff_t columns = conv->in_channels / conv->groups, rows = conv->out_channels / conv->groups;
  ptrdiff_t filter = tap_count(conv) * columns;
  for (ptrdiff_t column = 0; column < columns; column += ASSAY_LANES) {
    ptrdiff_t width = assay_min(ASSAY_LANES, columns - column);
    for (ptrdiff_t i = 0; i < y.count; i++) {
      for (ptrdiff_t j = 0; j < x.count; j++) {
        ptrdiff_t tap = (y.first + i * y.step) * conv->kernel_width + x.first + j * x.step;
        assay_pack(packed, weights + tap * columns + column, rows, width, filter, 1);
        packed += rows * ASSAY_LANES;
      }
    }
  }
  return packed;
}

/// Depthwise: blocks of 16 channels, of taps.
static float *pack_depthwise_phase(float *packed, const float *weights, const assay_conv *conv, assay_axis y,
                                   assay_axis x) {
  ptrdiff_t taps = tap_count(conv);
  for (ptrdiff_t channel = 0; channel < conv->in_channels; channel += ASSAY_LANES) {
    ptrdiff_t width = assay_min(ASSAY_LANES, conv->in_channels - channel);
    for (ptrdiff_t i = 0; i < y.count; i++) {
      for (ptrdiff_t j = 0; j < x.count; j++) {
        ptrdiff_t tap = (y.first + i * y.step) * conv->kernel_width + x.first + j * x.step;
        assay_pack(packed, weights + channel * taps + tap, 1, width, 0, taps);
        packed += ASSAY_LANES;
      }
    }
  }
  return packed;
}

ptrdiff_t assay_conv_input_gradient_pack_parts(const assay_conv *conv) {
  const assay_transform *transform = assay_transform_of(conv);
  if (!transform) return 1;
  assay_plain shape = assay_plain_input_gradient(conv);
  return transform->pack_parts(&shape);
}

size_t assay_conv_input_gradient_pack_scratch_count(const assay_conv *conv) {
  const assay_transform *transform = assay_transform_of(conv);
  if (!transform) return 0;
  assay_plain shape = assay_plain_input_gradient(conv);
  return transform->pack_scratch_count(&shape);
}

void assay_pack_input_gradient_taps(float *packed, const float *weights, const assay_conv *conv) {
  if (assay_is_narrow(conv)) {
    assay_narrow_pack(packed, weights, conv);
    return;
  }
  bool depthwise = assay_is_depthwise(conv);
  ptrdiff_t group_weights = tap_count(conv) * (conv->in_channels / conv->groups) * (conv->out_channels / conv->groups);
  for (ptrdiff_t phase_y = 0; phase_y < conv->stride_height; phase_y++) {
    assay_axis y = phase_axis_y(conv, phase_y);
    for (ptrdiff_t phase_x = 0; phase_x < conv->stride_width; phase_x++) {
      assay_axis x = phase_axis_x(conv, phase_x);
      if (depthwise) {
        packed = pack_depthwise_phase(packed, weights, conv, y, x);
        continue;
      }
      for (ptrdiff_t group = 0; group < conv->groups; group++) {
        packed = pack_phase(packed, weights + group * group_weights, conv, y, x);
      }
    }
  }
}

void assay_conv_pack_input_gradient(assay_isa isa, float *packed, const float *weights, const assay_conv *conv,
                                    ptrdiff_t part, float *scratch) {
  const assay_transform *transform = assay_transform_of(conv);
  if (!transform) {
    assay_pack_input_gradient_taps(packed, weights, conv);
    return;
  }
  assay_plain shape = assay_plain_input_gradient(conv);
  transform->pack_input_gradient(assay_kernels(isa), packed, weights, conv, part, scratch);
  if (part == 0) assay_transformed_pack_tables(transform, &shape, packed);
}

/// The range of output positions that all phases of an axis read.
static void reach(const assay_conv *conv, bool vertical, ptrdiff_t *first, ptrdiff_t *length) {
  ptrdiff_t stride = vertical ? conv->stride_height : conv->stride_width;
  ptrdiff_t size = vertical ? conv->in_height : conv->in_width;
  ptrdiff_t low = 0, high = 0;
  bool any = false;
  for (ptrdiff_t phase = 0; phase < stride; phase++) {
    assay_axis axis = vertical ? phase_axis_y(conv, phase) : phase_axis_x(conv, phase);
    ptrdiff_t count = assay_phase_count(phase, stride, size);
    if (axis.count == 0 || count == 0) continue;
    ptrdiff_t last = axis.offset + (axis.count - 1) * axis.offset_step + count;
    low = any ? assay_min(low, axis.offset) : axis.offset;
    high = any ? assay_max(high, last) : last;
    any = true;
  }
  *first = low;
  *length = high - low;
}

static assay_window gradient_window(const assay_conv *conv) {
  assay_window window;
  reach(conv, true, &window.y, &window.height);
  reach(conv, false, &window.x, &window.width);
  return window;
}

static ptrdiff_t copied_pixel(const assay_conv *conv) {
  return assay_is_depthwise(conv) ? assay_round_up(conv->out_channels) : conv->out_channels;
}

static bool copies_image(const assay_conv *conv, assay_window window) {
  if (copied_pixel(conv) != conv->out_channels) return true;
  return !assay_skips_padding(conv) && !assay_window_is_inside(window, conv->out_height, conv->out_width);
}

size_t assay_conv_input_gradient_scratch_count(const assay_conv *conv) {
  const assay_transform *transform = assay_transform_of(conv);
  if (transform) {
    assay_plain shape = assay_plain_input_gradient(conv);
    return transform->scratch_count(&shape);
  }
  if (assay_is_narrow(conv)) return assay_narrow_scratch_count(conv);
  assay_window window = gradient_window(conv);
  return copies_image(conv, window) ? (size_t)(window.height * window.width * copied_pixel(conv)) : 0;
}

typedef struct gradient {
  const assay_kernel_set *kernels;
  const assay_conv *conv;
  assay_window window;
  bool copies;
  assay_view from, to; // the output's gradient and the input's
  const float *packed;
  float *scratch;
} gradient;

/// One phase of one image, columns [column, column + columns) of each group; gives the weights of the next phase.
static const float *run_phase(const gradient *gradient, const assay_view *from, float *to, ptrdiff_t phase_y,
                              ptrdiff_t phase_x, const float *packed, ptrdiff_t column, ptrdiff_t columns) {
  const assay_conv *conv = gradient->conv;
  bool depthwise = assay_is_depthwise(conv);
  ptrdiff_t groups = depthwise ? 1 : conv->groups;
  ptrdiff_t depth = depthwise ? 1 : conv->out_channels / groups, width = conv->in_channels / groups;
  assay_pass pass = {
    .y = phase_axis_y(conv, phase_y), .x = phase_axis_x(conv, phase_x), .depth = depth,
    .row_stride = from->row_stride, .pixel_stride = from->pixel_stride,
  };
  ptrdiff_t block = pass.y.count * pass.x.count * depth * ASSAY_LANES;
  for (ptrdiff_t group = 0; group < groups; group++) {
    assay_run_job job = {
      .a = from->base + group * depth,
      .a_run_stride = from->row_stride, .a_row_stride = from->pixel_stride,
      .b = packed + column / ASSAY_LANES * block, .b_block_stride = block, .b_step = ASSAY_LANES,
      .c = to + phase_y * gradient->to.row_stride + phase_x * gradient->to.pixel_stride + group * width + column,
      .c_run_stride = conv->stride_height * gradient->to.row_stride,
      .c_row_stride = conv->stride_width * gradient->to.pixel_stride,
      .runs = assay_phase_count(phase_y, conv->stride_height, conv->in_height),
      .rows = assay_phase_count(phase_x, conv->stride_width, conv->in_width),
      .columns = columns, .lanes = depthwise,
    };
    assay_run_pass(gradient->kernels, &pass, &job);
    packed += assay_blocks(width) * block;
  }
  return packed;
}

static void run_image(const gradient *gradient, ptrdiff_t image, ptrdiff_t column, ptrdiff_t columns) {
  const assay_conv *conv = gradient->conv;
  assay_view from = gradient->from;
  from.base += image * from.image_stride;
  if (gradient->copies) {
    assay_window window = gradient->window;
    ptrdiff_t pixel = copied_pixel(conv);
    assay_copy_window(gradient->scratch, pixel, &from, conv->out_height, conv->out_width, conv->out_channels, window);
    from = (assay_view){gradient->scratch - (window.y * window.width + window.x) * pixel, 0, window.width * pixel,
                        pixel};
  }
  float *to = gradient->to.base + image * gradient->to.image_stride;
  const float *packed = gradient->packed;
  for (ptrdiff_t phase_y = 0; phase_y < conv->stride_height; phase_y++) {
    for (ptrdiff_t phase_x = 0; phase_x < conv->stride_width; phase_x++) {
      packed = run_phase(gradient, &from, to, phase_y, phase_x, packed, column, columns);
    }
  }
}

/// All images, columns [column, column + columns) of each group, without the products of the padding.
static void run_inside(const gradient *gradient, ptrdiff_t images, ptrdiff_t column, ptrdiff_t columns) {
  const assay_conv *conv = gradient->conv;
  ptrdiff_t depth = conv->out_channels / conv->groups, width = conv->in_channels / conv->groups;
  const float *packed = gradient->packed;
  assay_inside inside = {.depth = depth, .images = images, .from = gradient->from, .to = gradient->to};
  inside.to.row_stride *= conv->stride_height;
  inside.to.pixel_stride *= conv->stride_width;
  for (ptrdiff_t phase_y = 0; phase_y < conv->stride_height; phase_y++) {
    ptrdiff_t rows = assay_phase_count(phase_y, conv->stride_height, conv->in_height);
    inside.y = (assay_line){phase_axis_y(conv, phase_y), rows, 1, conv->out_height};
    for (ptrdiff_t phase_x = 0; phase_x < conv->stride_width; phase_x++) {
      ptrdiff_t pixels = assay_phase_count(phase_x, conv->stride_width, conv->in_width);
      inside.x = (assay_line){phase_axis_x(conv, phase_x), pixels, 1, conv->out_width};
      ptrdiff_t block = inside.y.taps.count * inside.x.taps.count * depth * ASSAY_LANES;
      for (ptrdiff_t group = 0; group < conv->groups; group++) {
        assay_run_job job = {
          .a = gradient->from.base + group * depth,
          .b = packed + column / ASSAY_LANES * block, .b_block_stride = block, .b_step = ASSAY_LANES,
          .c = gradient->to.base + phase_y * gradient->to.row_stride + phase_x * gradient->to.pixel_stride
            + group * width + column,
          .columns = columns,
        };
        assay_run_inside(gradient->kernels, &inside, &job);
        packed += assay_blocks(width) * block;
      }
    }
  }
}

bool assay_conv_input_gradient_divides(const assay_conv *conv) {
  return conv->groups == 1 && !assay_is_narrow(conv);
}

void assay_conv_input_gradient(assay_isa isa, const assay_conv *conv, ptrdiff_t images, assay_view output_gradient,
                               const float *packed, assay_view input_gradient, float *scratch) {
  assay_channels all = {0, conv->in_channels};
  assay_conv_input_gradient_channels(isa, conv, images, output_gradient, packed, input_gradient, scratch, all);
}

void assay_conv_input_gradient_channels(assay_isa isa, const assay_conv *conv, ptrdiff_t images,
                                        assay_view output_gradient, const float *packed, assay_view input_gradient,
                                        float *scratch, assay_channels channels) {
  if (assay_is_narrow(conv)) {
    assay_narrow_input_gradient(isa, conv, images, output_gradient, packed, input_gradient, scratch);
    return;
  }
  const assay_transform *transform = assay_transform_of(conv);
  if (transform) {
    assay_transformed_job job = {
      .shape = assay_plain_input_gradient(conv), .images = images, .from = output_gradient, .to = input_gradient,
      .packed = packed, .scratch = scratch,
    };
    job.tables = assay_transformed_tables(transform, &job.shape, packed);
    assay_transformed_take_columns(&job, channels);
    transform->run(assay_kernels(isa), &job);
    return;
  }
  assay_window window = gradient_window(conv);
  gradient gradient = {
    .kernels = assay_kernels(isa), .conv = conv, .window = window, .copies = copies_image(conv, window),
    .from = output_gradient, .to = input_gradient, .packed = packed, .scratch = scratch,
  };
  ptrdiff_t columns = assay_is_depthwise(conv) ? conv->in_channels : conv->in_channels / conv->groups;
  bool large = conv->groups == 1 && assay_conv_input_gradient_packed_count(conv) > RESIDENT_WEIGHTS;
  ptrdiff_t chunk = large ? COLUMN_CHUNK : columns;
  bool skips = assay_skips_padding(conv);
  ptrdiff_t first = conv->groups > 1 ? 0 : channels.first, end = conv->groups > 1 ? columns : first + channels.count;
  for (ptrdiff_t column = first; column < end; column += chunk) {
    ptrdiff_t width = assay_min(chunk, end - column);
    if (skips) {
      run_inside(&gradient, images, column, width);
      continue;
    }
    for (ptrdiff_t image = 0; image < images; image++) run_image(&gradient, image, column, width);
  }
}
