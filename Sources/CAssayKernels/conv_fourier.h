// Convolution in the frequency domain (Mathieu, Henaff & LeCun 2014, Fast Training of Convolutional Networks through
// FFTs, section 2; Vasilache et al. 2015, Fast Convolutional Nets with fbfft), for large kernels on small images. An
// image of 7×7 under a kernel of 7×7 has a transform of 10×10, whose 148 points take a product each for a pair of
// channels, where the sum over the taps inside the image takes 1,369. Transforms so short are products with dense
// matrices, which run in the same tiles as all others.
#ifndef ASSAY_KERNELS_CONV_FOURIER_H
#define ASSAY_KERNELS_CONV_FOURIER_H

#include "conv_transformed.h"

/// Whether the layer's shape lets the frequency domain win, forward and in both gradients alike.
bool assay_fourier_applies(const assay_conv *conv);

extern const assay_transform assay_fourier_transform;

#endif
