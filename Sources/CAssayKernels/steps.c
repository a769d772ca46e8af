// Steps of attacks and optimisers: every element by itself, each operation rounded.
#include "vector_math.h"

#pragma STDC FP_CONTRACT OFF

// Missing lanes of the last vector are 0 and never stored.

ASSAY_WIDE void assay_linf_step(float *x, const float *origin, const float *gradient, float alpha, float epsilon,
                                float low, float high, ptrdiff_t n) {
  const assay_v16 zero = {0}, step = ASSAY_SPLAT(alpha), radius = ASSAY_SPLAT(epsilon);
  const assay_v16 lows = ASSAY_SPLAT(low), highs = ASSAY_SPLAT(high);
  for (ptrdiff_t i = 0; i < n; i += ASSAY_LANES) {
    ptrdiff_t lanes = assay_min(ASSAY_LANES, n - i);
    assay_v16 value, center, slope;
    assay_load_part(&value, x + i, lanes);
    assay_load_part(&center, origin + i, lanes);
    assay_load_part(&slope, gradient + i, lanes);
    value += ASSAY_SELECT(slope > zero, step, ASSAY_SELECT(slope < zero, -step, zero));
    value -= center;
    value = ASSAY_SELECT(value < -radius, -radius, value);
    value = ASSAY_SELECT(value > radius, radius, value);
    value = center + value;
    value = ASSAY_SELECT(value < lows, lows, value);
    value = ASSAY_SELECT(value > highs, highs, value);
    assay_store_part(x + i, &value, lanes);
  }
}

ASSAY_WIDE void assay_apgd_linf_step(float *out, const float *x, const float *previous, const float *origin,
                                     const float *gradient, float step, float share, float epsilon, ptrdiff_t n) {
  const assay_v16 zero = {0}, one = ASSAY_SPLAT(1.0f), radius = ASSAY_SPLAT(epsilon), length = ASSAY_SPLAT(step);
  for (ptrdiff_t i = 0; i < n; i += ASSAY_LANES) {
    ptrdiff_t lanes = assay_min(ASSAY_LANES, n - i);
    assay_v16 value, before, center, slope;
    assay_load_part(&value, x + i, lanes);
    assay_load_part(&before, previous + i, lanes);
    assay_load_part(&center, origin + i, lanes);
    assay_load_part(&slope, gradient + i, lanes);
    assay_v16 low = center - radius, high = center + radius;
    low = ASSAY_SELECT(low < zero, zero, low);
    high = ASSAY_SELECT(high > one, one, high);
    assay_v16 y = value + ASSAY_SELECT(slope > zero, length, ASSAY_SELECT(slope < zero, -length, zero));
    y = ASSAY_SELECT(y < low, low, y);
    y = ASSAY_SELECT(y > high, high, y);
    y = value + (y - value) * share + (value - before) * (1 - share);
    y = ASSAY_SELECT(y < low, low, y);
    y = ASSAY_SELECT(y > high, high, y);
    assay_store_part(out + i, &y, lanes);
  }
}

ASSAY_WIDE void assay_sgd_step(const assay_sgd *sgd, float *parameters, const float *gradient, float *velocity,
                               ptrdiff_t n) {
  for (ptrdiff_t i = 0; i < n; i += ASSAY_LANES) {
    ptrdiff_t lanes = assay_min(ASSAY_LANES, n - i);
    assay_v16 p, g, v;
    assay_load_part(&p, parameters + i, lanes);
    assay_load_part(&g, gradient + i, lanes);
    if (sgd->weight_decay != 0) g += p * sgd->weight_decay;
    if (sgd->momentum != 0) {
      if (sgd->first_step) {
        v = g;
      } else {
        assay_load_part(&v, velocity + i, lanes);
        v = v * sgd->momentum + g * (1 - sgd->dampening);
      }
      assay_store_part(velocity + i, &v, lanes);
      g = sgd->nesterov ? g + v * sgd->momentum : v;
    }
    p -= g * sgd->learning_rate;
    assay_store_part(parameters + i, &p, lanes);
  }
}

ASSAY_WIDE void assay_adam_step(const assay_adam *adam, float *parameters, const float *gradient, float *first,
                                float *second, float *largest, ptrdiff_t n) {
  for (ptrdiff_t i = 0; i < n; i += ASSAY_LANES) {
    ptrdiff_t lanes = assay_min(ASSAY_LANES, n - i);
    assay_v16 p, g, m, v, most;
    assay_load_part(&p, parameters + i, lanes);
    assay_load_part(&g, gradient + i, lanes);
    assay_load_part(&m, first + i, lanes);
    assay_load_part(&v, second + i, lanes);
    if (adam->decoupled) {
      p *= adam->decay_factor;
    } else if (adam->weight_decay != 0) {
      g += p * adam->weight_decay;
    }
    m += (g - m) * adam->one_minus_beta1;
    v = v * adam->beta2 + g * g * adam->one_minus_beta2;
    most = v;
    if (largest) {
      assay_load_part(&most, largest + i, lanes);
      most = ASSAY_SELECT(v > most, v, most);
      assay_store_part(largest + i, &most, lanes);
    }
    p -= m / (__builtin_elementwise_sqrt(most) / adam->root_bias_correction2 + adam->epsilon) * adam->step_size;
    assay_store_part(parameters + i, &p, lanes);
    assay_store_part(first + i, &m, lanes);
    assay_store_part(second + i, &v, lanes);
  }
}
