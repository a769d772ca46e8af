// Packed operands, the tile product and the matrix product.
#include "internal.h"

#pragma STDC FP_CONTRACT OFF

// MARK: Packing

size_t assay_packed_count(ptrdiff_t k, ptrdiff_t n) { return (size_t)(assay_round_up(n) * k); }

/// Rows whose columns lie side by side: many columns of a row at a time, lest each of them be fetched on its own.
static void pack_rows(float *packed, const float *b, ptrdiff_t k, ptrdiff_t n, ptrdiff_t k_stride) {
  enum { TOGETHER = 8 * ASSAY_LANES };
  ptrdiff_t whole = n / ASSAY_LANES * ASSAY_LANES;
  for (ptrdiff_t column = 0; column < whole; column += TOGETHER) {
    ptrdiff_t last = assay_min(column + TOGETHER, whole);
    for (ptrdiff_t row = 0; row < k; row++) {
      const float *from = b + row * k_stride;
      float *to = packed + column * k + row * ASSAY_LANES;
      for (ptrdiff_t c = column; c < last; c += ASSAY_LANES, to += k * ASSAY_LANES) {
        *(assay_v16 *)to = *(const assay_v16 *)(from + c);
      }
    }
  }
  if (whole == n) return;
  packed += whole * k;
  assay_zero(packed, k * ASSAY_LANES);
  for (ptrdiff_t row = 0; row < k; row++) assay_copy(packed + row * ASSAY_LANES, b + row * k_stride + whole, n - whole);
}

void assay_pack(float *packed, const float *b, ptrdiff_t k, ptrdiff_t n, ptrdiff_t k_stride, ptrdiff_t n_stride) {
  if (n_stride == 1) {
    pack_rows(packed, b, k, n, k_stride);
    return;
  }
  for (ptrdiff_t column = 0; column < n; column += ASSAY_LANES, packed += k * ASSAY_LANES) {
    ptrdiff_t width = assay_min(ASSAY_LANES, n - column);
    const float *from = b + column * n_stride;
    if (width < ASSAY_LANES) assay_zero(packed, k * ASSAY_LANES);
    if (k_stride == 1) {
      assay_transpose_strided(packed, ASSAY_LANES, from, n_stride, width, k);
    } else {
      for (ptrdiff_t row = 0; row < k; row++) {
        float *to = packed + row * ASSAY_LANES;
        const float *source = from + row * k_stride;
        for (ptrdiff_t lane = 0; lane < width; lane++) to[lane] = source[lane * n_stride];
      }
    }
  }
}

// MARK: The tile product

void assay_tile_product(assay_isa isa, const assay_product *product) {
  const assay_kernel_set *kernels = assay_kernels(isa);
  assay_segment segments[256];
  assay_run_job job = {
    .a = product->a, .a_row_stride = product->a_row_stride, .a_step = product->a_step,
    .segments = segments, .segment_length = product->segment_length,
    .b = product->b, .b_block_stride = product->b_block_stride, .b_step = product->b_step,
    .c = product->c, .c_row_stride = product->c_row_stride,
    .bias = product->bias,
    .runs = 1, .rows = product->rows, .columns = product->columns,
    .accumulate = product->accumulate,
  };
  ptrdiff_t done = 0;
  do { // chains of more segments than the table holds go on through C
    job.segment_count = assay_min(256, product->segment_count - done);
    for (ptrdiff_t s = 0; s < job.segment_count; s++) {
      segments[s].a = product->segments[done + s];
      segments[s].b = (done + s) * product->segment_length * product->b_step;
    }
    done += job.segment_count;
    job.relu = product->relu && done >= product->segment_count;
    assay_run(kernels, &job);
    job.accumulate = true;
  } while (done < product->segment_count);
}

// MARK: The matrix product

// A panel of A (PANEL_ROWS × BLOCK_K) stays in the first-level cache while a panel of B (BLOCK_K × BLOCK_N) streams
// past it from the second level.
enum {
  BLOCK_K = 256, BLOCK_N = 512, PANEL_ROWS = 14,
  PANEL_STRIDE = BLOCK_K + ASSAY_LANES, A_PANEL = PANEL_ROWS * PANEL_STRIDE,
};

/// Copying panels of A pays when its rows are far apart (they fall into the same cache sets) and are read more than
/// once.
static bool copies_a(const assay_gemm_job *job) {
  return job->k >= 64 && job->n > 4 * ASSAY_LANES && (job->a_step != 1 || job->a_row_stride >= 512);
}

/// Copying panels of B pays for many rows when a panel is only a part of each of its blocks, which then lie far apart.
static bool copies_b(const assay_gemm_job *job) {
  return !job->packed_b || (job->m >= 128 && job->k > BLOCK_K && job->n > 4 * ASSAY_LANES);
}

