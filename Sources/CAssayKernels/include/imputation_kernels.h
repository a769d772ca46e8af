// Pixels filled in from their neighbours.
#ifndef C_ASSAY_IMPUTATION_KERNELS_H
#define C_ASSAY_IMPUTATION_KERNELS_H

#include <stddef.h>
#include <stdint.h>

/// Doubles of room that `assay_impute` needs.
size_t assay_impute_room(ptrdiff_t height, ptrdiff_t width, ptrdiff_t count);

/// Replaces the `count` different pixels `removed` of a plane by the weighted means of their neighbours inside, sides 1/6 and
/// corners 1/12, which may be removed themselves: a linear system, solved by conjugate gradients until the residual is
/// `tolerance` of the right side. At least one pixel must not be removed.
void assay_impute(float *plane, ptrdiff_t height, ptrdiff_t width, const int32_t *removed, ptrdiff_t count,
                  double tolerance, double *room);

#endif
