// Changes of layout and copies between views.
#include "internal.h"

#pragma STDC FP_CONTRACT OFF

void assay_transpose(float *out, const float *x, ptrdiff_t rows, ptrdiff_t columns) {
  if (rows == 1 || columns == 1) {
    assay_copy(out, x, rows * columns);
  } else {
    assay_transpose_strided(out, rows, x, columns, rows, columns);
  }
}

void assay_to_channels_last(float *out, const float *planar, ptrdiff_t images, ptrdiff_t channels, ptrdiff_t pixels) {
  ptrdiff_t size = channels * pixels;
  for (ptrdiff_t image = 0; image < images; image++) {
    assay_transpose(out + image * size, planar + image * size, channels, pixels);
  }
}

void assay_to_planar(float *out, const float *channels_last, ptrdiff_t images, ptrdiff_t channels, ptrdiff_t pixels) {
  ptrdiff_t size = channels * pixels;
  for (ptrdiff_t image = 0; image < images; image++) {
    assay_transpose(out + image * size, channels_last + image * size, pixels, channels);
  }
}

void assay_copy_view(assay_view out, assay_view in, ptrdiff_t images, ptrdiff_t height, ptrdiff_t width,
                     ptrdiff_t channels) {
  bool dense = out.pixel_stride == channels && in.pixel_stride == channels;
  for (ptrdiff_t image = 0; image < images; image++) {
    for (ptrdiff_t y = 0; y < height; y++) {
      float *to = out.base + image * out.image_stride + y * out.row_stride;
      const float *from = in.base + image * in.image_stride + y * in.row_stride;
      if (dense) {
        assay_copy(to, from, width * channels);
        continue;
      }
      for (ptrdiff_t x = 0; x < width; x++, to += out.pixel_stride, from += in.pixel_stride) {
        assay_copy(to, from, channels);
      }
    }
  }
}

/// Zeroes `width` pixels of a row.
static void zero_pixels(float *row, ptrdiff_t pixel_stride, ptrdiff_t width, ptrdiff_t channels) {
  if (pixel_stride == channels) {
    assay_zero(row, width * channels);
    return;
  }
  for (ptrdiff_t x = 0; x < width; x++) assay_zero(row + x * pixel_stride, channels);
}

void assay_zero_border(assay_view interior, ptrdiff_t images, ptrdiff_t height, ptrdiff_t width, ptrdiff_t channels,
                       ptrdiff_t pad_height, ptrdiff_t pad_width) {
  for (ptrdiff_t image = 0; image < images; image++) {
    for (ptrdiff_t y = -pad_height; y < height + pad_height; y++) {
      float *row = interior.base + image * interior.image_stride + y * interior.row_stride;
      float *left = row - pad_width * interior.pixel_stride;
      if (y < 0 || y >= height) {
        zero_pixels(left, interior.pixel_stride, width + 2 * pad_width, channels);
      } else {
        zero_pixels(left, interior.pixel_stride, pad_width, channels);
        zero_pixels(row + width * interior.pixel_stride, interior.pixel_stride, pad_width, channels);
      }
    }
  }
}
