// The AVX2 micro-kernels: up to 6 rows of 16 columns in two halves.
#if defined(__x86_64__)

#include "tile_x86.h"

#pragma STDC FP_CONTRACT OFF

#define LO_0 "%%ymm4"
#define LO_1 "%%ymm6"
#define LO_2 "%%ymm8"
#define LO_3 "%%ymm10"
#define LO_4 "%%ymm12"
#define LO_5 "%%ymm14"
#define HI_0 "%%ymm5"
#define HI_1 "%%ymm7"
#define HI_2 "%%ymm9"
#define HI_3 "%%ymm11"
#define HI_4 "%%ymm13"
#define HI_5 "%%ymm15"

#define ZERO LINE("vxorps %%ymm0, %%ymm0, %%ymm0")
// max(0, x) keeps NaN because the second operand wins; adding +0 turns -0 into +0.
#define CLEAR(acc) LINE("vmaxps " acc ", %%ymm0, " acc) LINE("vaddps %%ymm0, " acc ", " acc)

#define LOAD(r, g, m) LINE("vmovups " AT(g, m) ", " LO_##r) LINE("vmovups 32" AT(g, m) ", " HI_##r)
#define LOAD_B LINE("vmovups (%%r9), %%ymm0") LINE("vmovups 32(%%r9), %%ymm1")
#define MULTIPLY(r, g, m)                                                                                              \
  LINE("vbroadcastss " AT(g, m) ", %%ymm2")                                                                            \
  LINE("vfmadd231ps %%ymm0, %%ymm2, " LO_##r) LINE("vfmadd231ps %%ymm1, %%ymm2, " HI_##r)
#define MULTIPLY_LANES(r, g, m)                                                                                        \
  LINE("vfmadd231ps " AT(g, m) ", %%ymm0, " LO_##r) LINE("vfmadd231ps 32" AT(g, m) ", %%ymm1, " HI_##r)
#define CLEAR_NEGATIVE(r, g, m) CLEAR(LO_##r) CLEAR(HI_##r)
#define STORE(r, g, m) LINE("vmovups " LO_##r ", " AT(g, m)) LINE("vmovups " HI_##r ", 32" AT(g, m))

#define PRODUCT(P)                                                                                                     \
  static void product_##P(const assay_tile *tile) {                                                                    \
    __asm__ volatile(TILE_KERNEL(P, , LOAD, LOAD_B, MULTIPLY, ZERO, CLEAR_NEGATIVE, STORE)                             \
                     : : "D"(tile) : TILE_CLOBBERS);                                                                   \
  }
#define LANES(P)                                                                                                       \
  static void lanes_##P(const assay_tile *tile) {                                                                      \
    __asm__ volatile(TILE_KERNEL(P, , LOAD, LOAD_B, MULTIPLY_LANES, ZERO, CLEAR_NEGATIVE, STORE)                       \
                     : : "D"(tile) : TILE_CLOBBERS);                                                                   \
  }

PRODUCT(1) PRODUCT(2) PRODUCT(3) PRODUCT(4) PRODUCT(5) PRODUCT(6)
LANES(1) LANES(2) LANES(3) LANES(4) LANES(5) LANES(6)

const assay_kernel_set assay_kernels_avx2 = {
  .rows = {6, 0, 0},
  .product = {{0, product_1, product_2, product_3, product_4, product_5, product_6}},
  .lane_rows = 6,
  .lanes = {0, lanes_1, lanes_2, lanes_3, lanes_4, lanes_5, lanes_6},
  .winograd_input = assay_winograd_input_avx2,
  .winograd_output = assay_winograd_output_avx2,
  .winograd_input_row = assay_winograd_input_row_avx2,
  .winograd_gradient_row = assay_winograd_gradient_row_avx2,
  .finish = assay_clear_upper_halves,
  .transpose_16 = assay_transpose_16,
};

#else
typedef int assay_no_avx2;
#endif
