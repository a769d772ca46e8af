// Average pooling over channels-last images, sixteen channels at a time.
#include "pool.h"

#pragma STDC FP_CONTRACT OFF

/// What the sum of a window is divided by, as torch: the window clipped to the padded image, or to the image itself.
static float divisor_of(const assay_pool *pool, ptrdiff_t y, ptrdiff_t x, assay_extent rows, assay_extent columns,
                        bool count_include_pad, ptrdiff_t divisor_override) {
  if (divisor_override != 0) return (float)divisor_override;
  if (!count_include_pad) return (float)((rows.last - rows.first) * (columns.last - columns.first));
  ptrdiff_t top = y * pool->stride_height - pool->pad_height, left = x * pool->stride_width - pool->pad_width;
  ptrdiff_t height = assay_min(top + pool->kernel_height, pool->in_height + pool->pad_height) - top;
  ptrdiff_t width = assay_min(left + pool->kernel_width, pool->in_width + pool->pad_width) - left;
  return (float)(height * width);
}

static assay_extent window_rows(const assay_pool *pool, ptrdiff_t y) {
  return assay_pool_extent(y, pool->kernel_height, pool->stride_height, pool->pad_height, 1, pool->in_height);
}

static assay_extent window_columns(const assay_pool *pool, ptrdiff_t x) {
  return assay_pool_extent(x, pool->kernel_width, pool->stride_width, pool->pad_width, 1, pool->in_width);
}

void assay_average_pool_forward(const assay_pool *pool, ptrdiff_t images, assay_view input, assay_view output,
                                bool count_include_pad, ptrdiff_t divisor_override) {
  for (ptrdiff_t image = 0; image < images; image++) {
    for (ptrdiff_t y = 0; y < pool->out_height; y++) {
      assay_extent rows = window_rows(pool, y);
      for (ptrdiff_t x = 0; x < pool->out_width; x++) {
        assay_extent columns = window_columns(pool, x);
        float divisor = divisor_of(pool, y, x, rows, columns, count_include_pad, divisor_override);
        float *out = assay_pixel(&output, image, y, x);
        for (ptrdiff_t channel = 0; channel < pool->channels; channel += ASSAY_LANES) {
          ptrdiff_t lanes = assay_min(ASSAY_LANES, pool->channels - channel);
          assay_v16 sum = {0}, value;
          for (ptrdiff_t row = rows.first; row < rows.last; row++) {
            const float *from = assay_pixel(&input, image, row, columns.first) + channel;
            for (ptrdiff_t i = columns.first; i < columns.last; i++, from += input.pixel_stride) {
              assay_load_part(&value, from, lanes);
              sum += value;
            }
          }
          sum /= divisor;
          assay_store_part(out + channel, &sum, lanes);
        }
      }
    }
  }
}

void assay_average_pool_backward(const assay_pool *pool, ptrdiff_t images, assay_view output_gradient,
                                 assay_view input_gradient, bool count_include_pad, ptrdiff_t divisor_override) {
  for (ptrdiff_t image = 0; image < images; image++) {
    for (ptrdiff_t y = 0; y < pool->in_height; y++) {
      for (ptrdiff_t x = 0; x < pool->in_width; x++) {
        assay_zero(assay_pixel(&input_gradient, image, y, x), pool->channels);
      }
    }
    for (ptrdiff_t y = 0; y < pool->out_height; y++) {
      assay_extent rows = window_rows(pool, y);
      for (ptrdiff_t x = 0; x < pool->out_width; x++) {
        assay_extent columns = window_columns(pool, x);
        float divisor = divisor_of(pool, y, x, rows, columns, count_include_pad, divisor_override);
        const float *from = assay_pixel(&output_gradient, image, y, x);
        for (ptrdiff_t channel = 0; channel < pool->channels; channel += ASSAY_LANES) {
          ptrdiff_t lanes = assay_min(ASSAY_LANES, pool->channels - channel);
          assay_v16 share, sum;
          assay_load_part(&share, from + channel, lanes);
          share /= divisor;
          for (ptrdiff_t row = rows.first; row < rows.last; row++) {
            float *to = assay_pixel(&input_gradient, image, row, columns.first) + channel;
            for (ptrdiff_t i = columns.first; i < columns.last; i++, to += input_gradient.pixel_stride) {
              assay_load_part(&sum, to, lanes);
              sum += share;
              assay_store_part(to, &sum, lanes);
            }
          }
        }
      }
    }
  }
}
