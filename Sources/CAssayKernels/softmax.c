// Softmax, its logarithm and the cross-entropy over rows.
#include "vector_loops.h"

#pragma STDC FP_CONTRACT OFF

static float row_maximum(const float *x, ptrdiff_t n) {
  assay_v16 best = ASSAY_SPLAT(-__builtin_inff());
  ptrdiff_t i = 0;
  for (; i + ASSAY_LANES <= n; i += ASSAY_LANES) {
    assay_v16 a = *(const assay_v16 *)(x + i);
    best = ASSAY_SELECT(a > best, a, best);
  }
  float lanes[ASSAY_LANES], result = -__builtin_inff();
  memcpy(lanes, &best, sizeof lanes);
  if (i > 0) {
    for (int lane = 0; lane < ASSAY_LANES; lane++) result = lanes[lane] > result ? lanes[lane] : result;
  }
  for (; i < n; i++) result = x[i] > result ? x[i] : result;
  return result;
}

/// out = exp(x - maximum)
static void shifted_powers(float *out, const float *x, float maximum, ptrdiff_t n) {
  for (ptrdiff_t i = 0; i < n; i += ASSAY_LANES) {
    ptrdiff_t lanes = assay_min(ASSAY_LANES, n - i);
    assay_v16 a;
    assay_load_part(&a, x + i, lanes);
    a -= maximum;
    assay_exp_16(&a, &a);
    assay_store_part(out + i, &a, lanes);
  }
}

static float logarithm(float x) {
  assay_v16 lanes = ASSAY_SPLAT(x);
  assay_log_16(&lanes, &lanes);
  return lanes[0];
}

static float logarithm_of_one_plus(float x) {
  if (x > 1) return logarithm(1 + x);
  assay_v16 lanes = ASSAY_SPLAT(x);
  assay_log1p_16(&lanes, &lanes);
  return lanes[0];
}

void assay_softmax_rows(float *out, const float *x, ptrdiff_t rows, ptrdiff_t columns) {
  for (ptrdiff_t r = 0; r < rows; r++, x += columns, out += columns) {
    shifted_powers(out, x, row_maximum(x, columns), columns);
    assay_binary_scalar(ASSAY_DIVIDE, out, out, assay_sum(out, columns), columns);
  }
}

ASSAY_WIDE static void softmax_row_backward(float *out, const float *gradient, const float *y, ptrdiff_t columns) {
  float sum = assay_dot(gradient, y, columns);
  FOR_EACH_VECTOR(columns) {
    assay_v16 value, factor;
    LOAD(value, gradient + i);
    LOAD(factor, y + i);
    value = (value - sum) * factor;
    STORE(out + i, value);
  }
}

void assay_softmax_rows_backward(float *out, const float *gradient, const float *y, ptrdiff_t rows, ptrdiff_t columns) {
  for (ptrdiff_t r = 0; r < rows; r++, gradient += columns, y += columns, out += columns) {
    softmax_row_backward(out, gradient, y, columns);
  }
}

/// The sum over a row of exp(x - maximum), without storing it: as assay_sum would add it.
static float sum_of_powers(const float *x, float maximum, ptrdiff_t n) {
  float lanes[ASSAY_LANES];
  assay_v16 sum = {0};
  for (ptrdiff_t i = 0; i < n; i += ASSAY_LANES) {
    ptrdiff_t taken = assay_min(ASSAY_LANES, n - i);
    assay_v16 a = ASSAY_SPLAT(-__builtin_inff());
    memcpy(&a, x + i, (size_t)taken * sizeof(float));
    a -= maximum;
    assay_exp_16(&a, &a);
    if (taken < ASSAY_LANES) { // the others are 0 even where the maximum is not finite
      assay_v16 part;
      assay_load_part(&part, (const float *)&a, taken);
      a = part;
    }
    sum += a;
  }
  memcpy(lanes, &sum, sizeof lanes);
  return assay_sum(lanes, ASSAY_LANES);
}

void assay_log_softmax_rows(float *out, const float *x, ptrdiff_t rows, ptrdiff_t columns) {
  for (ptrdiff_t r = 0; r < rows; r++, x += columns, out += columns) {
    float maximum = row_maximum(x, columns);
    float log_sum = logarithm(sum_of_powers(x, maximum, columns));
    assay_binary_scalar(ASSAY_SUBTRACT, out, x, maximum, columns);
    assay_binary_scalar(ASSAY_SUBTRACT, out, out, log_sum, columns);
  }
}

/// The sum of exp(x - maximum) over all elements but one.
static float sum_of_others(const float *x, float maximum, ptrdiff_t n, ptrdiff_t without) {
  assay_v16 sum = {0};
  float lanes[ASSAY_LANES];
  for (ptrdiff_t i = 0; i < n; i += ASSAY_LANES) {
    ptrdiff_t taken = assay_min(ASSAY_LANES, n - i);
    assay_v16 a;
    assay_load_part(&a, x + i, taken);
    a -= maximum;
    assay_exp_16(&a, &a);
    memset(lanes, 0, sizeof lanes);
    memcpy(lanes, &a, (size_t)taken * sizeof(float));
    if (without >= i && without < i + taken) lanes[without - i] = 0;
    sum += *(const assay_v16 *)lanes;
  }
  memcpy(lanes, &sum, sizeof lanes);
  return assay_sum(lanes, ASSAY_LANES);
}

void assay_cross_entropy_rows(float *losses, float *gradient, const float *x, const int32_t *labels, ptrdiff_t rows,
                              ptrdiff_t columns) {
  for (ptrdiff_t r = 0; r < rows; r++, x += columns) {
    ptrdiff_t label = labels[r];
    float maximum = row_maximum(x, columns), others = sum_of_others(x, maximum, columns, label);
    float margin = maximum - x[label];
    if (margin == 0) { // the label's own power is 1: no rounding swallows the others
      losses[r] = logarithm_of_one_plus(others);
    } else {
      losses[r] = logarithm(sum_of_powers(x, maximum, columns)) + margin;
    }
    if (!gradient) continue;
    float sum = sum_of_powers(x, maximum, columns);
    shifted_powers(gradient, x, maximum, columns);
    assay_binary_scalar(ASSAY_DIVIDE, gradient, gradient, sum, columns);
    gradient[label] = 0;
    gradient[label] = -assay_sum(gradient, columns);
    gradient += columns;
  }
}
