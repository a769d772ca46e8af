// Winograd's minimal filtering F(2×2, 3×3) (Lavin & Gray 2016, Fast Algorithms for Convolutional Neural Networks,
// section 4.1): a tile of 2×2 outputs costs 16 multiplications a channel where the direct convolution takes 36.
#ifndef ASSAY_KERNELS_CONV_WINOGRAD_H
#define ASSAY_KERNELS_CONV_WINOGRAD_H

#include "conv.h"

/// A 3×3 convolution of stride 1 from `depth` to `columns` channels, either of them a multiple of 16.
/// Output (y, x) reads the image at (y - pad_height, x - pad_width) and the 8 pixels right of and below it.
typedef struct assay_winograd {
  ptrdiff_t depth, columns;
  ptrdiff_t in_height, in_width, out_height, out_width;
  ptrdiff_t pad_height, pad_width;
} assay_winograd;

/// Whether the layer's shape lets Winograd win, forward and at the input alike.
bool assay_winograd_applies(const assay_conv *conv);
assay_winograd assay_winograd_forward(const assay_conv *conv);
assay_winograd assay_winograd_input_gradient(const assay_conv *conv);

size_t assay_winograd_packed_count(const assay_winograd *winograd);
/// Tap t of depth d and column c lies at weights[t * tap_stride + d * depth_stride + c * column_stride].
void assay_winograd_pack(float *packed, const float *weights, const assay_winograd *winograd, ptrdiff_t tap_stride,
                         ptrdiff_t depth_stride, ptrdiff_t column_stride);

/// `margin_height` rows and `margin_width` pixels of zeros may be read around each image of `from`.
typedef struct assay_winograd_job {
  assay_winograd shape;
  ptrdiff_t images;
  assay_view from, to;
  ptrdiff_t margin_height, margin_width;
  const float *packed, *bias;
  ptrdiff_t packed_columns; // those that are packed, of which shape.columns are computed
  bool relu;
  float *scratch;
} assay_winograd_job;

/// Narrows a job for all columns to some of them.
void assay_winograd_take_columns(assay_winograd_job *job, assay_channels columns);

size_t assay_winograd_scratch_count(const assay_winograd *winograd);
void assay_winograd_run(const assay_kernel_set *kernels, const assay_winograd_job *job);

// The gradient at the weights: parts may run on different threads, each with scratch of its own and all with the same
// sums; when all are done, the sums give the gradient of each output channel.
ptrdiff_t assay_winograd_weight_parts(const assay_conv *conv);
size_t assay_winograd_weight_sums_count(const assay_conv *conv);
size_t assay_winograd_weight_scratch_count(const assay_conv *conv);
void assay_winograd_weight_sums(const assay_kernel_set *kernels, const assay_conv *conv, ptrdiff_t images,
                                assay_view input, assay_view output_gradient, float *sums, ptrdiff_t part,
                                float *scratch);
void assay_winograd_weight_finish(const assay_conv *conv, const float *sums, float *gradient, ptrdiff_t channel);

#endif
