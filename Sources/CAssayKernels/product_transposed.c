// The product with the transpose of a packed operand. The packed weights are the operand that is broadcast, and the
// lanes are rows of C (images): so one form of the weights serves both ways.
#include "internal.h"

#pragma STDC FP_CONTRACT OFF

// Four vectors of images at a time; sums of a block of rows stay in the second-level cache while groups of blocks of the
// weights, each read in order, pass.
enum { MOST_IMAGES = 4 * ASSAY_LANES, BLOCK_ROWS = 512, GROUP = 16 };

static ptrdiff_t lanes_at_once(const assay_gemm_transposed_job *job) {
  return assay_round_up(assay_min(job->m, MOST_IMAGES));
}

size_t assay_gemm_transposed_scratch_count(const assay_gemm_transposed_job *job) {
  return (size_t)(lanes_at_once(job) * (job->n + assay_min(BLOCK_ROWS, job->rows)));
}

/// Sums of `rows` rows from `row` on, `lanes` to a row.
static void sum_rows(const assay_kernel_set *kernels, const assay_gemm_transposed_job *job, float *sums,
                     const float *images, ptrdiff_t lanes, ptrdiff_t row, ptrdiff_t rows) {
  ptrdiff_t blocks = job->n / ASSAY_LANES, rest = job->n % ASSAY_LANES;
  assay_segment segments[GROUP];
  assay_run_job run = {
    .a_row_stride = ASSAY_LANES, .a_step = 1, .segments = segments,
    .b_block_stride = job->n * ASSAY_LANES, .b_step = ASSAY_LANES,
    .c = sums, .c_row_stride = lanes, .runs = 1, .rows = rows, .columns = lanes,
  };
  for (ptrdiff_t s = 0; s < GROUP; s++) {
    segments[s] = (assay_segment){s * job->k * ASSAY_LANES, s * ASSAY_LANES * ASSAY_LANES};
  }
  ptrdiff_t block = 0;
  do { // once even without a whole block, when the sums are only started
    run.segment_count = assay_min(GROUP, blocks - block);
    run.segment_length = ASSAY_LANES;
    run.a = job->packed_b + (block * job->k + row) * ASSAY_LANES;
    run.b = images + block * ASSAY_LANES * ASSAY_LANES;
    assay_run(kernels, &run);
    run.accumulate = true;
    block += run.segment_count;
  } while (block < blocks);
  if (rest == 0) return;
  run.segment_count = 1;
  run.segment_length = rest;
  run.a = job->packed_b + (blocks * job->k + row) * ASSAY_LANES;
  run.b = images + blocks * ASSAY_LANES * ASSAY_LANES;
  assay_run(kernels, &run);
}

void assay_gemm_transposed(assay_isa isa, const assay_gemm_transposed_job *job) {
  const assay_kernel_set *kernels = assay_kernels(isa);
  float *images = job->scratch, *sums = images + lanes_at_once(job) * job->n;
  for (ptrdiff_t first = 0; first < job->m; first += MOST_IMAGES) {
    ptrdiff_t count = assay_min(MOST_IMAGES, job->m - first), lanes = assay_round_up(count);
    assay_pack(images, job->c + first * job->n, job->n, count, 1, job->n);
    for (ptrdiff_t done = 0; done < job->rows; done += BLOCK_ROWS) {
      ptrdiff_t rows = assay_min(BLOCK_ROWS, job->rows - done), row = job->first + done;
      sum_rows(kernels, job, sums, images, lanes, row, rows);
      assay_transpose_strided(job->a + first * job->k + row, job->k, sums, lanes, rows, count);
    }
  }
}
