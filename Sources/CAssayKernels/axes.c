// Copies between strided arrays, and passes along one axis of an array seen as outer × extent × inner.
#include "vector_loops.h"

#pragma STDC FP_CONTRACT OFF

// MARK: Strided copies

/// The innermost axes of a copy: a run, or a transposed rectangle, or single elements.
typedef struct copy_kernel {
  ptrdiff_t rows, out_row_stride; // of a transposed rectangle, whose columns are the innermost axis of x
  ptrdiff_t count, out_stride, x_stride;
} copy_kernel;

static void copy_innermost(const copy_kernel *kernel, float *out, const float *x) {
  if (kernel->rows > 0) {
    assay_transpose_strided(out, kernel->out_row_stride, x, kernel->x_stride, kernel->count, kernel->rows);
  } else if (kernel->out_stride == 1 && kernel->x_stride == 1) {
    assay_copy(out, x, kernel->count);
  } else {
    for (ptrdiff_t i = 0; i < kernel->count; i++) out[i * kernel->out_stride] = x[i * kernel->x_stride];
  }
}

void assay_copy_strided(float *out, const ptrdiff_t *out_strides, const float *x, const ptrdiff_t *x_strides,
                        const ptrdiff_t *extents, ptrdiff_t rank) {
  ptrdiff_t to[ASSAY_MAX_RANK], from[ASSAY_MAX_RANK], size[ASSAY_MAX_RANK], axes = 0;
  for (ptrdiff_t axis = 0; axis < rank; axis++) { // axes that lie next to each other in both become one
    if (extents[axis] == 0) return;
    if (extents[axis] == 1) continue;
    if (axes > 0 && to[axes - 1] == extents[axis] * out_strides[axis] &&
        from[axes - 1] == extents[axis] * x_strides[axis]) {
      axes--;
      size[axes] *= extents[axis];
    } else {
      size[axes] = extents[axis];
    }
    to[axes] = out_strides[axis];
    from[axes] = x_strides[axis];
    axes++;
  }
  if (axes == 0) {
    *out = *x;
    return;
  }
  axes--;
  copy_kernel kernel = {.rows = 0, .count = size[axes], .out_stride = to[axes], .x_stride = from[axes]};
  if (to[axes] == 1 && from[axes] != 1) { // another axis may be the innermost of x
    for (ptrdiff_t axis = 0; axis < axes; axis++) {
      if (from[axis] != 1) continue;
      kernel.rows = size[axis];
      kernel.out_row_stride = to[axis];
      for (ptrdiff_t next = axis; next + 1 < axes; next++) {
        to[next] = to[next + 1];
        from[next] = from[next + 1];
        size[next] = size[next + 1];
      }
      axes--;
      break;
    }
  }
  ptrdiff_t position[ASSAY_MAX_RANK] = {0};
  while (true) {
    copy_innermost(&kernel, out, x);
    ptrdiff_t axis = axes - 1;
    for (; axis >= 0; axis--) {
      out += to[axis];
      x += from[axis];
      if (++position[axis] < size[axis]) break;
      out -= to[axis] * size[axis];
      x -= from[axis] * size[axis];
      position[axis] = 0;
    }
    if (axis < 0) return;
  }
}

// MARK: Maxima

/// The maximum of a row: one element at a time, since a vector would hold a single one.
static ptrdiff_t row_winner(const float *x, ptrdiff_t n) {
  ptrdiff_t winner = 0;
  float best = x[0];
  for (ptrdiff_t k = 1; k < n; k++) {
    float value = x[k];
    if (value > best || (value != value && best == best)) {
      best = value;
      winner = k;
    }
  }
  return winner;
}

void assay_axis_maximum(float *out, int32_t *winners, const float *x, ptrdiff_t outer, ptrdiff_t extent,
                        ptrdiff_t inner) {
  if (inner == 1) {
    for (ptrdiff_t o = 0; o < outer; o++, x += extent) {
      ptrdiff_t winner = row_winner(x, extent);
      out[o] = x[winner];
      if (winners) winners[o] = (int32_t)winner;
    }
    return;
  }
  for (ptrdiff_t o = 0; o < outer; o++, x += extent * inner, out += inner) {
    FOR_EACH_VECTOR(inner) {
      assay_v16 best, value;
      assay_i16 winner = {0};
      LOAD(best, x + i);
      for (ptrdiff_t k = 1; k < extent; k++) {
        LOAD(value, x + k * inner + i);
        assay_i16 wins = (value > best) | ((value != value) & (best == best));
        best = ASSAY_SELECT(wins, value, best);
        winner = (winner & ~wins) | (wins & (int32_t)k);
      }
      STORE(out + i, best);
      if (winners) memcpy(winners + o * inner + i, &winner, (size_t)lanes * sizeof(int32_t));
    }
  }
}

void assay_axis_take(float *out, const float *x, const int32_t *winners, ptrdiff_t outer, ptrdiff_t extent,
                     ptrdiff_t inner) {
  for (ptrdiff_t o = 0; o < outer; o++, x += extent * inner, out += inner, winners += inner) {
    for (ptrdiff_t i = 0; i < inner; i++) out[i] = x[winners[i] * inner + i];
  }
}

void assay_axis_put(float *out, const float *x, const int32_t *winners, ptrdiff_t outer, ptrdiff_t extent,
                    ptrdiff_t inner) {
  assay_zero(out, outer * extent * inner);
  for (ptrdiff_t o = 0; o < outer; o++, out += extent * inner, x += inner, winners += inner) {
    for (ptrdiff_t i = 0; i < inner; i++) out[winners[i] * inner + i] = x[i];
  }
}

// MARK: Running sums

void assay_cumulative_sum(float *out, const float *x, ptrdiff_t outer, ptrdiff_t extent, ptrdiff_t inner,
                          bool reversed) {
  ptrdiff_t step = reversed ? -inner : inner, first = reversed ? (extent - 1) * inner : 0;
  for (ptrdiff_t o = 0; o < outer && extent > 0; o++) {
    float *to = out + o * extent * inner + first;
    const float *from = x + o * extent * inner + first;
    assay_copy(to, from, inner);
    for (ptrdiff_t k = 1; k < extent; k++, to += step) {
      from += step;
      assay_binary_apply(ASSAY_ADD, to + step, to, from, inner);
    }
  }
}

void assay_channel_windows(float *out, const float *x, ptrdiff_t pixels, ptrdiff_t channels, ptrdiff_t before,
                           ptrdiff_t after) {
  for (ptrdiff_t p = 0; p < pixels; p++, x += channels, out += channels) {
    assay_zero(out, channels);
    for (ptrdiff_t shift = -before; shift <= after; shift++) {
      ptrdiff_t first = assay_max(0, -shift), last = assay_min(channels, channels - shift);
      if (first < last) assay_binary_apply(ASSAY_ADD, out + first, out + first, x + first + shift, last - first);
    }
  }
}
