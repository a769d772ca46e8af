// Eight lanes in double precision: separate products and sums only, so every instruction set gives the same bits.
#ifndef ASSAY_KERNELS_VECTOR_DOUBLES_H
#define ASSAY_KERNELS_VECTOR_DOUBLES_H

#include "vector_math.h"

enum { ASSAY_DOUBLE_LANES = 8 };

typedef double assay_d8 __attribute__((vector_size(64), aligned(4), may_alias));
typedef int64_t assay_l8 __attribute__((vector_size(64), aligned(4), may_alias));
typedef int32_t assay_i8 __attribute__((vector_size(32), aligned(4), may_alias));
typedef float assay_v8 __attribute__((vector_size(32), aligned(4), may_alias));

/// mask ? x : y, lane by lane.
#define ASSAY_SELECT_DOUBLES(mask, x, y) ((assay_d8)(((assay_l8)(x) & (mask)) | ((assay_l8)(y) & ~(mask))))
#define ASSAY_SPLAT_DOUBLE(x) ((assay_d8){0} + (double)(x))

#endif
