// Convolution that leaves the padding out: each output is a chain over the taps that fall inside the image, and only
// those are multiplied. Outputs with the same taps make up a block, which is one run of tiles over all images.
#include "conv_inside.h"

#pragma STDC FP_CONTRACT OFF

// Measured: tiles with fewer rows than LEAST_ALIKE wait for their own sums and for B, unless a tap's products are too
// few to outweigh fetching and storing the sums.
enum { LEAST_ALIKE = 4, LEAST_TAP_DEPTH = 32 };

// MARK: Which taps are inside

/// How many pairs of a position and a tap read inside the image.
static ptrdiff_t pairs_inside(const assay_line *line) {
  ptrdiff_t pairs = 0;
  for (ptrdiff_t position = 0; position < line->positions; position++) {
    assay_range taps = assay_taps_inside(line, position);
    pairs += taps.high - taps.low;
  }
  return pairs;
}

double assay_products_inside(const assay_conv *conv) {
  assay_line y = assay_forward_line_y(conv), x = assay_forward_line_x(conv);
  return (double)pairs_inside(&y) * (double)pairs_inside(&x);
}

bool assay_skips_padding(const assay_conv *conv) {
  // Measured: with fewer channels a batch of one image would lose what larger ones gain.
  ptrdiff_t depth = conv->in_channels / conv->groups, columns = conv->out_channels / conv->groups;
  if (assay_min(depth, columns) < ASSAY_LANES || assay_max(depth, columns) < 2 * ASSAY_LANES) return false;
  assay_line y = assay_forward_line_y(conv), x = assay_forward_line_x(conv);
  double all = (double)(y.positions * y.taps.count) * (double)(x.positions * x.taps.count);
  // Measured: where less is outside, the shorter runs of tiles cost what the products save.
  return assay_products_inside(conv) <= 0.9 * all;
}

assay_line assay_forward_line_y(const assay_conv *conv) {
  return (assay_line){assay_forward_axis(conv->kernel_height, conv->pad_height, conv->dilation_height),
                      conv->out_height, conv->stride_height, conv->in_height};
}

assay_line assay_forward_line_x(const assay_conv *conv) {
  return (assay_line){assay_forward_axis(conv->kernel_width, conv->pad_width, conv->dilation_width),
                      conv->out_width, conv->stride_width, conv->in_width};
}

/// The i below `count` for which first + i * step lies in [0, size).
static assay_range inside(ptrdiff_t first, ptrdiff_t step, ptrdiff_t count, ptrdiff_t size) {
  ptrdiff_t low = first < 0 ? (-first + step - 1) / step : 0;
  ptrdiff_t high = first < size ? (size - first + step - 1) / step : 0;
  low = assay_min(low, count);
  return (assay_range){low, assay_max(low, assay_min(high, count))};
}

assay_range assay_taps_inside(const assay_line *line, ptrdiff_t position) {
  return inside(line->taps.offset + position * line->stride, line->taps.offset_step, line->taps.count, line->size);
}

assay_range assay_positions_inside(const assay_line *line, ptrdiff_t tap) {
  return inside(line->taps.offset + tap * line->taps.offset_step, line->stride, line->positions, line->size);
}

/// The positions from `first` on that have the same taps as it.
static assay_range alike(const assay_line *line, ptrdiff_t first) {
  assay_range taps = assay_taps_inside(line, first);
  ptrdiff_t last = first + 1;
  for (; last < line->positions; last++) {
    assay_range others = assay_taps_inside(line, last);
    if (others.low != taps.low || others.high != taps.high) break;
  }
  return (assay_range){first, last};
}

static assay_range common(assay_range x, assay_range y) {
  ptrdiff_t low = assay_max(x.low, y.low);
  return (assay_range){low, assay_max(low, assay_min(x.high, y.high))};
}

// MARK: Blocks of outputs

/// A box of outputs.
typedef struct block {
  assay_range y, x, images;
} block;

typedef struct extent {
  ptrdiff_t count, a, c; // and the strides in A and C
} extent;

/// Runs the job's segments for all outputs of a block: the longest of its three extents becomes the rows of tiles.
static void run_block(const assay_kernel_set *kernels, const assay_inside *inside, const assay_run_job *template,
                      block block) {
  extent rows = {block.x.high - block.x.low, inside->x.stride * inside->from.pixel_stride, inside->to.pixel_stride};
  extent runs = {block.y.high - block.y.low, inside->y.stride * inside->from.row_stride, inside->to.row_stride};
  extent others = {block.images.high - block.images.low, inside->from.image_stride, inside->to.image_stride};
  assay_run_job job = *template;
  job.a += block.y.low * runs.a + block.x.low * rows.a + block.images.low * others.a;
  job.c += block.y.low * runs.c + block.x.low * rows.c + block.images.low * others.c;
  extent *by_count[3] = {&rows, &runs, &others};
  if (runs.count > rows.count) by_count[0] = &runs, by_count[1] = &rows;
  // Pixels next to each other share cache lines, so images come first only where tiles would lack rows.
  if (by_count[0]->count < 7 && others.count > by_count[0]->count) {
    by_count[2] = by_count[1], by_count[1] = by_count[0], by_count[0] = &others;
  } else if (others.count > by_count[1]->count) {
    by_count[2] = by_count[1], by_count[1] = &others;
  }
  job.rows = by_count[0]->count;
  job.a_row_stride = by_count[0]->a;
  job.c_row_stride = by_count[0]->c;
  job.runs = by_count[1]->count;
  job.a_run_stride = by_count[1]->a;
  job.c_run_stride = by_count[1]->c;
  for (ptrdiff_t i = 0; i < by_count[2]->count; i++, job.a += by_count[2]->a, job.c += by_count[2]->c) {
    assay_run(kernels, &job);
  }
}

