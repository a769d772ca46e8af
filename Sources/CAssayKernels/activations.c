// Activations that have a kernel for the function and one for the derivative.
#include "vector_math.h"

#pragma STDC FP_CONTRACT OFF

/// Inlined into every clone of the function that calls it, to be compiled for the same instructions.
#define INLINED static inline __attribute__((always_inline))

// Missing lanes of the last vector are 0 and never stored.

static const float root_half = 0.707106781f, root_two_over_pi = 0.797884561f, cubic = 0.044715f;

/// min(max(x, low), high); NaN stays NaN.
INLINED void bound(assay_v16 *out, const assay_v16 *x, float low, float high) {
  assay_v16 value = *x;
  value = ASSAY_SELECT(value < low, ASSAY_SPLAT(low), value);
  *out = ASSAY_SELECT(value > high, ASSAY_SPLAT(high), value);
}

/// e^x - 1 for x <= 0, by 2 tanh(x/2) / (1 - tanh(x/2)): no cancellation near 0.
INLINED void expm1_16(assay_v16 *out, const assay_v16 *x) {
  assay_v16 half = *x * 0.5f;
  assay_tanh_16(&half, &half);
  *out = (half + half) / (1.0f - half);
}

/// tanh(softplus(x)) and the product of the derivatives of tanh and softplus there.
INLINED void mish_parts(assay_v16 *value, assay_v16 *slope, const assay_v16 *x) {
  // From 20 on the first is 1 and the second 0.
  assay_v16 power = ASSAY_SELECT(*x > 20.0f, ASSAY_SPLAT(20.0f), *x);
  assay_exp_16(&power, &power);
  assay_v16 square = power * (power + 2.0f), sum = square + 2.0f;
  *value = square / sum;
  if (slope) *slope = (power * 4.0f) / sum * ((power + 1.0f) / sum);
}

/// The inner function of the tanh form of GELU and tanh of it; beyond ±10 the tanh is ±1.
INLINED void gelu_tanh(assay_v16 *out, const assay_v16 *x) {
  assay_v16 value;
  bound(&value, x, -10, 10);
  value = (value + value * value * value * cubic) * root_two_over_pi;
  assay_tanh_16(out, &value);
}

INLINED void evaluate(const assay_activation *activation, assay_v16 *out, const assay_v16 *x) {
  assay_v16 value = *x, part;
  switch (activation->kind) {
  case ASSAY_LEAKY_RELU: *out = ASSAY_SELECT(value > 0.0f, value, value * activation->a); break;
  case ASSAY_CLAMP:
  case ASSAY_HARD_TANH: bound(out, x, activation->a, activation->b); break;
  case ASSAY_ELU:
    part = ASSAY_SELECT(value > 0.0f, ASSAY_SPLAT(0), value);
    expm1_16(&part, &part);
    *out = ASSAY_SELECT(value > 0.0f, value, part * activation->a);
    break;
  case ASSAY_SILU:
    assay_sigmoid_16(&part, x);
    *out = value * part;
    break;
  case ASSAY_MISH:
    mish_parts(&part, NULL, x);
    *out = value * part;
    break;
  case ASSAY_GELU:
    part = value * root_half;
    assay_erf_16(&part, &part);
    *out = value * 0.5f * (part + 1.0f);
    break;
  case ASSAY_GELU_TANH:
    gelu_tanh(&part, x);
    *out = value * 0.5f * (part + 1.0f);
    break;
  case ASSAY_HARD_SIGMOID:
    part = value + 3.0f;
    bound(&part, &part, 0, 6);
    *out = part / 6.0f;
    break;
  case ASSAY_HARD_SWISH:
    part = value + 3.0f;
    bound(&part, &part, 0, 6);
    *out = value * part / 6.0f;
    break;
  }
}

/// At NaN no function is flat, so that the gradient of what went wrong is not lost.
INLINED void differentiate(const assay_activation *activation, assay_v16 *out, const assay_v16 *x) {
  const assay_v16 zero = {0}, one = ASSAY_SPLAT(1);
  assay_v16 value = *x, part, other;
  switch (activation->kind) {
  case ASSAY_LEAKY_RELU: *out = ASSAY_SELECT(value > zero, one, ASSAY_SPLAT(activation->a)); break;
  case ASSAY_CLAMP: *out = ASSAY_SELECT((value < activation->a) | (value > activation->b), zero, one); break;
  case ASSAY_HARD_TANH: *out = ASSAY_SELECT((value <= activation->a) | (value >= activation->b), zero, one); break;
  case ASSAY_ELU:
    part = ASSAY_SELECT(value > zero, zero, value);
    assay_exp_16(&part, &part);
    *out = ASSAY_SELECT(value > zero, one, part * activation->a);
    break;
  case ASSAY_SILU: // with s' = s(1 - s), where neither factor is formed as a difference
    part = -ASSAY_ABSOLUTE(value);
    assay_exp_16(&part, &part);
    other = ASSAY_SELECT(value < zero, one, part) / (part + 1.0f);
    part = ASSAY_SELECT(value < zero, part, one) / (part + 1.0f);
    *out = part * (value * other + 1.0f);
    break;
  case ASSAY_MISH:
    mish_parts(&part, &other, x);
    *out = part + value * other;
    break;
  case ASSAY_GELU:
    part = value * root_half;
    other = -(part * part);
    assay_erf_16(&part, &part);
    assay_exp_16(&other, &other);
    *out = (part + 1.0f) * 0.5f + value * (other * 0.398942280f);
    break;
  case ASSAY_GELU_TANH: {
    bound(&value, x, -10, 10);
    gelu_tanh(&part, &value);
    assay_v16 inner = (value * value * (3 * cubic) + 1.0f) * root_two_over_pi;
    *out = (part + 1.0f) * 0.5f + value * 0.5f * ((1.0f - part * part) * inner);
    break;
  }
  case ASSAY_HARD_SIGMOID: *out = ASSAY_SELECT((value <= -3.0f) | (value >= 3.0f), zero, ASSAY_SPLAT(1.0f / 6)); break;
  case ASSAY_HARD_SWISH:
    part = ASSAY_SELECT(value >= 3.0f, one, value / 3.0f + 0.5f);
    *out = ASSAY_SELECT(value <= -3.0f, zero, part);
    break;
  }
}

// Whole vectors are read and written in place: without optimisation every copy counts.

ASSAY_WIDE void assay_activation_apply(const assay_activation *activation, float *out, const float *x, ptrdiff_t n) {
  ptrdiff_t i = 0;
  for (; i + ASSAY_LANES <= n; i += ASSAY_LANES) {
    evaluate(activation, (assay_v16 *)(out + i), (const assay_v16 *)(x + i));
  }
  if (i == n) return;
  assay_v16 value;
  assay_load_part(&value, x + i, n - i);
  evaluate(activation, &value, &value);
  assay_store_part(out + i, &value, n - i);
}

ASSAY_WIDE void assay_activation_backward(const assay_activation *activation, float *out, const float *gradient,
                                          const float *x, ptrdiff_t n) {
  ptrdiff_t i = 0;
  assay_v16 value, slope;
  for (; i + ASSAY_LANES <= n; i += ASSAY_LANES) {
    differentiate(activation, &slope, (const assay_v16 *)(x + i));
    *(assay_v16 *)(out + i) = *(const assay_v16 *)(gradient + i) * slope;
  }
  if (i == n) return;
  assay_load_part(&value, x + i, n - i);
  differentiate(activation, &slope, &value);
  assay_load_part(&value, gradient + i, n - i);
  value *= slope;
  assay_store_part(out + i, &value, n - i);
}
