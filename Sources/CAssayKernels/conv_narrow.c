// The input gradient of layers with few input channels, which would leave most lanes of the transposed convolution
// idle: T = W' · dYᵀ, whose rows are (tap, channel) and whose lanes are pixels, then for each phase of the stride and
// each channel the sum over the taps in ascending order of T's rows, shifted.
//
// Rows of pixels are `pitch` apart and wide enough that no shift reaches from one image row into the next; pixels that
// do not exist are zeros. With q = input position + padding, tap k of output position o reaches q = o * stride + k *
// dilation: phase (k * dilation) mod stride, at o + (k * dilation) div stride.
#include "conv.h"

#pragma STDC FP_CONTRACT OFF

typedef struct layout {
  ptrdiff_t entries;          // rows of T
  ptrdiff_t pitch, pixels;    // floats of an image row and of a whole image in T
  ptrdiff_t height, plane;    // rows and floats of a phase of the input
  ptrdiff_t margin, row;      // zeros before (and after) each row of T, and a row with its margin
} layout;

static layout make_layout(const assay_conv *conv) {
  ptrdiff_t reach_y = (conv->kernel_height - 1) * conv->dilation_height / conv->stride_height;
  ptrdiff_t reach_x = (conv->kernel_width - 1) * conv->dilation_width / conv->stride_width;
  ptrdiff_t last_y = (conv->in_height - 1 + conv->pad_height) / conv->stride_height;
  ptrdiff_t last_x = (conv->in_width - 1 + conv->pad_width) / conv->stride_width;
  layout layout = {.entries = conv->kernel_height * conv->kernel_width * conv->in_channels};
  // Multiples of four let four pixels be transposed at a time.
  layout.pitch = (assay_max(conv->out_width + reach_x, last_x + 1) + 3) / 4 * 4;
  layout.pixels = assay_round_up(conv->out_height * layout.pitch);
  layout.height = assay_max(conv->out_height + reach_y, last_y + 1);
  layout.plane = assay_round_up(layout.height * layout.pitch);
  layout.margin = assay_round_up(assay_max(reach_y * layout.pitch + reach_x, layout.plane - layout.pixels));
  layout.row = layout.margin + layout.pixels;
  return layout;
}

static ptrdiff_t plane_count(const assay_conv *conv) {
  return conv->stride_height * conv->stride_width * conv->in_channels;
}

void assay_narrow_pack(float *packed, const float *weights, const assay_conv *conv) {
  // Rows (tap, channel) of output channels, from rows of (tap, channel) for each output channel.
  ptrdiff_t entries = conv->kernel_height * conv->kernel_width * conv->in_channels;
  assay_transpose_strided(packed, conv->out_channels, weights, entries, conv->out_channels, entries);
}

size_t assay_narrow_scratch_count(const assay_conv *conv) {
  layout layout = make_layout(conv);
  return (size_t)(layout.pixels * conv->out_channels + layout.entries * layout.row + layout.margin
                  + plane_count(conv) * layout.plane);
}

/// dY to panels [16 pixels][output channel][pixel].
static void transpose_pixels(const assay_kernel_set *kernels, float *panels, const layout *layout,
                             const assay_conv *conv, const assay_view *from) {
  ptrdiff_t channels = conv->out_channels, panel = channels * ASSAY_LANES;
  for (ptrdiff_t y = 0; y < conv->out_height; y++) {
    const float *row = from->base + y * from->row_stride;
    ptrdiff_t pixel = y * layout->pitch;
    for (ptrdiff_t x = 0; x < conv->out_width;) {
      ptrdiff_t lane = pixel % ASSAY_LANES, count = assay_min(ASSAY_LANES - lane, conv->out_width - x);
      float *to = panels + pixel / ASSAY_LANES * panel + lane;
      const float *pixels = row + x * from->pixel_stride;
      if (count == ASSAY_LANES && channels % 4 == 0) {
        kernels->transpose_16(to, ASSAY_LANES, pixels, from->pixel_stride, channels / 4);
      } else {
        assay_transpose_strided(to, ASSAY_LANES, pixels, from->pixel_stride, count, channels);
      }
      pixel += count;
      x += count;
    }
  }
}

