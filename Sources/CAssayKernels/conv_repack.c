// The packed form for the input gradient from that for forward, so that a network that may run backwards need not keep
// its weights in their own order as well.
#include "conv_transformed.h"

#pragma STDC FP_CONTRACT OFF

/// [columns][depth] from blocks of 16 columns. Writes whole blocks: up to 15 rows more.
static void unpack(float *out, const float *packed, ptrdiff_t depth, ptrdiff_t columns) {
  for (ptrdiff_t column = 0; column < columns; column += ASSAY_LANES) {
    assay_transpose(out + column * depth, packed + column * depth, depth, ASSAY_LANES);
  }
}

/// Point by point, of `depth` × `columns` forward.
static void repack_points(const assay_transform *transform, float *packed, const float *forward,
                          const assay_conv *conv, float *scratch) {
  assay_plain from = assay_plain_forward(conv), to = assay_plain_input_gradient(conv);
  ptrdiff_t from_count = (ptrdiff_t)assay_packed_count(from.depth, from.columns);
  ptrdiff_t to_count = (ptrdiff_t)assay_packed_count(to.depth, to.columns);
  assay_transformed_pack_tables(transform, &to, packed);
  for (ptrdiff_t point = 0; point < transform->packed_points(&to); point++, packed += to_count) {
    assay_repacked_point source = transform->repacked_point(&from, point);
    unpack(scratch, forward + source.from * from_count, from.depth, from.columns);
    if (source.negated) {
      assay_binary_scalar(ASSAY_MULTIPLY, scratch, scratch, -1, from.depth * from.columns);
      assay_binary_scalar(ASSAY_ADD, scratch, scratch, 0, from.depth * from.columns); // sums are never -0
    }
    assay_pack(packed, scratch, to.depth, to.columns, from.depth, 1);
  }
}

static ptrdiff_t tap_count(const assay_conv *conv) { return conv->kernel_height * conv->kernel_width; }

size_t assay_conv_repack_scratch_count(const assay_conv *conv) {
  ptrdiff_t depth = conv->in_channels / conv->groups, taps = assay_transform_of(conv) ? 1 : tap_count(conv);
  return (size_t)(taps * depth * (conv->out_channels + ASSAY_LANES));
}

void assay_conv_repack_input_gradient(float *packed, const float *forward, const assay_conv *conv, float *scratch) {
  const assay_transform *transform = assay_transform_of(conv);
  if (transform) {
    repack_points(transform, packed, forward, conv, scratch);
    return;
  }
  ptrdiff_t groups = assay_is_depthwise(conv) ? 1 : conv->groups, columns = conv->out_channels / groups;
  ptrdiff_t depth = tap_count(conv) * (conv->in_channels / conv->groups);
  for (ptrdiff_t group = 0; group < groups; group++) { // in order: each overwrites what its predecessor wrote too much
    unpack(scratch + group * columns * depth, forward + group * (ptrdiff_t)assay_packed_count(depth, columns), depth,
           columns);
  }
  assay_pack_input_gradient_taps(packed, scratch, conv);
}
