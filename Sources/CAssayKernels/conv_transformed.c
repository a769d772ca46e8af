// What the transformed convolutions share: their shapes and the products at their points.
#include "conv_transformed.h"
#include "conv_fourier.h"
#include "conv_winograd.h"

#pragma STDC FP_CONTRACT OFF

bool assay_is_plain(const assay_conv *conv) {
  return conv->groups == 1 && conv->stride_height == 1 && conv->stride_width == 1 && conv->dilation_height == 1
    && conv->dilation_width == 1;
}

assay_plain assay_plain_forward(const assay_conv *conv) {
  return (assay_plain){
    conv->in_channels, conv->out_channels, conv->in_height, conv->in_width, conv->out_height, conv->out_width,
    conv->kernel_height, conv->kernel_width, conv->pad_height, conv->pad_width,
  };
}

assay_plain assay_plain_input_gradient(const assay_conv *conv) {
  return (assay_plain){
    conv->out_channels, conv->in_channels, conv->out_height, conv->out_width, conv->in_height, conv->in_width,
    conv->kernel_height, conv->kernel_width, conv->kernel_height - 1 - conv->pad_height,
    conv->kernel_width - 1 - conv->pad_width,
  };
}

const assay_transform *assay_transform_of(const assay_conv *conv) {
  if (assay_winograd_applies(conv)) return &assay_winograd_transform;
  return assay_fourier_applies(conv) ? &assay_fourier_transform : NULL;
}

static size_t points_count(const assay_transform *transform, const assay_plain *shape) {
  return (size_t)transform->packed_points(shape) * assay_packed_count(shape->depth, shape->columns);
}

size_t assay_transformed_packed_count(const assay_transform *transform, const assay_plain *shape) {
  return points_count(transform, shape) + transform->tables_count(shape);
}

const float *assay_transformed_tables(const assay_transform *transform, const assay_plain *shape, const float *packed) {
  return packed + points_count(transform, shape);
}

void assay_transformed_pack_tables(const assay_transform *transform, const assay_plain *shape, float *packed) {
  transform->fill_tables(packed + points_count(transform, shape), shape);
}

void assay_transformed_take_columns(assay_transformed_job *job, assay_channels columns) {
  job->packed_columns = job->shape.columns;
  job->shape.columns = columns.count;
  job->packed += columns.first * job->shape.depth;
  job->to.base += columns.first;
  if (job->bias) job->bias += columns.first;
}

ptrdiff_t assay_conv_images_at_once(const assay_conv *conv) {
  const assay_transform *transform = assay_transform_of(conv);
  return transform ? transform->images_at_once : 1;
}
