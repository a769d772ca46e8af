// What is done with the segments of an image, whatever made them.
#include "internal.h"

#pragma STDC FP_CONTRACT OFF

void assay_sum_segments(double *sums, const float *x, const int32_t *labels, ptrdiff_t pixels, ptrdiff_t channels) {
  for (ptrdiff_t pixel = 0; pixel < pixels; pixel++) {
    double *sum = sums + labels[pixel] * channels;
    for (ptrdiff_t channel = 0; channel < channels; channel++) sum[channel] += (double)x[pixel * channels + channel];
  }
}

void assay_paint_segments(float *out, const float *values, const int32_t *labels, ptrdiff_t pixels, ptrdiff_t channels) {
  size_t bytes = (size_t)channels * sizeof(float);
  for (ptrdiff_t pixel = 0; pixel < pixels; pixel++) {
    memcpy(out + pixel * channels, values + labels[pixel] * channels, bytes);
  }
}

void assay_choose_segments(float *out, const float *x, const float *y, const int32_t *labels, const uint8_t *choices,
                           ptrdiff_t pixels, ptrdiff_t channels) {
  size_t bytes = (size_t)channels * sizeof(float);
  for (ptrdiff_t pixel = 0; pixel < pixels; pixel++) {
    memcpy(out + pixel * channels, (choices[labels[pixel]] ? x : y) + pixel * channels, bytes);
  }
}
