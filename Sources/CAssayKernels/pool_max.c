// Max pooling over channels-last images, sixteen channels at a time.
#include "pool.h"
#include "vector_loops.h"

#pragma STDC FP_CONTRACT OFF

/// The windows of a row, any of them, `rows` high: the maximum of each and, where `indices` are wanted, the first place of
/// it; -1 in a window without pixels.
ASSAY_WIDE static void pool_row(const assay_pool *pool, const float *image, const assay_view *input, assay_extent rows,
                                float *out, ptrdiff_t out_pixel, int32_t *indices) {
  for (ptrdiff_t x = 0; x < pool->out_width; x++, out += out_pixel) {
    assay_extent columns = assay_pool_columns(pool, x);
    for (ptrdiff_t channel = 0; channel < pool->channels; channel += ASSAY_LANES) {
      ptrdiff_t lanes = assay_min(ASSAY_LANES, pool->channels - channel);
      assay_v16 best = ASSAY_SPLAT(-__builtin_inff()), value;
      assay_i16 index = (assay_i16){0} - 1;
      bool is_first = true;
      for (ptrdiff_t row = rows.first; row < rows.last; row += pool->dilation_height) {
        const float *from = image + row * input->row_stride + channel;
        int32_t place = (int32_t)(row * pool->in_width);
        for (ptrdiff_t column = columns.first; column < columns.last; column += pool->dilation_width) {
          LOAD(value, from + column * input->pixel_stride);
          if (is_first) {
            best = value;
            index = (assay_i16){0} + (place + (int32_t)column);
            is_first = false;
            continue;
          }
          assay_i16 stays = (best >= value) | (best != best);
          best = ASSAY_SELECT(stays, best, value);
          if (indices) index = (stays & index) | (~stays & (place + (int32_t)column));
        }
      }
      STORE(out + channel, best);
      if (indices) memcpy(indices + channel, &index, (size_t)lanes * sizeof(int32_t));
    }
    if (indices) indices += pool->channels;
  }
}

/// Windows of 2 × 2 pixels that do not overlap, of the row of windows whose top left pixel has index `first`.
ASSAY_WIDE static void pool_row_2x2(const assay_pool *pool, const float *top, const assay_view *input, float *out,
                                    ptrdiff_t out_pixel, int32_t *indices, int32_t first) {
  const ptrdiff_t offsets[3] = {input->pixel_stride, input->row_stride, input->row_stride + input->pixel_stride};
  const int32_t steps[3] = {1, (int32_t)pool->in_width, (int32_t)pool->in_width + 1};
  for (ptrdiff_t x = 0; x < pool->out_width; x++, top += 2 * input->pixel_stride, out += out_pixel, first += 2) {
    for (ptrdiff_t channel = 0; channel < pool->channels; channel += ASSAY_LANES) {
      assay_v16 best = *(const assay_v16 *)(top + channel);
      assay_i16 index = (assay_i16){0} + first;
      for (int tap = 0; tap < 3; tap++) {
        assay_v16 value = *(const assay_v16 *)(top + offsets[tap] + channel);
        assay_i16 stays = (best >= value) | (best != best);
        best = ASSAY_SELECT(stays, best, value);
        if (indices) index = (stays & index) | (~stays & (first + steps[tap]));
      }
      *(assay_v16 *)(out + channel) = best;
      if (indices) *(assay_i16 *)(indices + channel) = index;
    }
    if (indices) indices += pool->channels;
  }
}

static bool is_plain_2x2(const assay_pool *pool) {
  return pool->kernel_height == 2 && pool->kernel_width == 2 && pool->stride_height == 2 && pool->stride_width == 2
    && pool->pad_height == 0 && pool->pad_width == 0 && pool->dilation_height == 1 && pool->dilation_width == 1
    && 2 * pool->out_height <= pool->in_height && 2 * pool->out_width <= pool->in_width
    && pool->channels % ASSAY_LANES == 0;
}