/// Where a tap is read, relative to the output's position, and where its weights are.
static assay_segment tap_segment(const assay_inside *inside, const assay_run_job *job, ptrdiff_t y, ptrdiff_t x) {
  const assay_axis *down = &inside->y.taps, *across = &inside->x.taps;
  return (assay_segment){
    (down->offset + y * down->offset_step) * inside->from.row_stride
      + (across->offset + x * across->offset_step) * inside->from.pixel_stride,
    (y * across->count + x) * inside->depth * job->b_step,
  };
}

/// A block whose outputs have the same taps: one product, unless there are very many taps.
static void run_alike(const assay_kernel_set *kernels, const assay_inside *inside, const assay_run_job *template,
                      block block) {
  assay_segment segments[ASSAY_SEGMENTS];
  assay_range down = assay_taps_inside(&inside->y, block.y.low), across = assay_taps_inside(&inside->x, block.x.low);
  bool row_is_segment = inside->x.taps.offset_step == 1 && inside->depth == inside->from.pixel_stride;
  ptrdiff_t taps = row_is_segment ? across.high - across.low : 1;
  assay_run_job job = *template;
  job.segments = segments;
  job.segment_length = taps * inside->depth;
  job.segment_count = 0;
  job.relu = false;
  for (ptrdiff_t y = down.low; y < down.high; y++) {
    for (ptrdiff_t x = across.low; x < across.high; x += taps) {
      if (job.segment_count == ASSAY_SEGMENTS) {
        run_block(kernels, inside, &job, block);
        job.accumulate = true;
        job.segment_count = 0;
      }
      segments[job.segment_count++] = tap_segment(inside, &job, y, x);
    }
  }
  job.relu = template->relu;
  run_block(kernels, inside, &job, block);
}

/// A block whose outputs have different taps: a product for each tap over the outputs that have it. The sums rest in
/// memory between them.
static void run_unlike(const assay_kernel_set *kernels, const assay_inside *inside, const assay_run_job *template,
                       block whole) {
  assay_segment segment = {0, 0};
  assay_run_job job = *template;
  job.segments = &segment;
  job.relu = false;
  run_block(kernels, inside, &job, whole); // no segments yet: sets the sums to the bias
  job.accumulate = true;
  job.segment_count = 1;
  job.segment_length = inside->depth;
  for (ptrdiff_t y = 0; y < inside->y.taps.count; y++) {
    for (ptrdiff_t x = 0; x < inside->x.taps.count; x++) {
      block part = {common(whole.y, assay_positions_inside(&inside->y, y)),
                    common(whole.x, assay_positions_inside(&inside->x, x)), whole.images};
      segment = tap_segment(inside, &job, y, x);
      run_block(kernels, inside, &job, part);
    }
  }
  if (!template->relu) return;
  job.segment_count = 0;
  job.relu = true;
  run_block(kernels, inside, &job, whole);
}

static ptrdiff_t shortest_alike(const assay_line *line) {
  ptrdiff_t shortest = line->positions;
  for (ptrdiff_t position = 0; position < line->positions;) {
    assay_range same = alike(line, position);
    shortest = assay_min(shortest, same.high - same.low);
    position = same.high;
  }
  return shortest;
}

void assay_run_inside(const assay_kernel_set *kernels, const assay_inside *inside, const assay_run_job *job) {
  assay_run_job template = *job;
  template.a_step = 1;
  template.segment_count = 0;
  const assay_line *across = &inside->x;
  ptrdiff_t least = inside->depth < LEAST_TAP_DEPTH ? 0 : LEAST_ALIKE;
  ptrdiff_t together = shortest_alike(&inside->y) * inside->images; // of each column
  for (ptrdiff_t x = 0; x < across->positions;) {
    block block = {{0, inside->y.positions}, {x, x}, {0, inside->images}};
    assay_range same = alike(across, x);
    while (x < across->positions && (same.high - same.low) * together < least) {
      x = same.high;
      same = alike(across, x);
    }
    block.x.high = x;
    if (block.x.low < x) run_unlike(kernels, inside, &template, block); // the same bits either way
    if (x == across->positions) return;
    block.x = same;
    for (ptrdiff_t y = 0; y < inside->y.positions; y = block.y.high) {
      block.y = alike(&inside->y, y);
      run_alike(kernels, inside, &template, block);
    }
    x = same.high;
  }
}
