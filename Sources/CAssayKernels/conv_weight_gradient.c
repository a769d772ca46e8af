// Convolution, gradient at the weights: rows are the entries (ky, kx, input channel) of a filter, columns the output
// channels, and the chain runs over the pixels of all images. Between chunks of the chain the sums rest in memory.
// Where the input channels fill the vectors of a tile, they are the columns and the output channels the rows: the same
// products, and the sums rest in the gradient itself. Transformed layers have their own way (assay_transform).
#include "conv_inside.h"
#include "conv_transformed.h"

#pragma STDC FP_CONTRACT OFF

// A chunk of images (or of rows of one) and of their gradients stays in the second-level cache, but small images come
// together until the chains of a chunk are long enough to outweigh fetching and storing their sums.
enum { CHUNK_FLOATS = 48 * 1024, CHUNK_CHAIN = 256, CHUNK_IMAGES = 64 };

/// What depends on the shape alone.
typedef struct plan {
  bool depthwise;
  bool by_tap;                      // a product for each tap
  bool skips;                       // leaves out the padding: only the pixels for which a tap is inside
  bool swaps;                       // outputs as rows and inputs as columns, in place in the gradient
  ptrdiff_t depth, columns;         // input channels of a group, output channels of a group
  ptrdiff_t entries;                // rows of one group
  ptrdiff_t in_pixel, out_pixel;    // floats of a copied pixel
  bool copies_input, copies_output;
  assay_window window;              // of one image
  ptrdiff_t chunk_images, chunk_rows;
  ptrdiff_t window_rows;            // of one image in a chunk
  ptrdiff_t part_rows, parts;       // of all groups' entries; depthwise: blocks of channels
  ptrdiff_t sums_row;               // floats of a row of sums
} plan;

static void plan_parts(plan *plan, const assay_conv *conv) {
  ptrdiff_t units = plan->depthwise ? assay_blocks(conv->in_channels) : conv->groups * plan->entries;
  ptrdiff_t tiles = plan->depthwise ? units : units * assay_blocks(plan->columns) / 12;
  // Taps take different time, so the threads share them more evenly in smaller parts.
  ptrdiff_t parts = assay_max(1, assay_min(plan->skips ? 16 : 8, tiles));
  plan->part_rows = (units + parts - 1) / parts;
  // Cut where a tap's tiles end.
  ptrdiff_t unit = plan->swaps ? 2 * ASSAY_LANES : plan->skips ? plan->depth : 1;
  plan->part_rows = (plan->part_rows + unit - 1) / unit * unit;
  plan->parts = (units + plan->part_rows - 1) / plan->part_rows;
}

/// Rows of the input that `rows` rows of the output read.
static ptrdiff_t window_rows(const assay_conv *conv, ptrdiff_t rows) {
  return (rows - 1) * conv->stride_height + (conv->kernel_height - 1) * conv->dilation_height + 1;
}

