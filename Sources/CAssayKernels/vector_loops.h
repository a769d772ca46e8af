// Loops over vectors of which the last may be incomplete: `lanes` of it exist.
#ifndef ASSAY_KERNELS_VECTOR_LOOPS_H
#define ASSAY_KERNELS_VECTOR_LOOPS_H

#include "vector_math.h"

/// Steps i through n elements by vectors, `lanes` of which exist.
#define FOR_EACH_VECTOR(n)                                                                                             \
  for (ptrdiff_t i = 0, lanes; i < (n) && (lanes = assay_min(ASSAY_LANES, (n) - i)) > 0; i += ASSAY_LANES)

/// Whole vectors without a call: without optimisation it would cost more than the work.
#define LOAD(value, from)                                                                                              \
  do {                                                                                                                 \
    if (lanes == ASSAY_LANES) {                                                                                        \
      value = *(const assay_v16 *)(from);                                                                              \
    } else {                                                                                                           \
      assay_load_part(&value, from, lanes);                                                                            \
    }                                                                                                                  \
  } while (0)
#define STORE(to, value)                                                                                               \
  do {                                                                                                                 \
    if (lanes == ASSAY_LANES) {                                                                                        \
      *(assay_v16 *)(to) = value;                                                                                      \
    } else {                                                                                                           \
      assay_store_part(to, &value, lanes);                                                                             \
    }                                                                                                                  \
  } while (0)

#endif
