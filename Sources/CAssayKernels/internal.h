// What the kernel families share: vector types, the register tile, runs of tiles and image windows.
#ifndef ASSAY_KERNELS_INTERNAL_H
#define ASSAY_KERNELS_INTERNAL_H

#include "CAssayKernels.h"

#include <string.h>

// MARK: Vectors

/// Sixteen lanes at any float address. Comparisons give assay_i16 masks of 0 and -1.
typedef float assay_v16 __attribute__((vector_size(64), aligned(4), may_alias));
typedef int32_t assay_i16 __attribute__((vector_size(64), aligned(4), may_alias));

static inline ptrdiff_t assay_min(ptrdiff_t x, ptrdiff_t y) { return x < y ? x : y; }
static inline ptrdiff_t assay_max(ptrdiff_t x, ptrdiff_t y) { return x > y ? x : y; }
static inline ptrdiff_t assay_blocks(ptrdiff_t n) { return (n + ASSAY_LANES - 1) / ASSAY_LANES; }
static inline ptrdiff_t assay_round_up(ptrdiff_t n) { return assay_blocks(n) * ASSAY_LANES; }

// MARK: The register tile

/// Where a segment of the chain starts in A and in B, in floats.
typedef struct assay_segment {
  ptrdiff_t a, b;
} assay_segment;

enum { ASSAY_TILE_ROWS = 14, ASSAY_TILE_BASES = 4, ASSAY_SEGMENTS = 1024 };

/// One register tile: up to 14 rows of 1, 2 or 4 vectors of 16 columns. The rows lie in groups (tile_rows.h), each
/// group in arithmetic progression from its own base, so that a tile can span several rows of an image. The assembly
/// addresses the fields by number; strides ending in _bytes are in bytes.
typedef struct assay_tile {
  const float *a[ASSAY_TILE_BASES];     //   0
  const float *start[ASSAY_TILE_BASES]; //  32: where the chains start
  float *c[ASSAY_TILE_BASES];           //  64
  ptrdiff_t a_row_bytes;                //  96
  ptrdiff_t start_row_bytes;            // 104
  ptrdiff_t c_row_bytes;                // 112
  ptrdiff_t a_step_bytes;               // 120
  ptrdiff_t b_step_bytes;               // 128
  ptrdiff_t b_block_bytes;              // 136
  const float *b;                       // 144
  const assay_segment *segments;        // 152
  ptrdiff_t segment_count;              // 160
  ptrdiff_t segment_length;             // 168
  ptrdiff_t relu;                       // 176
  ptrdiff_t rows, blocks;               // 184, 192: read by the portable kernel only
} assay_tile;

typedef void (*assay_tile_kernel)(const assay_tile *tile);

/// One tile of a Winograd convolution: the transform of 4×4 pixels to 16 positions, or of 16 positions (four to a row)
/// to 2×2 outputs. The assembly addresses the fields by number; steps are in bytes.
typedef struct assay_winograd_tile {
  const float *from[4];  //  0: the rows; their pixels or positions are from_bytes apart
  ptrdiff_t from_bytes;  // 32
  float *to[2];          // 40: of positions only the first, of outputs both rows
  ptrdiff_t to_bytes;    // 56
  ptrdiff_t channels;    // 64: a multiple of 16
  const float *bias;     // 72: added to the outputs
  float least;           // 80: lower bound of the outputs, 0 or -infinity
} assay_winograd_tile;

typedef void (*assay_winograd_kernel)(const assay_winograd_tile *tile);

/// One of the four rows of positions of a Winograd tile, from the sum of two rows of pixels: (first + sign × second).
/// The assembly addresses the fields by number; steps are in bytes.
typedef struct assay_winograd_row {
  const float *first, *second; //  0, 8: their pixels are from_bytes apart
  ptrdiff_t from_bytes;        // 16
  float *to;                   // 24: four positions
  ptrdiff_t to_bytes;          // 32
  ptrdiff_t channels;          // 40: a multiple of 16
  float sign;                  // 48: 1, -1, or 0 with second == first
} assay_winograd_row;

typedef void (*assay_winograd_row_kernel)(const assay_winograd_row *row);