static plan make_plan(const assay_conv *conv) {
  plan plan = {.depthwise = assay_is_depthwise(conv), .skips = assay_skips_padding(conv)};
  plan.depth = plan.depthwise ? 1 : conv->in_channels / conv->groups;
  plan.columns = plan.depthwise ? conv->out_channels : conv->out_channels / conv->groups;
  plan.entries = conv->kernel_height * conv->kernel_width * plan.depth;
  plan.swaps = !plan.depthwise && plan.depth % (2 * ASSAY_LANES) == 0;
  plan.by_tap = plan.skips || plan.swaps;
  plan.window = assay_forward_window(conv);
  plan.in_pixel = plan.depthwise ? assay_round_up(conv->in_channels) : conv->in_channels;
  // B is read sixteen columns at a time from the first of each group.
  bool whole = plan.columns % ASSAY_LANES == 0;
  bool reads_beyond = !whole && conv->groups > 1 && !plan.depthwise;
  plan.out_pixel = assay_round_up(conv->out_channels) + (reads_beyond ? ASSAY_LANES : 0);
  plan.copies_output = !whole && !plan.swaps;
  plan.copies_input = plan.in_pixel != conv->in_channels
    || (!plan.skips && !assay_window_is_inside(plan.window, conv->in_height, conv->in_width));
  plan.sums_row = assay_round_up(plan.columns);
  ptrdiff_t image = plan.window.height * plan.window.width * plan.in_pixel
    + conv->out_height * conv->out_width * plan.out_pixel;
  ptrdiff_t pixels = conv->out_height * conv->out_width;
  ptrdiff_t wanted = assay_max(CHUNK_FLOATS / image, CHUNK_CHAIN / pixels);
  ptrdiff_t taken = assay_min(assay_min(wanted, CHUNK_IMAGES), ASSAY_SEGMENTS / conv->out_height);
  if (taken > 0) {
    plan.chunk_images = taken;
    plan.chunk_rows = conv->out_height;
  } else {
    plan.chunk_images = 1;
    ptrdiff_t row = conv->stride_height * plan.window.width * plan.in_pixel + conv->out_width * plan.out_pixel;
    plan.chunk_rows = assay_max(1, assay_min(assay_min(CHUNK_FLOATS / row, ASSAY_SEGMENTS), conv->out_height));
  }
  plan.window_rows = window_rows(conv, plan.chunk_rows);
  plan_parts(&plan, conv);
  return plan;
}

ptrdiff_t assay_conv_weight_gradient_parts(const assay_conv *conv) {
  const assay_transform *transform = assay_transform_of(conv);
  return transform ? transform->weight_parts(conv) : make_plan(conv).parts;
}

size_t assay_conv_weight_gradient_sums_count(const assay_conv *conv) {
  const assay_transform *transform = assay_transform_of(conv);
  return transform ? transform->weight_sums_count(conv) : 0;
}

static ptrdiff_t sums_count(const plan *plan) {
  if (plan->swaps) return 0;
  return (plan->depthwise ? plan->entries : plan->part_rows) * plan->sums_row;
}

static ptrdiff_t input_copy_count(const plan *plan) {
  return plan->copies_input ? plan->chunk_images * plan->window_rows * plan->window.width * plan->in_pixel : 0;
}

static ptrdiff_t output_copy_count(const plan *plan, const assay_conv *conv) {
  return plan->copies_output ? plan->chunk_images * plan->chunk_rows * conv->out_width * plan->out_pixel : 0;
}

size_t assay_conv_weight_gradient_scratch_count(const assay_conv *conv) {
  const assay_transform *transform = assay_transform_of(conv);
  if (transform) return transform->weight_scratch_count(conv);
  plan plan = make_plan(conv);
  return (size_t)(assay_round_up(sums_count(&plan)) + assay_round_up(input_copy_count(&plan))
                  + assay_round_up(output_copy_count(&plan, conv)));
}

/// The images and rows of a chunk as they lie in memory: `input` at the first row of the first image's window.
typedef struct chunk {
  ptrdiff_t images, first_row, rows;
  assay_view input, output;
} chunk;

static chunk gather_chunk(const plan *plan, const assay_conv *conv, assay_view input, assay_view output,
                          ptrdiff_t image,
                          ptrdiff_t images, ptrdiff_t row, ptrdiff_t rows, float *scratch) {
  assay_window window = plan->window;
  window.y += row * conv->stride_height;
  window.height = window_rows(conv, rows);
  chunk chunk = {images, row, rows, input, output};
  chunk.input.base += image * input.image_stride + window.y * input.row_stride + window.x * input.pixel_stride;
  chunk.output.base += image * output.image_stride + row * output.row_stride;
  if (plan->copies_input) {
    ptrdiff_t line = window.width * plan->in_pixel;
    chunk.input = (assay_view){scratch, window.height * line, line, plan->in_pixel};
    for (ptrdiff_t i = 0; i < images; i++) {
      assay_view from = input;
      from.base += (image + i) * input.image_stride;
      assay_copy_window(scratch + i * chunk.input.image_stride, plan->in_pixel, &from, conv->in_height, conv->in_width,
                        conv->in_channels, window);
    }
    scratch += assay_round_up(input_copy_count(plan));
  }
  if (plan->copies_output) {
    ptrdiff_t line = conv->out_width * plan->out_pixel;
    chunk.output = (assay_view){scratch, rows * line, line, plan->out_pixel};
    for (ptrdiff_t i = 0; i < images; i++) {
      assay_view from = output;
      from.base += (image + i) * output.image_stride;
      assay_copy_window(scratch + i * chunk.output.image_stride, plan->out_pixel, &from, conv->out_height,
                        conv->out_width, conv->out_channels, (assay_window){row, 0, rows, conv->out_width});
    }
  }
  return chunk;
}

