// What the convolution kernels share: taps along an axis, windows of images and one pass over an image.
#ifndef ASSAY_KERNELS_CONV_H
#define ASSAY_KERNELS_CONV_H

#include "internal.h"

/// The taps of a kernel along one axis in the order of the chain: tap i is kernel index `first + i * step` and reads
/// the image at `offset + i * offset_step`, relative to the output's (strided) position.
typedef struct assay_axis {
  ptrdiff_t count, first, step, offset, offset_step;
} assay_axis;

/// Taps of a forward convolution.
assay_axis assay_forward_axis(ptrdiff_t kernel, ptrdiff_t pad, ptrdiff_t dilation);
/// Taps through which positions phase, phase + stride, … of the input receive gradient. Position phase + stride * j
/// reads the output gradient at j + offset.
assay_axis assay_phase_axis(ptrdiff_t phase, ptrdiff_t kernel, ptrdiff_t stride, ptrdiff_t pad, ptrdiff_t dilation);
/// How many positions below `size` belong to a phase.
static inline ptrdiff_t assay_phase_count(ptrdiff_t phase, ptrdiff_t stride, ptrdiff_t size) {
  return phase < size ? (size - phase + stride - 1) / stride : 0;
}

static inline bool assay_is_depthwise(const assay_conv *conv) {
  return conv->groups > 1 && conv->groups == conv->in_channels && conv->groups == conv->out_channels;
}

/// Whether the input gradient is formed as a product over taps and shifted sums, because the input channels would leave
/// most lanes of the transposed convolution idle.
static inline bool assay_is_narrow(const assay_conv *conv) { return conv->groups == 1 && conv->in_channels <= 4; }

/// Rows [y, y + height) × pixels [x, x + width) of an image, with zeros outside of it.
typedef struct assay_window {
  ptrdiff_t y, x, height, width;
} assay_window;

/// Copies a window of an image of in_height × in_width × channels; the copy is dense with `pixel` ≥ channels floats a
/// pixel.
void assay_copy_window(float *out, ptrdiff_t pixel, const assay_view *image, ptrdiff_t in_height, ptrdiff_t in_width,
                       ptrdiff_t channels, assay_window window);

/// The part of an image that a forward convolution reads.
static inline assay_window assay_forward_window(const assay_conv *conv) {
  return (assay_window){
    -conv->pad_height, -conv->pad_width,
    (conv->out_height - 1) * conv->stride_height + (conv->kernel_height - 1) * conv->dilation_height + 1,
    (conv->out_width - 1) * conv->stride_width + (conv->kernel_width - 1) * conv->dilation_width + 1,
  };
}

static inline bool assay_window_is_inside(assay_window window, ptrdiff_t height, ptrdiff_t width) {
  return window.y >= 0 && window.x >= 0 && window.y + window.height <= height && window.x + window.width <= width;
}

/// One image (or one phase of it): `job` has all but A's step and segments and B's step.
/// `a` points at the image's pixel (0, 0), which may lie in a window of it.
typedef struct assay_pass {
  assay_axis y, x;
  ptrdiff_t depth; // channels of a group that each tap reads
  ptrdiff_t row_stride, pixel_stride;
} assay_pass;
void assay_run_pass(const assay_kernel_set *kernels, const assay_pass *pass, assay_run_job *job);

/// The packed form for the input gradient of a layer that is not transformed.
void assay_pack_input_gradient_taps(float *packed, const float *weights, const assay_conv *conv);

void assay_narrow_pack(float *packed, const float *weights, const assay_conv *conv);
size_t assay_narrow_scratch_count(const assay_conv *conv);
void assay_narrow_input_gradient(assay_isa isa, const assay_conv *conv, ptrdiff_t images, assay_view output_gradient,
                                 const float *packed, assay_view input_gradient, float *scratch);

#endif
