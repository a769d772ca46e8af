// Passes over channels-last images whose rows may lie inside a margin: sums and factors for each channel.
#include "vector_math.h"

#pragma STDC FP_CONTRACT OFF

ASSAY_WIDE static void add_row(float *out, const float *x, const float *y, ptrdiff_t n, bool relu) {
  const assay_v16 zero = {0};
  ptrdiff_t i = 0;
  for (; i + ASSAY_LANES <= n; i += ASSAY_LANES) {
    assay_v16 sum = *(const assay_v16 *)(x + i) + *(const assay_v16 *)(y + i);
    *(assay_v16 *)(out + i) = relu ? ASSAY_SELECT(sum <= zero, zero, sum) : sum;
  }
  for (; i < n; i++) {
    float sum = x[i] + y[i];
    out[i] = relu && sum <= 0 ? 0 : sum;
  }
}

ASSAY_WIDE void assay_add_views(assay_view out, assay_view x, assay_view y, ptrdiff_t images, ptrdiff_t height,
                                ptrdiff_t width, ptrdiff_t channels, bool relu) {
  for (ptrdiff_t n = 0; n < images; n++) {
    for (ptrdiff_t row = 0; row < height; row++) {
      add_row(out.base + n * out.image_stride + row * out.row_stride, x.base + n * x.image_stride + row * x.row_stride,
              y.base + n * y.image_stride + row * y.row_stride, width * channels, relu);
    }
  }
}

ASSAY_WIDE void assay_scale_channels(assay_view out, assay_view x, const float *factors, const float *summands,
                                     ptrdiff_t height, ptrdiff_t width, ptrdiff_t channels) {
  for (ptrdiff_t row = 0; row < height; row++) {
    for (ptrdiff_t column = 0; column < width; column++) {
      float *target = out.base + row * out.row_stride + column * out.pixel_stride;
      const float *source = x.base + row * x.row_stride + column * x.pixel_stride;
      ptrdiff_t c = 0;
      for (; c + ASSAY_LANES <= channels; c += ASSAY_LANES) {
        assay_v16 product = *(const assay_v16 *)(source + c) * *(const assay_v16 *)(factors + c);
        if (summands) product += *(const assay_v16 *)(summands + c);
        *(assay_v16 *)(target + c) = product;
      }
      for (; c < channels; c++) {
        float product = source[c] * factors[c];
        target[c] = summands ? product + summands[c] : product;
      }
    }
  }
}

ASSAY_WIDE void assay_channel_products(float *out, assay_view x, assay_view y, ptrdiff_t height, ptrdiff_t width,
                                       ptrdiff_t channels) {
  for (ptrdiff_t c = 0; c < channels; c++) out[c] = 0;
  for (ptrdiff_t row = 0; row < height; row++) {
    for (ptrdiff_t column = 0; column < width; column++) {
      const float *a = x.base + row * x.row_stride + column * x.pixel_stride;
      const float *b = y.base + row * y.row_stride + column * y.pixel_stride;
      ptrdiff_t c = 0;
      for (; c + ASSAY_LANES <= channels; c += ASSAY_LANES) {
        *(assay_v16 *)(out + c) += *(const assay_v16 *)(a + c) * *(const assay_v16 *)(b + c);
      }
      for (; c < channels; c++) out[c] += a[c] * b[c];
    }
  }
}
