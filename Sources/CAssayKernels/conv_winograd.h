// Winograd's minimal filtering F(2×2, 3×3) (Lavin & Gray 2016, Fast Algorithms for Convolutional Neural Networks,
// section 4.1): a tile of 2×2 outputs costs 16 multiplications a channel where the direct convolution takes 36.
#ifndef ASSAY_KERNELS_CONV_WINOGRAD_H
#define ASSAY_KERNELS_CONV_WINOGRAD_H

#include "conv_transformed.h"

/// Whether the layer's shape lets Winograd win, forward and at the input alike.
bool assay_winograd_applies(const assay_conv *conv);

extern const assay_transform assay_winograd_transform;

// The gradient at the weights, as in assay_transform.
ptrdiff_t assay_winograd_weight_parts(const assay_conv *conv);
size_t assay_winograd_weight_sums_count(const assay_conv *conv);
size_t assay_winograd_weight_scratch_count(const assay_conv *conv);
void assay_winograd_weight_sums(const assay_kernel_set *kernels, const assay_conv *conv, ptrdiff_t images,
                                assay_view input, assay_view output_gradient, float *sums, ptrdiff_t part,
                                float *scratch);
void assay_winograd_weight_finish(const assay_kernel_set *kernels, const assay_conv *conv, const float *sums,
                                  float *gradient, ptrdiff_t first, ptrdiff_t last);

#endif