/// Entries [low, high) of one group, whose sums start at `sums`: whole kernel rows (or taps) together, their ends
/// apart.
static void run_entries(const assay_kernel_set *kernels, const plan *plan, const assay_conv *conv, assay_run_job *job,
                        const assay_view *input, ptrdiff_t low, ptrdiff_t high) {
  const float *a = job->a;
  bool rows_are_dense = conv->dilation_width == 1 && conv->groups == 1 && input->pixel_stride == plan->depth;
  ptrdiff_t unit = rows_are_dense ? conv->kernel_width * plan->depth : plan->depth;
  ptrdiff_t units_in_line = rows_are_dense ? conv->kernel_height : conv->kernel_width;
  ptrdiff_t row_step = conv->dilation_height * input->row_stride, tap_step = conv->dilation_width * input->pixel_stride;
  for (ptrdiff_t entry = low; entry < high;) {
    ptrdiff_t index = entry / unit, within = entry % unit;
    ptrdiff_t offset = rows_are_dense ? index * row_step
                                      : index / units_in_line * row_step + index % units_in_line * tap_step;
    bool partial = within != 0 || high - entry < unit;
    job->a = a + offset + within;
    job->rows = partial ? assay_min(unit - within, high - entry) : unit;
    job->runs = partial ? 1 : assay_min((high - entry) / unit, units_in_line - index % units_in_line);
    job->a_run_stride = rows_are_dense ? row_step : tap_step;
    job->c_run_stride = unit * job->c_row_stride;
    assay_run(kernels, job);
    job->c += job->runs * job->rows * job->c_row_stride;
    entry += job->runs * job->rows;
  }
  job->a = a;
}

/// Strides of an operand between the outputs that it goes with.
typedef struct operand {
  const float *base;
  ptrdiff_t image, row, pixel;
} operand;

/// The outputs of the chunk in `rows` × `pixels`: a segment for each row of each image.
static ptrdiff_t list_segments(assay_segment *segments, const chunk *chunk, const operand *a, const operand *b,
                               assay_range rows, assay_range pixels) {
  ptrdiff_t count = 0;
  if (pixels.low == pixels.high) return 0;
  for (ptrdiff_t i = 0; i < chunk->images; i++) {
    for (ptrdiff_t y = rows.low; y < rows.high; y++, count++) {
      segments[count].a = i * a->image + y * a->row + pixels.low * a->pixel;
      segments[count].b = i * b->image + y * b->row + pixels.low * b->pixel;
    }
  }
  return count;
}

