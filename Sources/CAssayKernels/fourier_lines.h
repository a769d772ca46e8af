// The discrete Fourier transform of two-dimensional real signals, one axis after the other, as products with small
// dense matrices.
//
// Down first: a column of real pixels has as many real *parts* as its period n: the real part of bin 0, the real and
// the imaginary part of bins 1, 2, …, and for even n the real part of bin n / 2 at the end. Then across, for each bin
// of the first axis. There a bin that is complex becomes three *points*, because a complex product takes three real
// ones: of (a + bi)(c + di), where a + bi is `left` and c + di is `right`, with k1 = (a + b)c, k2 = a(d - c) and
// k3 = b(c + d) the real part is k1 - k3 and the imaginary part k1 + k2 (Gauss). Bins that are real are one point.
#ifndef ASSAY_KERNELS_FOURIER_LINES_H
#define ASSAY_KERNELS_FOURIER_LINES_H

#include "internal.h"

/// The longest period.
enum { ASSAY_MOST_PERIOD = 32 };

/// Cosine and sine of each fraction i / period of a turn, the same on every machine.
typedef struct assay_circle {
  ptrdiff_t period;
  double cosines[ASSAY_MOST_PERIOD], sines[ASSAY_MOST_PERIOD];
} assay_circle;

assay_circle assay_make_circle(ptrdiff_t period);

/// `count` of the positions of an axis, as many as the circle's period: index j is position j - offset. The others are
/// zeros.
typedef struct assay_fourier_line {
  const assay_circle *circle;
  ptrdiff_t count, offset;
  bool conjugated; // of a transform: has the complex conjugates of its bins
} assay_fourier_line;

/// An operand of the products.
typedef enum assay_operand { ASSAY_LEFT, ASSAY_RIGHT } assay_operand;

static inline ptrdiff_t assay_bins(ptrdiff_t period) { return period / 2 + 1; }
static inline bool assay_bin_is_real(ptrdiff_t period, ptrdiff_t bin) { return bin == 0 || 2 * bin == period; }
static inline ptrdiff_t assay_parts_of_bin(ptrdiff_t period, ptrdiff_t bin) {
  return assay_bin_is_real(period, bin) ? 1 : 2;
}
static inline ptrdiff_t assay_first_part(ptrdiff_t bin) { return bin == 0 ? 0 : 2 * bin - 1; }
/// The points across, of lines that are real or complex.
ptrdiff_t assay_points_across(ptrdiff_t period, bool is_real);
/// The points across all bins below `bin`; with the number of bins, all there are.
ptrdiff_t assay_points_before(ptrdiff_t period_down, ptrdiff_t period_across, ptrdiff_t bin);

// Matrices, row by row. Down: parts × positions, and back positions × parts. Across: points × positions, and back
// positions × points; for lines that are complex the real parts of all positions come first, then the imaginary ones.
void assay_fourier_parts(float *matrix, const assay_fourier_line *line);
void assay_fourier_from_parts(float *matrix, const assay_fourier_line *line);
void assay_fourier_points(float *matrix, const assay_fourier_line *line, bool is_real, assay_operand operand);
void assay_fourier_from_points(float *matrix, const assay_fourier_line *line, bool is_real);

/// Floats of a matrix between `positions` and the points of a line.
static inline ptrdiff_t assay_points_matrix_count(ptrdiff_t period, ptrdiff_t positions, bool is_real) {
  return assay_points_across(period, is_real) * positions * (is_real ? 1 : 2);
}

#endif
