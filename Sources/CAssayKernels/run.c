// Cuts a product into register tiles.
#include "internal.h"
#include "tile_rows.h"

#pragma STDC FP_CONTRACT OFF

static const float zeros[4 * ASSAY_LANES];

enum { STAGE_FLOATS = ASSAY_TILE_ROWS * 2 * ASSAY_LANES };

/// A group of columns as wide as one tile.
typedef struct strip {
  const assay_run_job *job;
  const assay_tile_kernel *kernels;
  assay_tile tile;
  ptrdiff_t column, valid; // where the strip starts, and how many of its columns exist
  const float *bias;       // of the strip, as wide as the tile; NULL for none
  float *stage;            // where tiles with missing columns are computed; NULL when all exist
} strip;

/// Where the groups of a tile start in A and C. Tiles that span runs have one or more groups for each.
static void place_groups(const strip *strip, assay_tile *tile, ptrdiff_t run, ptrdiff_t row, ptrdiff_t rows) {
  const assay_run_job *job = strip->job;
  const float *a = job->a + run * job->a_run_stride + row * job->a_row_stride;
  float *c = job->c + run * job->c_run_stride + row * job->c_row_stride + strip->column;
  tile->a[0] = a;
  tile->c[0] = c;
  const signed char *groups = assay_tile_groups[rows];
  for (int group = 1; groups[group] < rows; group++) {
    ptrdiff_t step = groups[group];
    if (row + step < job->rows) {
      tile->a[group] = a + step * job->a_row_stride;
      tile->c[group] = c + step * job->c_row_stride;
    } else { // only with row == 0
      ptrdiff_t next = step / job->rows, rest = step % job->rows;
      tile->a[group] = a + next * job->a_run_stride + rest * job->a_row_stride;
      tile->c[group] = c + next * job->c_run_stride + rest * job->c_row_stride;
    }
  }
}

/// Computes a tile that lacks columns in the stage and copies the others from there.
static void run_staged(const strip *strip, assay_tile *tile, ptrdiff_t rows) {
  const assay_run_job *job = strip->job;
  const signed char *groups = assay_tile_groups[rows];
  ptrdiff_t width = tile->blocks * ASSAY_LANES;
  size_t bytes = (size_t)strip->valid * sizeof(float);
  float *targets[ASSAY_TILE_BASES];
  for (int group = 0; groups[group] < rows; group++) {
    targets[group] = tile->c[group];
    tile->c[group] = strip->stage + groups[group] * width;
    if (!job->accumulate) continue;
    tile->start[group] = tile->c[group];
    for (ptrdiff_t row = 0; row < groups[group + 1] - groups[group]; row++) {
      memcpy(tile->c[group] + row * width, targets[group] + row * job->c_row_stride, bytes);
    }
  }
  strip->kernels[rows](tile);
  for (int group = 0; groups[group] < rows; group++) {
    for (ptrdiff_t row = 0; row < groups[group + 1] - groups[group]; row++) {
      memcpy(targets[group] + row * job->c_row_stride, tile->c[group] + row * width, bytes);
    }
  }
}

static void run_tile(strip *strip, ptrdiff_t run, ptrdiff_t row, ptrdiff_t rows) {
  assay_tile *tile = &strip->tile;
  place_groups(strip, tile, run, row, rows);
  tile->rows = rows;
  if (strip->stage) {
    run_staged(strip, tile, rows);
    return;
  }
  if (strip->job->accumulate) {
    for (int group = 0; group < ASSAY_TILE_BASES; group++) tile->start[group] = tile->c[group];
  }
  strip->kernels[rows](tile);
}

/// How many short runs fit one tile such that no group of rows crosses from one run to the next.
static ptrdiff_t runs_per_tile(ptrdiff_t rows, ptrdiff_t limit) {
  static const signed char fitting[8] = {1, 1, 2, 3, 3, 2, 1, 2};
  if (rows > 7) return 1;
  ptrdiff_t runs = fitting[rows];
  while (runs > 1 && runs * rows > limit) runs--;
  return runs;
}

/// The tiles of a strip, as equal as can be.
static void run_strip(strip *strip, ptrdiff_t limit) {
  const assay_run_job *job = strip->job;
  ptrdiff_t together = job->runs > 1 ? runs_per_tile(job->rows, limit) : 1;
  if (together > 1) {
    ptrdiff_t tiles = (job->runs + together - 1) / together, run = 0;
    for (ptrdiff_t left = tiles; left > 0; left--) {
      ptrdiff_t taken = (job->runs - run + left - 1) / left;
      run_tile(strip, run, 0, taken * job->rows);
      run += taken;
    }
    return;
  }
  ptrdiff_t tiles = (job->rows + limit - 1) / limit;
  ptrdiff_t height = job->rows / tiles, larger = job->rows % tiles;
  for (ptrdiff_t run = 0; run < job->runs; run++) {
    ptrdiff_t row = 0;
    for (ptrdiff_t index = 0; index < tiles; index++) {
      ptrdiff_t rows = height + (index < larger);
      run_tile(strip, run, row, rows);
      row += rows;
    }
  }
}

