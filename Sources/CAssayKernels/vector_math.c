// exp, log, tanh, the sigmoid, softplus and erf. The polynomials are minimax fits in the relative error of the result
// (Remez 1934), Horner's scheme with a rounded product and a rounded sum each step.
#include "vector_math.h"

#pragma STDC FP_CONTRACT OFF

static const float ln2_high = 0.693359375f,
  ln2_low = -2.12194440e-4f; // the high part has 9 bits: its multiples are exact

ASSAY_WIDE void assay_exp_16(assay_v16 *out, const assay_v16 *x) {
  // Beyond these bounds the result is infinite or 0 whatever the value; NaN fails both comparisons.
  assay_v16 bounded = ASSAY_SELECT(*x > 89.0f, ASSAY_SPLAT(89.0f), *x);
  bounded = ASSAY_SELECT(bounded < -104.0f, ASSAY_SPLAT(-104.0f), bounded);
  const float shifter = 0x1.8p23f; // leaves the nearest integer in the low bits
  assay_v16 shifted = bounded * 1.44269504f + shifter;
  assay_v16 n = shifted - shifter;
  assay_v16 r = bounded - n * ln2_high;
  r = r - n * ln2_low;
  assay_v16 p = r * 0.000199178321f + 0.00139460864f;
  p = p * r + 0.00833326578f;
  p = p * r + 0.0416662693f;
  p = p * r + 0.166666672f;
  p = p * r + 0.5f;
  p = p * (r * r);
  p = p + r;
  p = p + 1.0f;
  // 2^n in two factors, so that denormal results round once and the largest do not overflow early.
  assay_i16 exponent = (assay_i16)((assay_u16)shifted - 0x4B400000u);
  assay_i16 half = exponent >> 1;
  assay_v16 first = (assay_v16)(((assay_u16)half + 127u) << 23);
  assay_v16 second = (assay_v16)(((assay_u16)(exponent - half) + 127u) << 23);
  *out = p * first * second;
}

ASSAY_WIDE void assay_log_16(assay_v16 *out, const assay_v16 *x) {
  assay_v16 value = *x;
  assay_i16 is_tiny = value < 0x1p-126f;
  assay_v16 scaled = ASSAY_SELECT(is_tiny, value * 0x1p23f, value);
  // m in [sqrt(1/2), sqrt(2)): the exponent changes at the bits of sqrt(1/2).
  assay_i16 bits = (assay_i16)((assay_u16)scaled - 0x3F3504F3u);
  assay_i16 exponent = (bits >> 23) - (is_tiny & 23);
  assay_v16 m = (assay_v16)((bits & 0x007FFFFF) + 0x3F3504F3);
  assay_v16 f = m - 1.0f;
  assay_v16 e = __builtin_convertvector(exponent, assay_v16);
  assay_v16 p = f * 0.0691536814f + -0.117898077f;
  p = p * f + 0.118729763f;
  p = p * f + -0.123843484f;
  p = p * f + 0.142186582f;
  p = p * f + -0.16669251f;
  p = p * f + 0.200022265f;
  p = p * f + -0.249999866f;
  p = p * f + 0.333333105f;
  assay_v16 square = f * f;
  p = p * f * square;
  p = p + e * ln2_low;
  p = p - square * 0.5f;
  p = p + f;
  p = p + e * ln2_high;
  const float infinity = __builtin_inff();
  p = ASSAY_SELECT(value == infinity, value, p);
  p = ASSAY_SELECT(value == 0.0f, ASSAY_SPLAT(-infinity), p);
  p = ASSAY_SELECT(value < 0.0f, ASSAY_SPLAT(__builtin_nanf("")), p);
  *out = ASSAY_SELECT(value != value, value, p);
}

ASSAY_WIDE void assay_log1p_16(assay_v16 *out, const assay_v16 *x) {
  // With w = fl(1 + x), log(w) x / (w - 1) cancels the rounding of w (Higham 2002, section 1.14.1).
  assay_v16 value = *x, w = value + 1.0f, excess = w - 1.0f, logarithm;
  assay_log_16(&logarithm, &w);
  assay_i16 is_one = excess == 0.0f;
  assay_v16 ratio = value / ASSAY_SELECT(is_one, ASSAY_SPLAT(1.0f), excess);
  *out = ASSAY_SELECT(is_one, value, logarithm * ratio);
}

ASSAY_WIDE void assay_tanh_16(assay_v16 *out, const assay_v16 *x) {
  assay_v16 value = *x, size = ASSAY_ABSOLUTE(value), z = value * value;
  assay_v16 p = z * -0.00571703678f + 0.0206505787f;
  p = p * z + -0.0537434965f;
  p = p * z + 0.133314908f;
  p = p * z + -0.333332837f;
  assay_v16 small = value + value * (p * z);
  assay_v16 power = size + size;
  assay_exp_16(&power, &power);
  assay_v16 large = 1.0f - 2.0f / (power + 1.0f);
  assay_v16 result = ASSAY_SELECT(size < 0.625f, small, large);
  result = (assay_v16)((assay_i16)result | ((assay_i16)value & INT32_MIN));
  *out = ASSAY_SELECT(value != value, value, result);
}

ASSAY_WIDE void assay_sigmoid_16(assay_v16 *out, const assay_v16 *x) {
  assay_v16 value = *x, power = -ASSAY_ABSOLUTE(value);
  assay_exp_16(&power, &power);
  *out = ASSAY_SELECT(value < 0.0f, power, ASSAY_SPLAT(1.0f)) / (power + 1.0f);
}

ASSAY_WIDE void assay_softplus_16(assay_v16 *out, const assay_v16 *x) {
  assay_v16 value = *x, power = -ASSAY_ABSOLUTE(value);
  assay_exp_16(&power, &power);
  assay_log1p_16(&power, &power);
  *out = ASSAY_SELECT(value <= 0.0f, ASSAY_SPLAT(0.0f), value) + power;
}

ASSAY_WIDE void assay_erf_16(assay_v16 *out, const assay_v16 *x) {
  assay_v16 value = *x, size = ASSAY_ABSOLUTE(value), z = value * value;
  assay_v16 p = z * 7.8891193e-05f + -0.000802084105f;
  p = p * z + 0.00518953521f;
  p = p * z + -0.0268544443f;
  p = p * z + 0.112836003f;
  p = p * z + -0.37612626f;
  p = p * z + 0.128379166f;
  assay_v16 small = value + value * p;
  // erf = 1 - exp(log erfc): from 4 on it rounds to 1.
  assay_v16 bounded = ASSAY_SELECT(size > 4.0f, ASSAY_SPLAT(4.0f), size);
  assay_v16 q = bounded * 0.0001855749f + -0.00293961563f;
  q = q * bounded + 0.0218053516f;
  q = q * bounded + -0.103037432f;
  q = q * bounded + -0.638225615f;
  q = q * bounded + -1.12704003f;
  q = q * bounded + -0.000353708921f;
  assay_exp_16(&q, &q);
  assay_v16 large = 1.0f - q;
  assay_v16 result = ASSAY_SELECT(size < 1.0f, small, large);
  result = (assay_v16)((assay_i16)result | ((assay_i16)value & INT32_MIN));
  *out = ASSAY_SELECT(value != value, value, result);
}
