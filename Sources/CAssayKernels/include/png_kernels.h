// The row filters of PNG (Specification, section 9), one row a call. Integer arithmetic only, the same bits everywhere.
#ifndef C_ASSAY_PNG_KERNELS_H
#define C_ASSAY_PNG_KERNELS_H

#include <stddef.h>
#include <stdint.h>

/// Turns the differences in `row` back into bytes, in place. `filter` is PNG's number, 0 ... 4; `above` is the row
/// above, zeros for the first; `step` is the distance of the pixel on the left; `count` is a multiple of it.
void assay_png_unfilter(uint8_t *row, const uint8_t *above, ptrdiff_t count, ptrdiff_t step, int filter);
/// Writes the differences of `row` to `out`; returns the sum of their magnitudes as signed bytes.
int64_t assay_png_filter(uint8_t *out, const uint8_t *row, const uint8_t *above, ptrdiff_t count, ptrdiff_t step,
                         int filter);

#endif
