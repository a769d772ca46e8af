// Convolutions computed as products point by point: images and weights are transformed to points, at each of which
// transformed images meet transformed weights in one matrix product, and the products are transformed back. Winograd's
// tiles and the frequency domain are two such transforms.
#ifndef ASSAY_KERNELS_CONV_TRANSFORMED_H
#define ASSAY_KERNELS_CONV_TRANSFORMED_H

#include "conv.h"

/// A convolution of stride 1 from `depth` to `columns` channels: forward, or the input gradient as one.
/// Output (y, x) reads the image from (y - pad_height, x - pad_width) on.
typedef struct assay_plain {
  ptrdiff_t depth, columns;
  ptrdiff_t in_height, in_width, out_height, out_width;
  ptrdiff_t kernel_height, kernel_width;
  ptrdiff_t pad_height, pad_width;
} assay_plain;

/// Whether the layer is dense and moves pixel by pixel, as all that is transformed.
bool assay_is_plain(const assay_conv *conv);
assay_plain assay_plain_forward(const assay_conv *conv);
/// The kernel is flipped.
assay_plain assay_plain_input_gradient(const assay_conv *conv);

/// `margin_height` rows and `margin_width` pixels of zeros may be read around each image of `from`, and 16 floats
/// behind each row.
typedef struct assay_transformed_job {
  assay_plain shape;
  ptrdiff_t images;
  assay_view from, to;
  ptrdiff_t margin_height, margin_width;
  const float *packed, *tables, *bias;
  ptrdiff_t packed_columns; // those that are packed, of which shape.columns are computed
  bool relu;
  float *scratch;
} assay_transformed_job;

/// Narrows a job for all columns to some of them.
void assay_transformed_take_columns(assay_transformed_job *job, assay_channels columns);

/// Where a point of the weights for the input gradient comes from: a point of those for forward, transposed.
typedef struct assay_repacked_point {
  ptrdiff_t from;
  bool negated;
} assay_repacked_point;

/// One way to transform. Packed weights are a matrix of depth × columns for each of `packed_points`, as `assay_pack`
/// lays it out, and behind them tables of which each call makes use. The gradient at the weights is cut into parts,
/// which may run on different threads, each with scratch of its own and all with the same sums; when all are done, the
/// sums give the gradient of each output channel.
typedef struct assay_transform {
  ptrdiff_t images_at_once; // that a call should have at least, to share the reading of the weights
  ptrdiff_t (*packed_points)(const assay_plain *shape);
  size_t (*tables_count)(const assay_plain *shape);
  void (*fill_tables)(float *tables, const assay_plain *shape);
  ptrdiff_t (*pack_parts)(const assay_plain *shape);
  size_t (*pack_scratch_count)(const assay_plain *shape);
  void (*pack_forward)(const assay_kernel_set *kernels, float *packed, const float *weights, const assay_conv *conv,
                       ptrdiff_t part, float *scratch);
  void (*pack_input_gradient)(const assay_kernel_set *kernels, float *packed, const float *weights,
                              const assay_conv *conv, ptrdiff_t part, float *scratch);
  assay_repacked_point (*repacked_point)(const assay_plain *forward, ptrdiff_t point);

  size_t (*scratch_count)(const assay_plain *shape);
  void (*run)(const assay_kernel_set *kernels, const assay_transformed_job *job);

  ptrdiff_t (*weight_parts)(const assay_conv *conv);
  size_t (*weight_sums_count)(const assay_conv *conv);
  size_t (*weight_scratch_count)(const assay_conv *conv);
  void (*weight_sums)(const assay_kernel_set *kernels, const assay_conv *conv, ptrdiff_t images, assay_view input,
                      assay_view output_gradient, float *sums, ptrdiff_t part, float *scratch);
  void (*weight_finish)(const assay_kernel_set *kernels, const assay_conv *conv, const float *sums, float *gradient,
                        ptrdiff_t first, ptrdiff_t last);
} assay_transform;

/// The transform by which the layer is computed, forward and in both gradients; NULL for none. It depends on the
/// layer's shape alone.
const assay_transform *assay_transform_of(const assay_conv *conv);

/// Floats of all points and the tables; where the tables are.
size_t assay_transformed_packed_count(const assay_transform *transform, const assay_plain *shape);
const float *assay_transformed_tables(const assay_transform *transform, const assay_plain *shape, const float *packed);
/// Writes the tables behind packed weights.
void assay_transformed_pack_tables(const assay_transform *transform, const assay_plain *shape, float *packed);

#endif
