// Convolution without the products of the padding.
#ifndef ASSAY_KERNELS_CONV_INSIDE_H
#define ASSAY_KERNELS_CONV_INSIDE_H

#include "conv.h"

typedef struct assay_range {
  ptrdiff_t low, high;
} assay_range;

/// One axis: position p below `positions` reads an image of `size` at p * stride plus the offsets of the taps.
typedef struct assay_line {
  assay_axis taps;
  ptrdiff_t positions, stride, size;
} assay_line;

/// Whether the products with the padding are left out, forward and in both gradients, because they are many. That
/// depends on the shape alone. With finite weights and gradients only the sign of a zero can tell; where they are not
/// finite, the padding of other layers yields NaN.
bool assay_skips_padding(const assay_conv *conv);
/// The pairs of an output and a tap that reads inside the image.
double assay_products_inside(const assay_conv *conv);
assay_line assay_forward_line_y(const assay_conv *conv);
assay_line assay_forward_line_x(const assay_conv *conv);
/// The taps that a position reads inside the image.
assay_range assay_taps_inside(const assay_line *line, ptrdiff_t position);
/// The positions for which a tap is inside the image.
assay_range assay_positions_inside(const assay_line *line, ptrdiff_t tap);

/// A convolution (or one phase of it) of all images: tap (i, j) reads `depth` channels of `from`, whose base is at the
/// image's pixel (0, 0); position (0, 0) writes at the base of `to`.
typedef struct assay_inside {
  assay_line y, x;
  ptrdiff_t depth, images;
  assay_view from, to;
} assay_inside;

/// `job` has B (of all taps), its strides, the bias, the columns and the rectifier.
void assay_run_inside(const assay_kernel_set *kernels, const assay_inside *inside, const assay_run_job *job);

#endif