void assay_max_pool_forward(const assay_pool *pool, ptrdiff_t images, assay_view input, assay_view output,
                            int32_t *indices) {
  bool plain = is_plain_2x2(pool);
  for (ptrdiff_t image = 0; image < images; image++) {
    const float *from = input.base + image * input.image_stride;
    for (ptrdiff_t y = 0; y < pool->out_height; y++) {
      float *out = assay_pixel(&output, image, y, 0);
      if (plain) {
        pool_row_2x2(pool, from + 2 * y * input.row_stride, &input, out, output.pixel_stride, indices,
                     (int32_t)(2 * y * pool->in_width));
      } else {
        pool_row(pool, from, &input, assay_pool_rows(pool, y), out, output.pixel_stride, indices);
      }
      if (indices) indices += pool->out_width * pool->channels;
    }
  }
}

static void zero_image(const assay_view *view, ptrdiff_t image, const assay_pool *pool) {
  for (ptrdiff_t y = 0; y < pool->in_height; y++) {
    float *row = assay_pixel(view, image, y, 0);
    if (view->pixel_stride == pool->channels) {
      assay_zero(row, pool->in_width * pool->channels);
      continue;
    }
    for (ptrdiff_t x = 0; x < pool->in_width; x++) assay_zero(row + x * view->pixel_stride, pool->channels);
  }
}

static inline ptrdiff_t pixel_offset(const assay_pool *pool, const assay_view *view, ptrdiff_t index) {
  ptrdiff_t padding = view->row_stride - pool->in_width * view->pixel_stride;
  ptrdiff_t offset = index * view->pixel_stride;
  return padding == 0 ? offset : offset + index / pool->in_width * padding;
}

void assay_max_pool_scatter(const assay_pool *pool, ptrdiff_t images, assay_view output_gradient,
                            const int32_t *indices,
                            assay_view input_gradient) {
  for (ptrdiff_t image = 0; image < images; image++) {
    zero_image(&input_gradient, image, pool);
    float *to = input_gradient.base + image * input_gradient.image_stride;
    for (ptrdiff_t y = 0; y < pool->out_height; y++) {
      for (ptrdiff_t x = 0; x < pool->out_width; x++, indices += pool->channels) {
        const float *from = assay_pixel(&output_gradient, image, y, x);
        for (ptrdiff_t channel = 0; channel < pool->channels; channel++) {
          ptrdiff_t winner = indices[channel];
          if (winner >= 0) to[pixel_offset(pool, &input_gradient, winner) + channel] += from[channel];
        }
      }
    }
  }
}

void assay_max_pool_gather(const assay_pool *pool, ptrdiff_t images, assay_view input, const int32_t *indices,
                           assay_view output) {
  for (ptrdiff_t image = 0; image < images; image++) {
    const float *from = input.base + image * input.image_stride;
    for (ptrdiff_t y = 0; y < pool->out_height; y++) {
      for (ptrdiff_t x = 0; x < pool->out_width; x++, indices += pool->channels) {
        float *to = assay_pixel(&output, image, y, x);
        for (ptrdiff_t channel = 0; channel < pool->channels; channel++) {
          ptrdiff_t winner = indices[channel];
          to[channel] = winner < 0 ? 0 : from[pixel_offset(pool, &input, winner) + channel];
        }
      }
    }
  }
}

/// One window, up to sixteen channels: the gradient goes to the first element that is not below a positive maximum.
/// Of a maximum that is NaN that is the first: the gradient of what went wrong is not lost.
static void route_window(const assay_pool *pool, const float *activation, const assay_view *activations,
                         const float *pooled, const float *gradient, float *to, const assay_view *target,
                           ptrdiff_t lanes) {
  const assay_v16 zero = {0};
  assay_v16 best, dy, value;
  assay_load_part(&best, pooled, lanes);
  assay_load_part(&dy, gradient, lanes);
  assay_i16 open = ~(best <= zero);
  for (ptrdiff_t y = 0; y < pool->kernel_height; y++) {
    for (ptrdiff_t x = 0; x < pool->kernel_width; x++) {
      assay_load_part(&value, activation + y * activations->row_stride + x * activations->pixel_stride, lanes);
      assay_i16 hit = open & ~(value < best);
      assay_v16 result = ASSAY_SELECT(hit, dy, zero);
      assay_store_part(to + y * target->row_stride + x * target->pixel_stride, &result, lanes);
      open &= ~hit;
    }
  }
}

