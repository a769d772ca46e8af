// The NEON micro-kernels: up to 6 rows of 16 columns in four quarters.
#if defined(__aarch64__)

#include "internal.h"
#include "tile_rows.h"

#pragma STDC FP_CONTRACT OFF

// Registers: x1 … x6 the rows; x7 the offset into A; x8 B; x9 and x10 the steps of A and B; x11 the steps left; x12 and
// x13 the segments and how many are left; x14 a row stride; x15 … x17 scratch. v0 … v23 the sums, v24 … v27 B, v28 …
// v31 A.
#define ROW_0 "x1"
#define ROW_1 "x2"
#define ROW_2 "x3"
#define ROW_3 "x4"
#define ROW_4 "x5"
#define ROW_5 "x6"
#define Q0_0 "v0.4s"
#define Q1_0 "v1.4s"
#define Q2_0 "v2.4s"
#define Q3_0 "v3.4s"
#define Q0_1 "v4.4s"
#define Q1_1 "v5.4s"
#define Q2_1 "v6.4s"
#define Q3_1 "v7.4s"
#define Q0_2 "v8.4s"
#define Q1_2 "v9.4s"
#define Q2_2 "v10.4s"
#define Q3_2 "v11.4s"
#define Q0_3 "v12.4s"
#define Q1_3 "v13.4s"
#define Q2_3 "v14.4s"
#define Q3_3 "v15.4s"
#define Q0_4 "v16.4s"
#define Q1_4 "v17.4s"
#define Q2_4 "v18.4s"
#define Q3_4 "v19.4s"
#define Q0_5 "v20.4s"
#define Q1_5 "v21.4s"
#define Q2_5 "v22.4s"
#define Q3_5 "v23.4s"

#define LINE(text) text "\n\t"
#define QUARTERS(r) "{" Q0_##r ", " Q1_##r ", " Q2_##r ", " Q3_##r "}"

#define POINT(r, g, m, field)                                                                                          \
  LINE("ldr x15, [%0, #" #field "+8*" #g "]") LINE("mov x16, #" #m) LINE("madd " ROW_##r ", x16, x14, x15")
#define POINT_START(r, g, m) POINT(r, g, m, 32)
#define POINT_A(r, g, m) POINT(r, g, m, 0)
#define POINT_C(r, g, m) POINT(r, g, m, 64)

#define LOAD(r, g, m) LINE("ld1 " QUARTERS(r) ", [" ROW_##r "]")
#define STORE(r, g, m) LINE("st1 " QUARTERS(r) ", [" ROW_##r "]")
#define MULTIPLY(r, g, m)                                                                                              \
  LINE("ldr s28, [" ROW_##r ", x7]")                                                                                   \
  LINE("fmla " Q0_##r ", v24.4s, v28.s[0]") LINE("fmla " Q1_##r ", v25.4s, v28.s[0]")                                  \
  LINE("fmla " Q2_##r ", v26.4s, v28.s[0]") LINE("fmla " Q3_##r ", v27.4s, v28.s[0]")
#define MULTIPLY_LANES(r, g, m)                                                                                        \
  LINE("add x15, " ROW_##r ", x7") LINE("ld1 {v28.4s, v29.4s, v30.4s, v31.4s}, [x15]")                                 \
  LINE("fmla " Q0_##r ", v24.4s, v28.4s") LINE("fmla " Q1_##r ", v25.4s, v29.4s")                                      \
  LINE("fmla " Q2_##r ", v26.4s, v30.4s") LINE("fmla " Q3_##r ", v27.4s, v31.4s")
// The larger of x and +0; NaN stays, and of two zeros the positive one wins.
#define CLEAR(acc) LINE("fmax " acc ", " acc ", v28.4s")
#define CLEAR_NEGATIVE(r, g, m) CLEAR(Q0_##r) CLEAR(Q1_##r) CLEAR(Q2_##r) CLEAR(Q3_##r)

#define TILE_KERNEL(P, MULTIPLY)                                                                                       \
  LINE("ldr x14, [%0, #104]") ASSAY_ROWS_##P(POINT_START) ASSAY_ROWS_##P(LOAD)                                         \
  LINE("ldr x14, [%0, #96]") ASSAY_ROWS_##P(POINT_A)                                                                   \
  LINE("ldr x9, [%0, #120]") LINE("ldr x10, [%0, #128]") LINE("ldr x12, [%0, #152]") LINE("ldr x13, [%0, #160]")       \
  LINE("cmp x13, #0") LINE("b.le 3f")                                                                                  \
  "1:\n\t"                                                                                                             \
  LINE("ldp x7, x15, [x12], #16") LINE("ldr x8, [%0, #144]") LINE("add x8, x8, x15, lsl #2")                           \
  LINE("lsl x7, x7, #2") LINE("ldr x11, [%0, #168]")                                                                   \
  "2:\n\t"                                                                                                             \
  LINE("ld1 {v24.4s, v25.4s, v26.4s, v27.4s}, [x8]") ASSAY_ROWS_##P(MULTIPLY)                                          \
  LINE("add x7, x7, x9") LINE("add x8, x8, x10") LINE("subs x11, x11, #1") LINE("b.ne 2b")                             \
  LINE("subs x13, x13, #1") LINE("b.ne 1b")                                                                            \
  "3:\n\t"                                                                                                             \
  LINE("ldr x15, [%0, #176]") LINE("cbz x15, 4f") LINE("movi v28.4s, #0") ASSAY_ROWS_##P(CLEAR_NEGATIVE)               \
  "4:\n\t"                                                                                                             \
  LINE("ldr x14, [%0, #112]") ASSAY_ROWS_##P(POINT_C) ASSAY_ROWS_##P(STORE)

#define TILE_CLOBBERS                                                                                                  \
  "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13", "x14", "x15", "x16", "v0", "v1",   \
    "v2", "v3", "v4", "v5", "v6", "v7", "v8", "v9", "v10", "v11", "v12", "v13", "v14", "v15", "v16", "v17", "v18",     \
    "v19", "v20", "v21", "v22", "v23", "v24", "v25", "v26", "v27", "v28", "v29", "v30", "v31", "cc", "memory"

#define KERNELS(P)                                                                                                     \
  static void product_##P(const assay_tile *tile) {                                                                    \
    __asm__ volatile(TILE_KERNEL(P, MULTIPLY) : : "r"(tile) : TILE_CLOBBERS);                                          \
  }                                                                                                                    \
  static void lanes_##P(const assay_tile *tile) {                                                                      \
    __asm__ volatile(TILE_KERNEL(P, MULTIPLY_LANES) : : "r"(tile) : TILE_CLOBBERS);                                    \
  }

KERNELS(1) KERNELS(2) KERNELS(3) KERNELS(4) KERNELS(5) KERNELS(6)

const assay_kernel_set assay_kernels_neon = {
  .rows = {6, 0, 0},
  .product = {{0, product_1, product_2, product_3, product_4, product_5, product_6}},
  .lane_rows = 6,
  .lanes = {0, lanes_1, lanes_2, lanes_3, lanes_4, lanes_5, lanes_6},
  .winograd_input = assay_winograd_input_portable,
  .winograd_output = assay_winograd_output_portable,
  .winograd_input_row = assay_winograd_input_row_portable,
  .winograd_gradient_row = assay_winograd_gradient_row_portable,
  .finish = assay_finish_nothing,
  .transpose_16 = assay_transpose_16,
};

#else
typedef int assay_no_neon;
#endif