/// The kernels of one instruction set. `product[w][p]` multiplies vectors of B by broadcast elements of A for p rows of
/// 2^w vectors; `lanes[p]` multiplies lane by lane, for depthwise convolutions. `rows[w]` is the largest p, 0 for none.
typedef struct assay_kernel_set {
  ptrdiff_t rows[3];
  assay_tile_kernel product[3][ASSAY_TILE_ROWS + 1];
  ptrdiff_t lane_rows;
  assay_tile_kernel lanes[ASSAY_TILE_ROWS + 1];
  assay_winograd_kernel winograd_input, winograd_output;
  /// A row of positions of four pixels of the input, and of two of the output's gradient.
  assay_winograd_row_kernel winograd_input_row, winograd_gradient_row;
  /// Leaves the registers as other code expects them, after a run of tiles.
  void (*finish)(void);
  /// Transposes 16 rows of 4 × quads columns.
  void (*transpose_16)(float *out, ptrdiff_t out_stride, const float *x, ptrdiff_t x_stride, ptrdiff_t quads);
} assay_kernel_set;

const assay_kernel_set *assay_kernels(assay_isa isa);

void assay_winograd_input_portable(const assay_winograd_tile *tile);
void assay_winograd_output_portable(const assay_winograd_tile *tile);
void assay_winograd_input_row_portable(const assay_winograd_row *row);
void assay_winograd_gradient_row_portable(const assay_winograd_row *row);

extern const assay_kernel_set assay_kernels_portable;
#if defined(__x86_64__)
void assay_winograd_input_avx2(const assay_winograd_tile *tile);
void assay_winograd_output_avx2(const assay_winograd_tile *tile);
void assay_winograd_input_row_avx2(const assay_winograd_row *row);
void assay_winograd_gradient_row_avx2(const assay_winograd_row *row);
void assay_winograd_input_avx512(const assay_winograd_tile *tile);
void assay_winograd_output_avx512(const assay_winograd_tile *tile);
void assay_winograd_input_row_avx512(const assay_winograd_row *row);
void assay_winograd_gradient_row_avx512(const assay_winograd_row *row);
extern const assay_kernel_set assay_kernels_avx2;
extern const assay_kernel_set assay_kernels_avx512;
#elif defined(__aarch64__)
extern const assay_kernel_set assay_kernels_neon;
#endif

// MARK: Runs of tiles

/// `runs` × `rows` rows of a product, such as the rows and pixels of an image. As assay_product, strides in floats.
/// With `lanes`, A is read as vectors (column c of A meets column c of B) and not broadcast. Where `products` is more
/// than 1, as many products alike but for their operands, which are the product strides apart: to start one costs as
/// much as a tile or two, and these share it where they are small.
typedef struct assay_run_job {
  const float *a;
  ptrdiff_t a_run_stride, a_row_stride, a_step;
  const assay_segment *segments;
  ptrdiff_t segment_count, segment_length;
  const float *b;
  ptrdiff_t b_block_stride, b_step;
  float *c;
  ptrdiff_t c_run_stride, c_row_stride;
  const float *bias;
  ptrdiff_t runs, rows, columns;
  ptrdiff_t products, a_product_stride, b_product_stride, c_product_stride;
  bool accumulate, relu, lanes;
} assay_run_job;

void assay_run(const assay_kernel_set *kernels, const assay_run_job *job);

// MARK: Data movement

void assay_finish_nothing(void);
void assay_transpose_16(float *out, ptrdiff_t out_stride, const float *x, ptrdiff_t x_stride, ptrdiff_t quads);

/// out[c * out_stride + r] = x[r * x_stride + c]
void assay_transpose_strided(float *out, ptrdiff_t out_stride, const float *x, ptrdiff_t x_stride, ptrdiff_t rows,
                             ptrdiff_t columns);

static inline void assay_zero(float *out, ptrdiff_t n) { memset(out, 0, (size_t)n * sizeof(float)); }
static inline void assay_copy(float *out, const float *x, ptrdiff_t n) { memcpy(out, x, (size_t)n * sizeof(float)); }

#endif