/// One phase of one channel: the lane-wise micro-kernel with a vector of ones adds the shifted rows of T.
static void sum_phase(const assay_kernel_set *kernels, float *plane, const float *products, const layout *layout,
                      const assay_conv *conv, ptrdiff_t phase_y, ptrdiff_t phase_x, ptrdiff_t channel) {
  static const float ones[ASSAY_LANES] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
  assay_segment segments[ASSAY_SEGMENTS];
  assay_run_job job = {
    .a = products, .a_row_stride = ASSAY_LANES, .segments = segments, .segment_length = 1, .b = ones, .c = plane,
    .c_row_stride = ASSAY_LANES, .runs = 1, .rows = layout->plane / ASSAY_LANES, .columns = ASSAY_LANES, .lanes = true,
  };
  for (ptrdiff_t ky = 0; ky < conv->kernel_height; ky++) {
    ptrdiff_t y = ky * conv->dilation_height;
    if (y % conv->stride_height != phase_y) continue;
    for (ptrdiff_t kx = 0; kx < conv->kernel_width; kx++) {
      ptrdiff_t x = kx * conv->dilation_width;
      if (x % conv->stride_width != phase_x) continue;
      ptrdiff_t entry = (ky * conv->kernel_width + kx) * conv->in_channels + channel;
      ptrdiff_t shift = y / conv->stride_height * layout->pitch + x / conv->stride_width;
      segments[job.segment_count++] = (assay_segment){entry * layout->row - shift, 0};
      if (job.segment_count < ASSAY_SEGMENTS) continue;
      assay_run(kernels, &job);
      job.accumulate = true;
      job.segment_count = 0;
    }
  }
  if (job.segment_count > 0 || !job.accumulate) assay_run(kernels, &job);
}

/// Row `y` of the input's gradient from the phases.
static void store_row(float *to, ptrdiff_t pixel_stride, const float *planes, const layout *layout,
                      const assay_conv *conv,
                      ptrdiff_t y) {
  ptrdiff_t stride = conv->stride_width, channels = conv->in_channels, q = y + conv->pad_height;
  const float *phases = planes + q % conv->stride_height * stride * channels * layout->plane
    + q / conv->stride_height * layout->pitch;
  if (stride == 1 && pixel_stride == 1) {
    assay_copy(to, phases + conv->pad_width, conv->in_width);
    return;
  }
  for (ptrdiff_t first = 0; first < assay_min(stride, conv->in_width); first++) {
    ptrdiff_t start = first + conv->pad_width, count = assay_phase_count(first, stride, conv->in_width);
    for (ptrdiff_t channel = 0; channel < channels; channel++) {
      const float *from = phases + (start % stride * channels + channel) * layout->plane + start / stride;
      float *out = to + first * pixel_stride + channel;
      for (ptrdiff_t i = 0; i < count; i++, out += stride * pixel_stride) *out = from[i];
    }
  }
}

void assay_narrow_input_gradient(assay_isa isa, const assay_conv *conv, ptrdiff_t images, assay_view output_gradient,
                                 const float *packed, assay_view input_gradient, float *scratch) {
  const assay_kernel_set *kernels = assay_kernels(isa);
  layout layout = make_layout(conv);
  float *panels = scratch, *products = panels + layout.pixels * conv->out_channels + layout.margin;
  float *planes = products + layout.entries * layout.row;
  static const assay_segment start = {0, 0};
  assay_run_job job = {
    .a = packed, .a_row_stride = conv->out_channels, .a_step = 1,
    .segments = &start, .segment_count = 1, .segment_length = conv->out_channels,
    .b = panels, .b_block_stride = conv->out_channels * ASSAY_LANES, .b_step = ASSAY_LANES,
    .c = products, .c_row_stride = layout.row, .runs = 1, .rows = layout.entries, .columns = layout.pixels,
  };
  // Pixels that do not exist and margins stay zero for all images.
  assay_zero(panels, layout.pixels * conv->out_channels);
  for (ptrdiff_t entry = 0; entry <= layout.entries; entry++) {
    assay_zero(products + entry * layout.row - layout.margin, layout.margin);
  }
  for (ptrdiff_t image = 0; image < images; image++) {
    assay_view from = output_gradient;
    from.base += image * from.image_stride;
    transpose_pixels(kernels, panels, &layout, conv, &from);
    assay_run(kernels, &job);
    float *plane = planes;
    for (ptrdiff_t phase_y = 0; phase_y < conv->stride_height; phase_y++) {
      for (ptrdiff_t phase_x = 0; phase_x < conv->stride_width; phase_x++) {
        for (ptrdiff_t channel = 0; channel < conv->in_channels; channel++, plane += layout.plane) {
          sum_phase(kernels, plane, products, &layout, conv, phase_y, phase_x, channel);
        }
      }
    }
    float *to = input_gradient.base + image * input_gradient.image_stride;
    for (ptrdiff_t y = 0; y < conv->in_height; y++) {
      store_row(to + y * input_gradient.row_stride, input_gradient.pixel_stride, planes, &layout, conv, y);
    }
  }
}
