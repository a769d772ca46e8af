// The input gradient of layers with few input channels: T = W' · dYᵀ, whose rows are (tap, channel) and whose lanes are
// pixels, then for each row of the input the rows of T that reach it, shifted and summed in ascending order of the taps.
#include "conv.h"

#pragma STDC FP_CONTRACT OFF

static ptrdiff_t entry_count(const assay_conv *conv) {
  return conv->kernel_height * conv->kernel_width * conv->in_channels;
}

static ptrdiff_t pixel_count(const assay_conv *conv) { return conv->out_height * conv->out_width; }

/// The sums of one channel of one row of the input, the stride's phases apart.
static ptrdiff_t phase_length(const assay_conv *conv) {
  return assay_phase_count(0, conv->stride_width, conv->in_width);
}

static ptrdiff_t line_floats(const assay_conv *conv) {
  return assay_round_up(phase_length(conv) * conv->stride_width * conv->in_channels);
}

void assay_narrow_pack(float *packed, const float *weights, const assay_conv *conv) {
  // Row (tap, channel) of output channels, from rows of (tap, channel) for each output channel.
  assay_transpose_strided(packed, conv->out_channels, weights, entry_count(conv), conv->out_channels, entry_count(conv));
}

size_t assay_narrow_scratch_count(const assay_conv *conv) {
  ptrdiff_t pixels = assay_round_up(pixel_count(conv));
  return (size_t)(pixels * (conv->out_channels + entry_count(conv)) + line_floats(conv));
}

/// dY to panels [16 pixels][output channel][pixel].
static void transpose_pixels(float *panels, const assay_conv *conv, const assay_view *from) {
  ptrdiff_t channels = conv->out_channels, pixels = pixel_count(conv), panel = channels * ASSAY_LANES;
  if (pixels % ASSAY_LANES != 0) assay_zero(panels + pixels / ASSAY_LANES * panel, panel);
  if (from->row_stride == conv->out_width * from->pixel_stride) {
    for (ptrdiff_t pixel = 0; pixel < pixels; pixel += ASSAY_LANES, panels += panel) {
      assay_transpose_strided(panels, ASSAY_LANES, from->base + pixel * from->pixel_stride, from->pixel_stride,
                              assay_min(ASSAY_LANES, pixels - pixel), channels);
    }
    return;
  }
  ptrdiff_t pixel = 0;
  for (ptrdiff_t y = 0; y < conv->out_height; y++) {
    const float *row = from->base + y * from->row_stride;
    for (ptrdiff_t x = 0; x < conv->out_width;) {
      ptrdiff_t lane = pixel % ASSAY_LANES, count = assay_min(ASSAY_LANES - lane, conv->out_width - x);
      assay_transpose_strided(panels + pixel / ASSAY_LANES * panel + lane, ASSAY_LANES, row + x * from->pixel_stride,
                              from->pixel_stride, count, channels);
      pixel += count;
      x += count;
    }
  }
}

static inline void add_shifted(float *sums, const float *x, ptrdiff_t n) {
  ptrdiff_t i = 0;
  for (; i + ASSAY_LANES <= n; i += ASSAY_LANES) *(assay_v16 *)(sums + i) += *(const assay_v16 *)(x + i);
  for (; i < n; i++) sums[i] += x[i];
}

/// Adds the rows of T that reach row `y` through kernel row `ky` from output row `from_y`.
static void add_taps(float *line, const float *products, const assay_conv *conv, ptrdiff_t ky, ptrdiff_t from_y) {
  ptrdiff_t channels = conv->in_channels, stride = conv->stride_width, length = phase_length(conv);
  ptrdiff_t ld = assay_round_up(pixel_count(conv));
  const float *rows = products + ky * conv->kernel_width * channels * ld + from_y * conv->out_width;
  for (ptrdiff_t kx = 0; kx < conv->kernel_width; kx++) {
    // Output pixel x reaches input pixel x * stride + shift, which is index x + shift / stride of its phase.
    ptrdiff_t shift = kx * conv->dilation_width - conv->pad_width;
    ptrdiff_t phase = ((shift % stride) + stride) % stride, offset = (shift - phase) / stride;
    ptrdiff_t available = assay_phase_count(phase, stride, conv->in_width);
    ptrdiff_t first = assay_max(0, -offset), last = assay_min(conv->out_width, available - offset);
    if (first >= last) continue;
    for (ptrdiff_t channel = 0; channel < channels; channel++) {
      add_shifted(line + (channel * stride + phase) * length + first + offset,
                  rows + (kx * channels + channel) * ld + first, last - first);
    }
  }
}

static void store_line(float *to, ptrdiff_t pixel_stride, const float *line, const assay_conv *conv) {
  ptrdiff_t stride = conv->stride_width, length = phase_length(conv);
  if (stride == 1 && conv->in_channels == 1 && pixel_stride == 1) {
    assay_copy(to, line, conv->in_width);
    return;
  }
  for (ptrdiff_t channel = 0; channel < conv->in_channels; channel++) {
    for (ptrdiff_t phase = 0; phase < stride; phase++) {
      const float *from = line + (channel * stride + phase) * length;
      float *out = to + phase * pixel_stride + channel;
      ptrdiff_t count = assay_phase_count(phase, stride, conv->in_width), step = stride * pixel_stride;
      for (ptrdiff_t i = 0; i < count; i++) out[i * step] = from[i];
    }
  }
}

void assay_narrow_input_gradient(assay_isa isa, const assay_conv *conv, ptrdiff_t images, assay_view output_gradient,
                                 const float *packed, assay_view input_gradient, float *scratch) {
  ptrdiff_t ld = assay_round_up(pixel_count(conv));
  float *panels = scratch, *products = panels + ld * conv->out_channels, *line = products + ld * entry_count(conv);
  static const assay_segment start = {0, 0};
  assay_run_job job = {
    .a = packed, .a_row_stride = conv->out_channels, .a_step = 1,
    .segments = &start, .segment_count = 1, .segment_length = conv->out_channels,
    .b = panels, .b_block_stride = conv->out_channels * ASSAY_LANES, .b_step = ASSAY_LANES,
    .c = products, .c_row_stride = ld, .runs = 1, .rows = entry_count(conv), .columns = ld,
  };
  for (ptrdiff_t image = 0; image < images; image++) {
    assay_view from = output_gradient;
    from.base += image * from.image_stride;
    transpose_pixels(panels, conv, &from);
    assay_run(assay_kernels(isa), &job);
    for (ptrdiff_t y = 0; y < conv->in_height; y++) {
      assay_zero(line, line_floats(conv));
      for (ptrdiff_t ky = 0; ky < conv->kernel_height; ky++) {
        ptrdiff_t position = y + conv->pad_height - ky * conv->dilation_height;
        if (position < 0 || position % conv->stride_height != 0) continue;
        ptrdiff_t from_y = position / conv->stride_height;
        if (from_y < conv->out_height) add_taps(line, products, conv, ky, from_y);
      }
      store_line(input_gradient.base + image * input_gradient.image_stride + y * input_gradient.row_stride,
                 input_gradient.pixel_stride, line, conv);
    }
  }
}
