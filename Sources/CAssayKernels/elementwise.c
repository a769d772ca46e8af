// Element-wise operations, in vectors of sixteen lanes; the rest of a row goes through one padded vector.
#include "vector_math.h"

#pragma STDC FP_CONTRACT OFF

// MARK: Unary

#define UNARY_LOOP(expression)                                                                                         \
  for (; i + ASSAY_LANES <= n; i += ASSAY_LANES) {                                                                     \
    assay_v16 a = *(const assay_v16 *)(x + i);                                                                         \
    *(assay_v16 *)(out + i) = expression;                                                                              \
  }                                                                                                                    \
  if (i < n) {                                                                                                         \
    assay_v16 a;                                                                                                       \
    assay_load_part(&a, x + i, n - i);                                                                                 \
    a = expression;                                                                                                    \
    assay_store_part(out + i, &a, n - i);                                                                              \
  }                                                                                                                    \
  break

typedef void (*unary_function)(assay_v16 *out, const assay_v16 *x);

static void apply_function(unary_function function, float *out, const float *x, ptrdiff_t n) {
  ptrdiff_t i = 0;
  for (; i + ASSAY_LANES <= n; i += ASSAY_LANES) function((assay_v16 *)(out + i), (const assay_v16 *)(x + i));
  if (i < n) {
    assay_v16 a;
    assay_load_part(&a, x + i, n - i);
    function(&a, &a);
    assay_store_part(out + i, &a, n - i);
  }
}

ASSAY_WIDE void assay_unary_apply(assay_unary op, float *out, const float *x, ptrdiff_t n) {
  const assay_v16 zero = {0}, one = ASSAY_SPLAT(1.0f);
  ptrdiff_t i = 0;
  switch (op) {
  case ASSAY_NEGATE: UNARY_LOOP(-a);
  case ASSAY_ABSOLUTE: UNARY_LOOP(ASSAY_ABSOLUTE(a));
  case ASSAY_SIGN: UNARY_LOOP(ASSAY_SELECT(a > zero, one, ASSAY_SELECT(a < zero, -one, zero)));
  case ASSAY_RELU: UNARY_LOOP(ASSAY_SELECT(a <= zero, zero, a));
  case ASSAY_STEP: UNARY_LOOP(ASSAY_SELECT(a > zero, one, zero));
  case ASSAY_SQUARE_ROOT: UNARY_LOOP(__builtin_elementwise_sqrt(a));
  case ASSAY_RECIPROCAL: UNARY_LOOP(one / a);
  case ASSAY_SQUARE: UNARY_LOOP(a * a);
  case ASSAY_EXP: apply_function(assay_exp_16, out, x, n); break;
  case ASSAY_LOG: apply_function(assay_log_16, out, x, n); break;
  case ASSAY_TANH: apply_function(assay_tanh_16, out, x, n); break;
  case ASSAY_SIGMOID: apply_function(assay_sigmoid_16, out, x, n); break;
  case ASSAY_SOFTPLUS: apply_function(assay_softplus_16, out, x, n); break;
  case ASSAY_ERF: apply_function(assay_erf_16, out, x, n); break;
  }
}

// MARK: Binary

// NaN on either side gives NaN.
#define MAXIMUM(a, b) ASSAY_SELECT((a) > (b), a, ASSAY_SELECT((a) != (a), a, b))
#define MINIMUM(a, b) ASSAY_SELECT((a) < (b), a, ASSAY_SELECT((a) != (a), a, b))

/// `LOAD` sets b for the vector at i; `LOAD_PART` for the last n - i elements.
#define BINARY_LOOP(LOAD, LOAD_PART, expression)                                                                       \
  for (; i + ASSAY_LANES <= n; i += ASSAY_LANES) {                                                                     \
    assay_v16 a = *(const assay_v16 *)(x + i);                                                                         \
    LOAD;                                                                                                              \
    *(assay_v16 *)(out + i) = expression;                                                                              \
  }                                                                                                                    \
  if (i < n) {                                                                                                         \
    assay_v16 a;                                                                                                       \
    assay_load_part(&a, x + i, n - i);                                                                                 \
    LOAD_PART;                                                                                                         \
    a = expression;                                                                                                    \
    assay_store_part(out + i, &a, n - i);                                                                              \
  }                                                                                                                    \
  break

#define BINARY_SWITCH(LOAD, LOAD_PART)                                                                                 \
  switch (op) {                                                                                                        \
  case ASSAY_ADD: BINARY_LOOP(LOAD, LOAD_PART, a + b);                                                                 \
  case ASSAY_SUBTRACT: BINARY_LOOP(LOAD, LOAD_PART, a - b);                                                            \
  case ASSAY_MULTIPLY: BINARY_LOOP(LOAD, LOAD_PART, a * b);                                                            \
  case ASSAY_DIVIDE: BINARY_LOOP(LOAD, LOAD_PART, a / b);                                                              \
  case ASSAY_MAXIMUM: BINARY_LOOP(LOAD, LOAD_PART, MAXIMUM(a, b));                                                     \
  case ASSAY_MINIMUM: BINARY_LOOP(LOAD, LOAD_PART, MINIMUM(a, b));                                                     \
  case ASSAY_MASK_POSITIVE: BINARY_LOOP(LOAD, LOAD_PART, ASSAY_SELECT(b <= zero, zero, a));                            \
  }