ASSAY_WIDE static void route_row_2x2(const assay_pool *pool, const float *top, const assay_view *activations,
                                     const float *pooled, ptrdiff_t pooled_pixel, const float *gradient,
                                     ptrdiff_t gradient_pixel, float *to, const assay_view *target) {
  const float *bottom = top + activations->row_stride;
  float *below = to + target->row_stride;
  ptrdiff_t pixel = activations->pixel_stride, to_pixel = target->pixel_stride;
  for (ptrdiff_t x = 0; x < pool->out_width; x++) {
    for (ptrdiff_t channel = 0; channel < pool->channels; channel += ASSAY_LANES) {
      assay_v16 best = *(const assay_v16 *)(pooled + channel);
      assay_i16 dy = *(const assay_i16 *)(gradient + channel) & ~(best <= 0.0f);
      assay_i16 below_best = *(const assay_v16 *)(top + channel) < best;
      *(assay_i16 *)(to + channel) = dy & ~below_best;
      dy &= below_best;
      below_best = *(const assay_v16 *)(top + pixel + channel) < best;
      *(assay_i16 *)(to + to_pixel + channel) = dy & ~below_best;
      dy &= below_best;
      below_best = *(const assay_v16 *)(bottom + channel) < best;
      *(assay_i16 *)(below + channel) = dy & ~below_best;
      dy &= below_best;
      below_best = *(const assay_v16 *)(bottom + pixel + channel) < best;
      *(assay_i16 *)(below + to_pixel + channel) = dy & ~below_best;
    }
    top += 2 * pixel;
    bottom += 2 * pixel;
    pooled += pooled_pixel;
    gradient += gradient_pixel;
    to += 2 * to_pixel;
    below += 2 * to_pixel;
  }
}

void assay_relu_max_pool_backward(const assay_pool *pool, ptrdiff_t images, assay_view activation, assay_view pooled,
                                  assay_view output_gradient, assay_view input_gradient) {
  bool plain = is_plain_2x2(pool);
  bool covers = pool->out_height * pool->kernel_height == pool->in_height
    && pool->out_width * pool->kernel_width == pool->in_width;
  for (ptrdiff_t image = 0; image < images; image++) {
    if (!covers) zero_image(&input_gradient, image, pool);
    for (ptrdiff_t y = 0; y < pool->out_height; y++) {
      const float *values = assay_pixel(&activation, image, y * pool->kernel_height, 0);
      const float *best = assay_pixel(&pooled, image, y, 0), *dy = assay_pixel(&output_gradient, image, y, 0);
      float *to = assay_pixel(&input_gradient, image, y * pool->kernel_height, 0);
      if (plain) {
        route_row_2x2(pool, values, &activation, best, pooled.pixel_stride, dy, output_gradient.pixel_stride, to,
                      &input_gradient);
        continue;
      }
      for (ptrdiff_t x = 0; x < pool->out_width; x++) {
        for (ptrdiff_t channel = 0; channel < pool->channels; channel += ASSAY_LANES) {
          route_window(pool, values + x * pool->kernel_width * activation.pixel_stride + channel, &activation,
                       best + x * pooled.pixel_stride + channel, dy + x * output_gradient.pixel_stride + channel,
                       to + x * pool->kernel_width * input_gradient.pixel_stride + channel, &input_gradient,
                       assay_min(ASSAY_LANES, pool->channels - channel));
        }
      }
    }
  }
}