/// The logarithm of how many vectors wide the next strip is: wider tiles where there are few rows, so that enough
/// chains are in flight.
static int strip_width(const assay_kernel_set *kernels, const assay_run_job *job, ptrdiff_t blocks) {
  if (job->lanes) return 0;
  ptrdiff_t rows = job->rows * assay_min(job->runs, runs_per_tile(job->rows, ASSAY_TILE_ROWS));
  if (blocks >= 4 && rows <= kernels->rows[2]) return 2;
  return blocks >= 2 && kernels->rows[1] > 0 ? 1 : 0;
}

/// The strip in all products of a job, of which `job` is the strip's own copy.
static void run_products(strip *strip, assay_run_job *job, ptrdiff_t limit) {
  run_strip(strip, limit);
  for (ptrdiff_t product = 1; product < job->products; product++) {
    job->a += job->a_product_stride;
    job->c += job->c_product_stride;
    strip->tile.b += job->b_product_stride;
    run_strip(strip, limit);
  }
}

static void run_columns(const assay_kernel_set *kernels, assay_run_job *job, ptrdiff_t column, int width) {
  ptrdiff_t blocks = (ptrdiff_t)1 << width, full = blocks * ASSAY_LANES;
  float stage[STAGE_FLOATS], bias[4 * ASSAY_LANES];
  strip strip = {
    .job = job,
    .kernels = job->lanes ? kernels->lanes : kernels->product[width],
    .column = column,
    .valid = assay_min(full, job->columns - column),
    .bias = job->bias && !job->accumulate ? job->bias + column : NULL,
    .stage = NULL,
  };
  if (strip.valid < full) {
    strip.stage = stage;
    if (job->accumulate) memset(stage, 0, sizeof stage);
    if (strip.bias) {
      memset(bias, 0, sizeof bias);
      assay_copy(bias, strip.bias, strip.valid);
      strip.bias = bias;
    }
  }
  assay_tile *tile = &strip.tile;
  tile->c_row_bytes = (strip.stage ? full : job->c_row_stride) * 4;
  const float *start = strip.bias ? strip.bias : zeros;
  for (int group = 0; group < ASSAY_TILE_BASES; group++) tile->start[group] = start;
  tile->start_row_bytes = job->accumulate ? tile->c_row_bytes : 0;
  tile->a_row_bytes = job->a_row_stride * 4;
  tile->a_step_bytes = job->a_step * 4;
  tile->b_step_bytes = job->b_step * 4;
  tile->b_block_bytes = job->b_block_stride * 4;
  tile->b = job->b + column / ASSAY_LANES * job->b_block_stride;
  tile->segments = job->segments;
  tile->segment_count = job->segment_length > 0 ? job->segment_count : 0;
  tile->segment_length = job->segment_length;
  tile->relu = job->relu;
  tile->blocks = blocks;
  run_products(&strip, job, job->lanes ? kernels->lane_rows : kernels->rows[width]);
}

/// Strip by strip, each in all products.
static void run_strips(const assay_kernel_set *kernels, const assay_run_job *job) {
  for (ptrdiff_t column = 0; column < job->columns;) {
    int width = strip_width(kernels, job, assay_blocks(job->columns - column));
    assay_run_job part = *job;
    if (part.lanes) part.a += column;
    run_columns(kernels, &part, column, width);
    column += ASSAY_LANES << width;
  }
}

/// Whether A of all products is small enough to come by once for each strip; else product by product is better.
static bool goes_by_strips(const assay_run_job *job) {
  enum { FEW_FLOATS = 16 * 1024 };
  if (job->products <= 1 || job->columns <= 2 * ASSAY_LANES) return true;
  ptrdiff_t floats = job->runs * job->rows * job->segment_count * job->segment_length;
  return (job->a_product_stride == 0 ? floats : floats * job->products) <= FEW_FLOATS;
}

void assay_run(const assay_kernel_set *kernels, const assay_run_job *job) {
  if (job->rows <= 0 || job->runs <= 0) return;
  if (goes_by_strips(job)) {
    run_strips(kernels, job);
  } else {
    assay_run_job one = *job;
    one.products = 1;
    for (ptrdiff_t product = 0; product < job->products; product++) {
      run_strips(kernels, &one);
      one.a += job->a_product_stride;
      one.b += job->b_product_stride;
      one.c += job->c_product_stride;
    }
  }
  kernels->finish();
}

void assay_finish_nothing(void) {}
