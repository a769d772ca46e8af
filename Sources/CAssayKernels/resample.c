// Sparse maps along an axis: sums of a few weighted neighbours, for images that are resized, turned or blurred.
#include "vector_loops.h"

#pragma STDC FP_CONTRACT OFF

/// Sixteen bytes at any address.
typedef uint8_t assay_b16 __attribute__((vector_size(16), aligned(1), may_alias));

/// The terms of one sum.
typedef struct terms {
  ptrdiff_t count;
  const int32_t *sources;
  const float *weights;
} terms;

/// A few elements next to each other, such as a pixel's channels: without vectors, of which little would be used.
static void combine_narrow(float *out, const float *x, ptrdiff_t inner, terms sum) {
  for (ptrdiff_t i = 0; i < inner; i++) {
    float total = 0;
    for (ptrdiff_t t = 0; t < sum.count; t++) total += x[sum.sources[t] * inner + i] * sum.weights[t];
    out[i] = total;
  }
}

static void combine(float *out, const float *x, ptrdiff_t inner, terms sum) {
  enum { STRIP = 4 * ASSAY_LANES };
  ptrdiff_t done = 0;
  // Four vectors at a time, so that a visit to a far row reads more than one line of the cache.
  for (; done + STRIP <= inner; done += STRIP) {
    assay_v16 a = {0}, b = {0}, c = {0}, d = {0};
    for (ptrdiff_t t = 0; t < sum.count; t++) {
      const assay_v16 *from = (const assay_v16 *)(x + sum.sources[t] * inner + done);
      float weight = sum.weights[t];
      a += from[0] * weight;
      b += from[1] * weight;
      c += from[2] * weight;
      d += from[3] * weight;
    }
    assay_v16 *to = (assay_v16 *)(out + done);
    to[0] = a;
    to[1] = b;
    to[2] = c;
    to[3] = d;
  }
  out += done;
  x += done;
  FOR_EACH_VECTOR(inner - done) {
    assay_v16 total = {0}, value;
    for (ptrdiff_t t = 0; t < sum.count; t++) {
      LOAD(value, x + sum.sources[t] * inner + i);
      total += value * sum.weights[t];
    }
    STORE(out + i, total);
  }
}

void assay_resample_axis(float *out, const float *x, ptrdiff_t outer, ptrdiff_t out_extent, ptrdiff_t in_extent,
                         ptrdiff_t inner, const int32_t *starts, const int32_t *sources, const float *weights) {
  for (ptrdiff_t o = 0; o < outer; o++, x += in_extent * inner) {
    for (ptrdiff_t i = 0; i < out_extent; i++, out += inner) {
      ptrdiff_t start = starts[i];
      terms sum = {starts[i + 1] - start, sources + start, weights + start};
      if (sum.count == 1 && *sum.weights == 1) {
        assay_copy(out, x + *sum.sources * inner, inner);
      } else if (inner <= 4) {
        combine_narrow(out, x, inner, sum);
      } else {
        combine(out, x, inner, sum);
      }
    }
  }
}

void assay_resample_bytes(float *out, const uint8_t *x, ptrdiff_t out_extent, ptrdiff_t inner, const int32_t *starts,
                          const int32_t *sources, const float *weights) {
  for (ptrdiff_t row = 0; row < out_extent; row++, out += inner) {
    ptrdiff_t start = starts[row];
    terms sum = {starts[row + 1] - start, sources + start, weights + start};
    FOR_EACH_VECTOR(inner) {
      assay_v16 total = {0};
      for (ptrdiff_t t = 0; t < sum.count; t++) {
        const uint8_t *from = x + sum.sources[t] * inner + i;
        assay_b16 bytes = {0};
        if (lanes == ASSAY_LANES) {
          bytes = *(const assay_b16 *)from;
        } else {
          memcpy(&bytes, from, (size_t)lanes);
        }
        // Divided, so that a sample is the number that images hold for it.
        total += __builtin_convertvector(bytes, assay_v16) / 255 * sum.weights[t];
      }
      STORE(out + i, total);
    }
  }
}