#define LOAD_Y assay_v16 b = *(const assay_v16 *)(y + i)
#define LOAD_Y_PART                                                                                                    \
  assay_v16 b;                                                                                                         \
  assay_load_part(&b, y + i, n - i)

ASSAY_WIDE void assay_binary_apply(assay_binary op, float *out, const float *x, const float *y, ptrdiff_t n) {
  const assay_v16 zero = {0};
  ptrdiff_t i = 0;
  BINARY_SWITCH(LOAD_Y, LOAD_Y_PART)
}

ASSAY_WIDE void assay_binary_scalar(assay_binary op, float *out, const float *x, float s, ptrdiff_t n) {
  const assay_v16 zero = {0}, b = ASSAY_SPLAT(s);
  ptrdiff_t i = 0;
  BINARY_SWITCH((void)0, (void)0)
}

enum { REPEATED = 256 };

ASSAY_WIDE void assay_binary_rows(assay_binary op, float *out, const float *x, const float *y, ptrdiff_t rows,
                                  ptrdiff_t columns) {
  // Short rows: y repeated as often as it fits, so that vectors cross rows.
  float repeated[REPEATED];
  if (columns > 0 && columns < 64 && rows > 1) {
    ptrdiff_t together = assay_min(REPEATED / columns, rows);
    for (ptrdiff_t r = 0; r < together; r++) assay_copy(repeated + r * columns, y, columns);
    for (ptrdiff_t r = 0; r < rows; r += together) {
      ptrdiff_t n = assay_min(together, rows - r) * columns;
      assay_binary_apply(op, out + r * columns, x + r * columns, repeated, n);
    }
    return;
  }
  for (ptrdiff_t r = 0; r < rows; r++) assay_binary_apply(op, out + r * columns, x + r * columns, y, columns);
}

ASSAY_WIDE void assay_binary_columns(assay_binary op, float *out, const float *x, const float *y, ptrdiff_t rows,
                                     ptrdiff_t columns) {
  if (columns == 1) {
    assay_binary_apply(op, out, x, y, rows);
    return;
  }
  for (ptrdiff_t r = 0; r < rows; r++) assay_binary_scalar(op, out + r * columns, x + r * columns, y[r], columns);
}

// MARK: Others

ASSAY_WIDE void assay_add_scaled(float *y, const float *x, float s, ptrdiff_t n) {
  ptrdiff_t i = 0;
  for (; i + ASSAY_LANES <= n; i += ASSAY_LANES) *(assay_v16 *)(y + i) += *(const assay_v16 *)(x + i) * s;
  for (; i < n; i++) {
    float product = x[i] * s;
    y[i] = y[i] + product;
  }
}

ASSAY_WIDE void assay_fill(float *out, float value, ptrdiff_t n) {
  ptrdiff_t i = 0;
  assay_v16 values = ASSAY_SPLAT(1.0f);
  for (int lane = 0; lane < ASSAY_LANES; lane++) values[lane] = value;
  for (; i + ASSAY_LANES <= n; i += ASSAY_LANES) *(assay_v16 *)(out + i) = values;
  for (; i < n; i++) out[i] = value;
}

ASSAY_WIDE void assay_clamp(float *out, const float *x, float low, float high, ptrdiff_t n) {
  const assay_v16 lows = ASSAY_SPLAT(low), highs = ASSAY_SPLAT(high);
  ptrdiff_t i = 0;
  for (; i + ASSAY_LANES <= n; i += ASSAY_LANES) {
    assay_v16 a = *(const assay_v16 *)(x + i);
    a = ASSAY_SELECT(a < lows, lows, a);
    *(assay_v16 *)(out + i) = ASSAY_SELECT(a > highs, highs, a);
  }
  for (; i < n; i++) {
    float a = x[i] < low ? low : x[i];
    out[i] = a > high ? high : a;
  }
}

static bool any(const assay_i16 *mask) {
  uint64_t words[8];
  memcpy(words, mask, sizeof words);
  return (words[0] | words[1] | words[2] | words[3] | words[4] | words[5] | words[6] | words[7]) != 0;
}

ptrdiff_t assay_first_non_finite(const float *x, ptrdiff_t n) {
  const float largest = 0x1.fffffep127f;
  return assay_first_outside(x, -largest, largest, n);
}

ptrdiff_t assay_first_outside(const float *x, float low, float high, ptrdiff_t n) {
  ptrdiff_t i = 0;
  for (; i + ASSAY_LANES <= n; i += ASSAY_LANES) {
    assay_v16 a = *(const assay_v16 *)(x + i);
    assay_i16 outside = ~((a >= low) & (a <= high));
    if (any(&outside)) break;
  }
  for (; i < n; i++) {
    if (!(x[i] >= low && x[i] <= high)) return i;
  }
  return -1;
}
