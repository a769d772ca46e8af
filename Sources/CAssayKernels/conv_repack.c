// The packed form for the input gradient from that for forward, so that a network that may run backwards need not keep
// its weights in their own order as well.
#include "winograd_tiles.h"

#pragma STDC FP_CONTRACT OFF

/// [columns][depth] from blocks of 16 columns. Writes whole blocks: up to 15 rows more.
static void unpack(float *out, const float *packed, ptrdiff_t depth, ptrdiff_t columns) {
  for (ptrdiff_t column = 0; column < columns; column += ASSAY_LANES) {
    assay_transpose(out + column * depth, packed + column * depth, depth, ASSAY_LANES);
  }
}

/// Winograd's taps lie one after the other, and those of the transposed convolution are flipped.
static void repack_winograd(float *packed, const float *forward, const assay_conv *conv, float *scratch) {
  ptrdiff_t depth = conv->in_channels, columns = conv->out_channels;
  for (ptrdiff_t tap = 0; tap < TAPS; tap++) {
    unpack(scratch, forward + tap * depth * columns, depth, columns);
    assay_pack(packed + (TAPS - 1 - tap) * depth * columns, scratch, columns, depth, depth, 1);
  }
}

size_t assay_conv_repack_scratch_count(const assay_conv *conv) {
  ptrdiff_t taps = conv->kernel_height * conv->kernel_width, depth = conv->in_channels / conv->groups;
  if (assay_winograd_applies(conv)) return (size_t)(depth * conv->out_channels);
  return (size_t)(taps * depth * (conv->out_channels + ASSAY_LANES));
}

void assay_conv_repack_input_gradient(float *packed, const float *forward, const assay_conv *conv, float *scratch) {
  if (assay_winograd_applies(conv)) {
    repack_winograd(packed, forward, conv, scratch);
    return;
  }
  ptrdiff_t groups = assay_is_depthwise(conv) ? 1 : conv->groups, columns = conv->out_channels / groups;
  ptrdiff_t depth = conv->kernel_height * conv->kernel_width * (conv->in_channels / conv->groups);
  for (ptrdiff_t group = 0; group < groups; group++) { // in order: each overwrites what its predecessor wrote too much
    unpack(scratch + group * columns * depth, forward + group * (ptrdiff_t)assay_packed_count(depth, columns), depth,
           columns);
  }
  assay_conv_pack_input_gradient(packed, scratch, conv);
}
