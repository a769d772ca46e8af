// Elementary functions on sixteen lanes: separate products and sums only, so every instruction set gives the same bits.
#ifndef ASSAY_KERNELS_VECTOR_MATH_H
#define ASSAY_KERNELS_VECTOR_MATH_H

#include "internal.h"

#pragma STDC FP_CONTRACT OFF

/// Compiled for several instruction sets, of which the loader takes the widest: the same products and sums, so the same
/// bits, in fewer instructions.
#if defined(__x86_64__) && defined(__linux__)
#define ASSAY_WIDE __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define ASSAY_WIDE
#endif

typedef uint32_t assay_u16 __attribute__((vector_size(64), aligned(4), may_alias));

/// mask ? x : y, lane by lane.
#define ASSAY_SELECT(mask, x, y)                                                                                       \
  ((assay_v16)(((assay_i16)(x) & (assay_i16)(mask)) | ((assay_i16)(y) & ~(assay_i16)(mask))))
#define ASSAY_SPLAT(x) ((assay_v16){0} + (float)(x))
#define ASSAY_ABSOLUTE(x) ((assay_v16)((assay_i16)(x) & 0x7FFFFFFF))

// Vectors go by address: how they would be passed by value depends on the instruction set. `out` may be `x`.
void assay_exp_16(assay_v16 *out, const assay_v16 *x);
void assay_log_16(assay_v16 *out, const assay_v16 *x);
/// log(1 + x) for x in [0, 1].
void assay_log1p_16(assay_v16 *out, const assay_v16 *x);
void assay_tanh_16(assay_v16 *out, const assay_v16 *x);
void assay_sigmoid_16(assay_v16 *out, const assay_v16 *x);
void assay_softplus_16(assay_v16 *out, const assay_v16 *x);
void assay_erf_16(assay_v16 *out, const assay_v16 *x);

/// The first n ≤ 16 floats, the other lanes 0.
static inline void assay_load_part(assay_v16 *out, const float *x, ptrdiff_t n) {
  if (n == ASSAY_LANES) {
    *out = *(const assay_v16 *)x;
  } else {
    *out = (assay_v16){0};
    memcpy(out, x, (size_t)n * sizeof(float));
  }
}

static inline void assay_store_part(float *out, const assay_v16 *x, ptrdiff_t n) {
  if (n == ASSAY_LANES) {
    *(assay_v16 *)out = *x;
  } else {
    memcpy(out, x, (size_t)n * sizeof(float));
  }
}

#endif