static ptrdiff_t b_panel_count(const assay_gemm_job *job) {
  return copies_b(job) ? assay_round_up(assay_min(BLOCK_N, job->n)) * assay_min(BLOCK_K, job->k) : 0;
}

size_t assay_gemm_scratch_count(const assay_gemm_job *job) {
  return (size_t)((copies_a(job) ? A_PANEL : 0) + b_panel_count(job));
}

static void copy_a(float *panel, const float *a, const assay_gemm_job *job, ptrdiff_t rows, ptrdiff_t depth) {
  if (job->a_step == 1) {
    for (ptrdiff_t row = 0; row < rows; row++) assay_copy(panel + row * PANEL_STRIDE, a + row * job->a_row_stride,
                                                          depth);
  } else if (job->a_row_stride == 1) {
    assay_transpose_strided(panel, PANEL_STRIDE, a, job->a_step, depth, rows);
  } else {
    for (ptrdiff_t row = 0; row < rows; row++) {
      const float *from = a + row * job->a_row_stride;
      float *to = panel + row * PANEL_STRIDE;
      for (ptrdiff_t t = 0; t < depth; t++) to[t] = from[t * job->a_step];
    }
  }
}

/// Steps [k, k + depth) of columns [column, column + columns) of B, packed.
static void copy_b(float *panel, const assay_gemm_job *job, ptrdiff_t column, ptrdiff_t columns, ptrdiff_t k,
                   ptrdiff_t depth) {
  if (!job->packed_b) {
    assay_pack(panel, job->b + column * job->b_n_stride + k * job->b_k_stride, depth, columns, job->b_k_stride,
               job->b_n_stride);
    return;
  }
  const float *b = job->packed_b + column * job->k + k * ASSAY_LANES;
  for (ptrdiff_t block = 0; block < assay_blocks(columns); block++) {
    assay_copy(panel + block * depth * ASSAY_LANES, b + block * job->k * ASSAY_LANES, depth * ASSAY_LANES);
  }
}

/// All rows of a panel of C: `job` has B and what does not depend on the rows.
static void run_panels(const assay_kernel_set *kernels, const assay_gemm_job *gemm, assay_run_job *job,
                       ptrdiff_t column,
                       ptrdiff_t k, float *a_panel) {
  job->a_row_stride = a_panel ? PANEL_STRIDE : gemm->a_row_stride;
  job->a_step = a_panel ? 1 : gemm->a_step;
  ptrdiff_t panels = (gemm->m + PANEL_ROWS - 1) / PANEL_ROWS, row = 0;
  for (ptrdiff_t left = panels; left > 0; left--, row += job->rows) {
    job->rows = (gemm->m - row + left - 1) / left;
    const float *a = gemm->a + row * gemm->a_row_stride + k * gemm->a_step;
    if (a_panel) copy_a(a_panel, a, gemm, job->rows, job->segment_length);
    job->a = a_panel ? a_panel : a;
    job->c = gemm->c + row * gemm->c_row_stride + column;
    assay_run(kernels, job);
  }
}

void assay_gemm(assay_isa isa, const assay_gemm_job *gemm) {
  static const assay_segment start = {0, 0};
  float *a_panel = gemm->scratch && copies_a(gemm) ? gemm->scratch : NULL;
  float *b_panel = gemm->scratch && copies_b(gemm) ? gemm->scratch + (a_panel ? A_PANEL : 0) : NULL;
  for (ptrdiff_t column = 0; column < gemm->n; column += BLOCK_N) {
    ptrdiff_t columns = assay_min(BLOCK_N, gemm->n - column), k = 0;
    do { // once even for k = 0, when C is only started
      ptrdiff_t depth = assay_min(BLOCK_K, gemm->k - k);
      if (b_panel) copy_b(b_panel, gemm, column, columns, k, depth);
      const float *b = b_panel ? b_panel : gemm->packed_b + column * gemm->k + k * ASSAY_LANES;
      assay_run_job job = {
        .segments = &start, .segment_count = 1, .segment_length = depth,
        .b = b, .b_block_stride = (b_panel ? depth : gemm->k) * ASSAY_LANES, .b_step = ASSAY_LANES,
        .c_row_stride = gemm->c_row_stride, .bias = gemm->bias ? gemm->bias + column : NULL,
        .runs = 1, .columns = columns,
        .accumulate = gemm->accumulate || k > 0, .relu = gemm->relu && k + depth >= gemm->k,
      };
      run_panels(assay_kernels(isa), gemm, &job, column, k, a_panel);
      k += depth;
    } while (k < gemm->k);
  }
}
