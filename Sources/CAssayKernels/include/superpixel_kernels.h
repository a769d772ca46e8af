// Colours of even distances and the clusterings that cut images into superpixels, in double precision: one fixed order of
// products and sums each, so the same bits on every instruction set and for any split of the rows.
#ifndef C_ASSAY_SUPERPIXEL_KERNELS_H
#define C_ASSAY_SUPERPIXEL_KERNELS_H

#include <stddef.h>
#include <stdint.h>

/// CIE L*a*b* (D65, 2 degrees) of n sRGB pixels, of which each value is first moved to (value - low) / range, and each
/// result multiplied by `scale`. The channels may be one and the same.
void assay_lab(double *lightness, double *a, double *b, const float *red, const float *green, const float *blue,
               ptrdiff_t n, double low, double range, double scale);

/// An image of three features for quick shift. Each plane has `height` rows of `margin` + width, rounded up to whole
/// vectors, + `margin` numbers; the margin, at least 8 and the window's reach. In the features' margin are finite numbers.
typedef struct assay_quickshift {
  const double *features[3];
  double *density;
  int32_t *parents;       /* height × width, no margin */
  ptrdiff_t height, width, margin, stride;
  ptrdiff_t reach;        /* of the window: 2 * reach + 1 pixels wide and high */
  double exponent;        /* of the density: -1 / (2 k^2) */
  double greatest;        /* distance to a parent */
  const int32_t *offsets; /* pairs of rows and columns in the window, the shortest first, then in row order */
  ptrdiff_t offset_count;
} assay_quickshift;

/// The density of rows first ..< last: the sum over the window of exp(exponent * distance^2); minus infinity in the margin.
/// `scratch` holds a row of a plane.
void assay_quickshift_density(const assay_quickshift *job, ptrdiff_t first, ptrdiff_t last, double *scratch);
/// The nearest denser pixel of each pixel of rows first ..< last, in the window and within the greatest distance; itself
/// where there is none. Of equally dense pixels the first in row order counts as denser, of equally near ones as nearer.
void assay_quickshift_parents(const assay_quickshift *job, ptrdiff_t first, ptrdiff_t last);
/// Numbers the trees of a forest in the order of their roots, which are their own parents, and returns how many there
/// are. `parents` is shortened to the roots.
ptrdiff_t assay_label_trees(int32_t *labels, int32_t *parents, ptrdiff_t n);

/// An image of three features for SLIC, in planes of `height` rows of `stride` numbers: the width rounded up to whole
/// vectors and one vector more, which must be finite. `centres` are row, column and three features each; `counts` says
/// which of them have pixels.
typedef struct assay_slic {
  const double *features[3];
  double *distances;
  int32_t *labels;
  double *centres;
  int64_t *counts;
  ptrdiff_t height, width, stride, count;
  double step, spatial_weight;
} assay_slic;

/// Gives the pixels of rows first ..< last to the nearest centre within 2 * step rows and columns, of equally near ones to
/// the first; those out of reach of all keep their label.
void assay_slic_assign(const assay_slic *job, ptrdiff_t first, ptrdiff_t last);
/// Moves each centre to the mean of its pixels, added in row order.
void assay_slic_move(const assay_slic *job);
/// Renumbers connected parts (over edges) of equal labels in row order from 0; parts that reach `largest` pixels are cut
/// there, those of fewer than `least` join a part beside them. `labels` and `out` have no margin; `queue` holds `largest`.
/// Returns how many numbers there are.
ptrdiff_t assay_connect_segments(int32_t *out, const int32_t *labels, int32_t *queue, ptrdiff_t height, ptrdiff_t width,
                                 ptrdiff_t least, ptrdiff_t largest);

/// sums[label][channel] += value over the pixels of a channels-last image, in row order.
void assay_sum_segments(double *sums, const float *x, const int32_t *labels, ptrdiff_t pixels, ptrdiff_t channels);
/// out[pixel] = values[label], channels-last.
void assay_paint_segments(float *out, const float *values, const int32_t *labels, ptrdiff_t pixels, ptrdiff_t channels);
/// out[pixel] = choices[label] ? x[pixel] : y[pixel], channels-last.
void assay_choose_segments(float *out, const float *x, const float *y, const int32_t *labels, const uint8_t *choices,
                           ptrdiff_t pixels, ptrdiff_t channels);

#endif
