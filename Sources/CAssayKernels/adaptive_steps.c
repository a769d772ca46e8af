// Steps of optimisers that scale each weight by its own history: every element by itself, each operation rounded.
#include "vector_math.h"

#pragma STDC FP_CONTRACT OFF

// Missing lanes of the last vector are 0 and never stored.

void assay_rmsprop_step(const assay_rmsprop *rmsprop, float *parameters, const float *gradient, float *squares,
                        float *means, float *velocity, ptrdiff_t n) {
  const assay_v16 zero = {0};
  for (ptrdiff_t i = 0; i < n; i += ASSAY_LANES) {
    ptrdiff_t lanes = assay_min(ASSAY_LANES, n - i);
    assay_v16 p, g, square, spread;
    assay_load_part(&p, parameters + i, lanes);
    assay_load_part(&g, gradient + i, lanes);
    assay_load_part(&square, squares + i, lanes);
    if (rmsprop->weight_decay != 0) g += p * rmsprop->weight_decay;
    square = square * rmsprop->decay + g * g * rmsprop->rest;
    assay_store_part(squares + i, &square, lanes);
    spread = square;
    if (rmsprop->centered) {
      assay_v16 mean;
      assay_load_part(&mean, means + i, lanes);
      mean += (g - mean) * rmsprop->rest;
      assay_store_part(means + i, &mean, lanes);
      spread -= mean * mean;
      spread = ASSAY_SELECT(spread < zero, zero, spread); // rounding alone makes it negative
    }
    g = g / (__builtin_elementwise_sqrt(spread) + rmsprop->epsilon);
    if (rmsprop->momentum != 0) {
      assay_v16 v;
      assay_load_part(&v, velocity + i, lanes);
      v = v * rmsprop->momentum + g;
      assay_store_part(velocity + i, &v, lanes);
      g = v;
    }
    p -= g * rmsprop->learning_rate;
    assay_store_part(parameters + i, &p, lanes);
  }
}

void assay_adagrad_step(const assay_adagrad *adagrad, float *parameters, const float *gradient, float *squares,
                        ptrdiff_t n) {
  for (ptrdiff_t i = 0; i < n; i += ASSAY_LANES) {
    ptrdiff_t lanes = assay_min(ASSAY_LANES, n - i);
    assay_v16 p, g, square;
    assay_load_part(&p, parameters + i, lanes);
    assay_load_part(&g, gradient + i, lanes);
    assay_load_part(&square, squares + i, lanes);
    if (adagrad->weight_decay != 0) g += p * adagrad->weight_decay;
    square += g * g;
    p -= g / (__builtin_elementwise_sqrt(square) + adagrad->epsilon) * adagrad->step_size;
    assay_store_part(parameters + i, &p, lanes);
    assay_store_part(squares + i, &square, lanes);
  }
}