/// `count` entries of one tap of one group, from `entry` on. `sums` is the first row of sums or, when the plan swaps, the
/// first weight in the gradient.
static void run_tap(const assay_kernel_set *kernels, const plan *plan, const assay_conv *conv, const chunk *chunk,
                    ptrdiff_t group, ptrdiff_t entry, ptrdiff_t count, float *sums, bool accumulate) {
  ptrdiff_t tap = entry / plan->depth, y = tap / conv->kernel_width, x = tap % conv->kernel_width;
  assay_line down = assay_forward_line_y(conv), across = assay_forward_line_x(conv);
  assay_range rows = {0, conv->out_height}, pixels = {0, conv->out_width};
  if (plan->skips) {
    rows = assay_positions_inside(&down, y);
    pixels = assay_positions_inside(&across, x);
  }
  rows.low = assay_max(rows.low - chunk->first_row, 0);
  rows.high = assay_min(rows.high - chunk->first_row, chunk->rows);
  const assay_view *in = &chunk->input, *out = &chunk->output;
  operand from = {
    in->base + group * plan->depth + entry % plan->depth + y * conv->dilation_height * in->row_stride
      + x * conv->dilation_width * in->pixel_stride,
    in->image_stride, conv->stride_height * in->row_stride, conv->stride_width * in->pixel_stride,
  };
  operand to = {out->base + group * plan->columns, out->image_stride, out->row_stride, out->pixel_stride};
  operand *a = plan->swaps ? &to : &from, *b = plan->swaps ? &from : &to;
  assay_segment segments[ASSAY_SEGMENTS];
  assay_run_job job = {
    .a = a->base, .a_row_stride = 1, .a_step = a->pixel,
    .segments = segments, .segment_count = list_segments(segments, chunk, a, b, rows, pixels),
    .segment_length = pixels.high - pixels.low,
    .b = b->base, .b_block_stride = ASSAY_LANES, .b_step = b->pixel,
    .c = sums, .c_row_stride = plan->swaps ? plan->entries : plan->sums_row,
    .runs = 1, .rows = plan->swaps ? plan->columns : count,
    .columns = plan->swaps ? count : plan->sums_row, .accumulate = accumulate,
  };
  if (job.segment_count > 0 || !accumulate) assay_run(kernels, &job);
}

/// Rows [first, last), tap by tap.
static void run_taps(const assay_kernel_set *kernels, const plan *plan, const assay_conv *conv, const chunk *chunk,
                     ptrdiff_t first, ptrdiff_t last, float *sums, float *gradient, bool accumulate) {
  for (ptrdiff_t row = first, count; row < last; row += count) {
    ptrdiff_t group = row / plan->entries, entry = row % plan->entries;
    count = assay_min(plan->depth - entry % plan->depth, last - row);
    float *to = plan->swaps ? gradient + group * plan->columns * plan->entries + entry
                            : sums + (row - first) * plan->sums_row;
    run_tap(kernels, plan, conv, chunk, group, entry, count, to, accumulate);
  }
}

static void run_chunk(const assay_kernel_set *kernels, const plan *plan, const assay_conv *conv, const chunk *chunk,
                      ptrdiff_t first, ptrdiff_t last, float *sums, bool accumulate) {
  assay_segment segments[ASSAY_SEGMENTS];
  ptrdiff_t count = 0;
  for (ptrdiff_t i = 0; i < chunk->images; i++) {
    for (ptrdiff_t y = 0; y < chunk->rows; y++, count++) {
      segments[count].a = i * chunk->input.image_stride + y * conv->stride_height * chunk->input.row_stride;
      segments[count].b = i * chunk->output.image_stride + y * chunk->output.row_stride;
    }
  }
  assay_run_job job = {
    .a_row_stride = 1, .a_step = conv->stride_width * chunk->input.pixel_stride,
    .segments = segments, .segment_count = count, .segment_length = conv->out_width,
    .b_block_stride = ASSAY_LANES, .b_step = chunk->output.pixel_stride,
    .c = sums, .c_row_stride = plan->sums_row, .columns = plan->sums_row, .accumulate = accumulate,
  };
  if (plan->depthwise) {
    ptrdiff_t channel = first * ASSAY_LANES;
    job.lanes = true;
    job.a = chunk->input.base + channel;
    job.b = chunk->output.base + channel;
    job.c = sums + channel;
    job.columns = assay_min(last * ASSAY_LANES, plan->sums_row) - channel;
    job.a_row_stride = conv->dilation_width * chunk->input.pixel_stride;
    job.a_run_stride = conv->dilation_height * chunk->input.row_stride;
    job.rows = conv->kernel_width;
    job.runs = conv->kernel_height;
    job.c_run_stride = job.rows * job.c_row_stride;
    assay_run(kernels, &job);
    return;
  }
  for (ptrdiff_t row = first; row < last;) {
    ptrdiff_t group = row / plan->entries, low = row % plan->entries;
    ptrdiff_t high = assay_min(plan->entries, low + last - row);
    job.a = chunk->input.base + group * plan->depth;
    job.b = chunk->output.base + group * plan->columns;
    run_entries(kernels, plan, conv, &job, &chunk->input, low, high);
    row += high - low;
  }
}

