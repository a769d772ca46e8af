// Windows of pooling.
#ifndef ASSAY_KERNELS_POOL_H
#define ASSAY_KERNELS_POOL_H

#include "vector_math.h"

/// Positions first, first + step, … below last of one axis.
typedef struct assay_extent {
  ptrdiff_t first, last;
} assay_extent;

static inline assay_extent assay_pool_extent(ptrdiff_t out, ptrdiff_t kernel, ptrdiff_t stride, ptrdiff_t pad,
                                             ptrdiff_t dilation, ptrdiff_t size) {
  ptrdiff_t first = out * stride - pad, last = assay_min(first + (kernel - 1) * dilation + 1, size);
  if (first < 0) first += (-first + dilation - 1) / dilation * dilation;
  return (assay_extent){first, last};
}

static inline assay_extent assay_pool_rows(const assay_pool *pool, ptrdiff_t y) {
  return assay_pool_extent(y, pool->kernel_height, pool->stride_height, pool->pad_height, pool->dilation_height,
                           pool->in_height);
}

static inline assay_extent assay_pool_columns(const assay_pool *pool, ptrdiff_t x) {
  return assay_pool_extent(x, pool->kernel_width, pool->stride_width, pool->pad_width, pool->dilation_width,
                           pool->in_width);
}

static inline float *assay_pixel(const assay_view *view, ptrdiff_t image, ptrdiff_t y, ptrdiff_t x) {
  return view->base + image * view->image_stride + y * view->row_stride + x * view->pixel_stride;
}

#endif
