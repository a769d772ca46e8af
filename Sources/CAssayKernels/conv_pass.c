// Taps, windows and passes of the convolution kernels.
#include "conv.h"

#pragma STDC FP_CONTRACT OFF

assay_axis assay_forward_axis(ptrdiff_t kernel, ptrdiff_t pad, ptrdiff_t dilation) {
  return (assay_axis){.count = kernel, .first = 0, .step = 1, .offset = -pad, .offset_step = dilation};
}

assay_axis assay_phase_axis(ptrdiff_t phase, ptrdiff_t kernel, ptrdiff_t stride, ptrdiff_t pad, ptrdiff_t dilation) {
  assay_axis axis = {0, 0, -1, 0, 1};
  // Descending kernel index is ascending position in the output gradient.
  for (ptrdiff_t k = kernel - 1; k >= 0; k--) {
    ptrdiff_t position = phase + pad - k * dilation;
    if (position % stride != 0) continue;
    ptrdiff_t offset = position / stride;
    if (axis.count == 0) {
      axis.first = k;
      axis.offset = offset;
    } else if (axis.count == 1) {
      axis.step = k - axis.first;
      axis.offset_step = offset - axis.offset;
    }
    axis.count++;
  }
  return axis;
}

void assay_copy_window(float *out, ptrdiff_t pixel, const assay_view *image, ptrdiff_t in_height, ptrdiff_t in_width,
                       ptrdiff_t channels, assay_window window) {
  ptrdiff_t first_x = assay_min(assay_max(0, -window.x), window.width);
  ptrdiff_t last_x = assay_max(first_x, assay_min(window.width, in_width - window.x));
  for (ptrdiff_t row = 0; row < window.height; row++, out += window.width * pixel) {
    ptrdiff_t y = window.y + row;
    if (y < 0 || y >= in_height || first_x == last_x) {
      assay_zero(out, window.width * pixel);
      continue;
    }
    const float *from = image->base + y * image->row_stride + (window.x + first_x) * image->pixel_stride;
    float *to = out + first_x * pixel;
    if (first_x > 0) assay_zero(out, first_x * pixel);
    if (last_x < window.width) assay_zero(out + last_x * pixel, (window.width - last_x) * pixel);
    if (pixel == channels && image->pixel_stride == channels) {
      assay_copy(to, from, (last_x - first_x) * channels);
      continue;
    }
    if (pixel > channels) assay_zero(to, (last_x - first_x) * pixel);
    for (ptrdiff_t x = first_x; x < last_x; x++, from += image->pixel_stride, to += pixel) {
      assay_copy(to, from, channels);
    }
  }
}

void assay_run_pass(const assay_kernel_set *kernels, const assay_pass *pass, assay_run_job *job) {
  assay_segment segments[ASSAY_SEGMENTS];
  ptrdiff_t tap_floats = pass->depth * job->b_step;
  ptrdiff_t x_floats = pass->x.offset_step * pass->pixel_stride;
  bool row_is_segment = job->lanes || (pass->x.offset_step == 1 && pass->depth == pass->pixel_stride);
  ptrdiff_t taps_in_segment = row_is_segment ? pass->x.count : 1;
  ptrdiff_t in_row = row_is_segment ? 1 : assay_max(1, pass->x.count);
  job->a_step = job->lanes ? x_floats : 1;
  job->segments = segments;
  job->segment_length = taps_in_segment * pass->depth;
  ptrdiff_t total = pass->x.count > 0 ? pass->y.count * in_row : 0, done = 0;
  bool relu = job->relu;
  bool accumulate = job->accumulate;
  do {
    job->segment_count = assay_min(ASSAY_SEGMENTS, total - done);
    ptrdiff_t y = done / in_row, x = done % in_row;
    for (ptrdiff_t s = 0; s < job->segment_count; s++) {
      segments[s].a = (pass->y.offset + y * pass->y.offset_step) * pass->row_stride
        + pass->x.offset * pass->pixel_stride + x * x_floats;
      segments[s].b = (done + s) * taps_in_segment * tap_floats;
      if (++x == in_row) {
        x = 0;
        y++;
      }
    }
    done += job->segment_count;
    job->relu = relu && done >= total;
    assay_run(kernels, job);
    job->accumulate = true;
  } while (done < total);
  job->relu = relu;
  job->accumulate = accumulate;
}