/// The sums of a part to O×KH×KW×I.
static void store_part(const plan *plan, const assay_conv *conv, ptrdiff_t first, ptrdiff_t last, const float *sums,
                       float *gradient) {
  if (plan->depthwise) {
    ptrdiff_t low = first * ASSAY_LANES, high = assay_min(last * ASSAY_LANES, conv->in_channels);
    assay_transpose_strided(gradient + low * plan->entries, plan->entries, sums + low, plan->sums_row, plan->entries,
                            high - low);
    return;
  }
  for (ptrdiff_t row = first; row < last;) {
    ptrdiff_t group = row / plan->entries, low = row % plan->entries;
    ptrdiff_t count = assay_min(plan->entries - low, last - row);
    assay_transpose_strided(gradient + group * plan->columns * plan->entries + low, plan->entries, sums, plan->sums_row,
                            count, plan->columns);
    sums += count * plan->sums_row;
    row += count;
  }
}

void assay_conv_weight_gradient(assay_isa isa, const assay_conv *conv, ptrdiff_t images, assay_view input,
                                assay_view output_gradient, float *weight_gradient, float *shared_sums, ptrdiff_t part,
                                float *scratch) {
  const assay_transform *transform = assay_transform_of(conv);
  if (transform) {
    transform->weight_sums(assay_kernels(isa), conv, images, input, output_gradient, shared_sums, part, scratch);
    return;
  }
  plan plan = make_plan(conv);
  ptrdiff_t units = plan.depthwise ? assay_blocks(conv->in_channels) : conv->groups * plan.entries;
  ptrdiff_t first = part * plan.part_rows, last = assay_min(units, first + plan.part_rows);
  float *sums = scratch, *copies = scratch + assay_round_up(sums_count(&plan));
  if (images <= 0) { // a chunk without rows sets the sums to zero
    chunk none = {.input = input, .output = output_gradient};
    if (plan.by_tap) run_taps(assay_kernels(isa), &plan, conv, &none, first, last, sums, weight_gradient, false);
    else assay_zero(sums, sums_count(&plan));
  }
  bool accumulate = false;
  for (ptrdiff_t image = 0; image < images; image += plan.chunk_images) {
    ptrdiff_t taken = assay_min(plan.chunk_images, images - image);
    for (ptrdiff_t row = 0; row < conv->out_height; row += plan.chunk_rows) {
      chunk chunk = gather_chunk(&plan, conv, input, output_gradient, image, taken, row,
                                 assay_min(plan.chunk_rows, conv->out_height - row), copies);
      if (plan.by_tap) {
        run_taps(assay_kernels(isa), &plan, conv, &chunk, first, last, sums, weight_gradient, accumulate);
      } else {
        run_chunk(assay_kernels(isa), &plan, conv, &chunk, first, last, sums, accumulate);
      }
      accumulate = true;
    }
  }
  if (!plan.swaps) store_part(&plan, conv, first, last, sums, weight_gradient);
}

void assay_conv_weight_gradient_finish(assay_isa isa, const assay_conv *conv, const float *sums, float *weight_gradient,
                                       ptrdiff_t first, ptrdiff_t last) {
  const assay_transform *transform = assay_transform_of(conv);
  if (transform) transform->weight_finish(assay_kernels(isa), conv, sums, weight_gradient, first, last);
}
