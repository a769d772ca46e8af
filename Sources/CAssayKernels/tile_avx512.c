// The AVX-512 micro-kernels: rows of 1, 2 or 4 vectors of 16 columns.
#if defined(__x86_64__)

#include "tile_x86.h"

#pragma STDC FP_CONTRACT OFF

// Accumulators. Tiles of one vector use the first of each pair; tiles of four use their own numbering.
#define LO_0 "%%zmm4"
#define LO_1 "%%zmm6"
#define LO_2 "%%zmm8"
#define LO_3 "%%zmm10"
#define LO_4 "%%zmm12"
#define LO_5 "%%zmm14"
#define LO_6 "%%zmm16"
#define LO_7 "%%zmm18"
#define LO_8 "%%zmm20"
#define LO_9 "%%zmm22"
#define LO_10 "%%zmm24"
#define LO_11 "%%zmm26"
#define LO_12 "%%zmm28"
#define LO_13 "%%zmm30"
#define HI_0 "%%zmm5"
#define HI_1 "%%zmm7"
#define HI_2 "%%zmm9"
#define HI_3 "%%zmm11"
#define HI_4 "%%zmm13"
#define HI_5 "%%zmm15"
#define HI_6 "%%zmm17"
#define HI_7 "%%zmm19"
#define HI_8 "%%zmm21"
#define HI_9 "%%zmm23"
#define HI_10 "%%zmm25"
#define HI_11 "%%zmm27"
#define HI_12 "%%zmm29"
#define HI_13 "%%zmm31"
#define Q0_0 "%%zmm4"
#define Q1_0 "%%zmm5"
#define Q2_0 "%%zmm6"
#define Q3_0 "%%zmm7"
#define Q0_1 "%%zmm8"
#define Q1_1 "%%zmm9"
#define Q2_1 "%%zmm10"
#define Q3_1 "%%zmm11"
#define Q0_2 "%%zmm12"
#define Q1_2 "%%zmm13"
#define Q2_2 "%%zmm14"
#define Q3_2 "%%zmm15"
#define Q0_3 "%%zmm16"
#define Q1_3 "%%zmm17"
#define Q2_3 "%%zmm18"
#define Q3_3 "%%zmm19"
#define Q0_4 "%%zmm20"
#define Q1_4 "%%zmm21"
#define Q2_4 "%%zmm22"
#define Q3_4 "%%zmm23"
#define Q0_5 "%%zmm24"
#define Q1_5 "%%zmm25"
#define Q2_5 "%%zmm26"
#define Q3_5 "%%zmm27"

#define ZERO LINE("vpxord %%zmm0, %%zmm0, %%zmm0")
// max(0, x) keeps NaN because the second operand wins; adding +0 turns -0 into +0.
#define CLEAR(acc) LINE("vmaxps " acc ", %%zmm0, " acc) LINE("vaddps %%zmm0, " acc ", " acc)

#define LOAD_1(r, g, m) LINE("vmovups " AT(g, m) ", " LO_##r)
#define LOAD_B_1 LINE("vmovups (%%r9), %%zmm0")
#define MULTIPLY_1(r, g, m) LINE("vfmadd231ps " AT(g, m) "%{1to16%}, %%zmm0, " LO_##r)
#define LANES_1(r, g, m) LINE("vfmadd231ps " AT(g, m) ", %%zmm0, " LO_##r)
#define CLEAR_1(r, g, m) CLEAR(LO_##r)
#define STORE_1(r, g, m) LINE("vmovups " LO_##r ", " AT(g, m))

#define LOAD_2(r, g, m) LOAD_1(r, g, m) LINE("vmovups 64" AT(g, m) ", " HI_##r)
#define LOAD_B_2 LINE("vmovups (%%r9), %%zmm0") LINE("vmovups (%%r9,%%r10), %%zmm1")
#define MULTIPLY_2(r, g, m)                                                                                            \
  LINE("vbroadcastss " AT(g, m) ", %%zmm2")                                                                            \
  LINE("vfmadd231ps %%zmm0, %%zmm2, " LO_##r) LINE("vfmadd231ps %%zmm1, %%zmm2, " HI_##r)
#define CLEAR_2(r, g, m) CLEAR(LO_##r) CLEAR(HI_##r)
#define STORE_2(r, g, m) STORE_1(r, g, m) LINE("vmovups " HI_##r ", 64" AT(g, m))

// Tiles of four vectors have at most two bases, which leaves rdx for three block strides.
#define PREPARE_4 LINE("leaq (%%r10,%%r10,2), %%rdx")
#define LOAD_4(r, g, m)                                                                                                \
  LINE("vmovups " AT(g, m) ", " Q0_##r) LINE("vmovups 64" AT(g, m) ", " Q1_##r)                                        \
  LINE("vmovups 128" AT(g, m) ", " Q2_##r) LINE("vmovups 192" AT(g, m) ", " Q3_##r)
#define LOAD_B_4                                                                                                       \
  LINE("vmovups (%%r9), %%zmm0") LINE("vmovups (%%r9,%%r10), %%zmm1")                                                  \
  LINE("vmovups (%%r9,%%r10,2), %%zmm2") LINE("vmovups (%%r9,%%rdx), %%zmm3")
#define MULTIPLY_4(r, g, m)                                                                                            \
  LINE("vbroadcastss " AT(g, m) ", %%zmm28")                                                                           \
  LINE("vfmadd231ps %%zmm0, %%zmm28, " Q0_##r) LINE("vfmadd231ps %%zmm1, %%zmm28, " Q1_##r)                            \
  LINE("vfmadd231ps %%zmm2, %%zmm28, " Q2_##r) LINE("vfmadd231ps %%zmm3, %%zmm28, " Q3_##r)
#define CLEAR_4(r, g, m) CLEAR(Q0_##r) CLEAR(Q1_##r) CLEAR(Q2_##r) CLEAR(Q3_##r)
#define STORE_4(r, g, m)                                                                                               \
  LINE("vmovups " Q0_##r ", " AT(g, m)) LINE("vmovups " Q1_##r ", 64" AT(g, m))                                        \
  LINE("vmovups " Q2_##r ", 128" AT(g, m)) LINE("vmovups " Q3_##r ", 192" AT(g, m))

#define ONE(P)                                                                                                         \
  static void one_##P(const assay_tile *tile) {                                                                        \
    __asm__ volatile(TILE_KERNEL(P, , LOAD_1, LOAD_B_1, MULTIPLY_1, ZERO, CLEAR_1, STORE_1)                            \
                     : : "D"(tile) : TILE_CLOBBERS);                                                                   \
  }
#define TWO(P)                                                                                                         \
  static void two_##P(const assay_tile *tile) {                                                                        \
    __asm__ volatile(TILE_KERNEL(P, , LOAD_2, LOAD_B_2, MULTIPLY_2, ZERO, CLEAR_2, STORE_2)                            \
                     : : "D"(tile) : TILE_CLOBBERS);                                                                   \
  }
#define FOUR(P)                                                                                                        \
  static void four_##P(const assay_tile *tile) {                                                                       \
    __asm__ volatile(TILE_KERNEL(P, PREPARE_4, LOAD_4, LOAD_B_4, MULTIPLY_4, ZERO, CLEAR_4, STORE_4)                   \
                     : : "D"(tile) : TILE_CLOBBERS);                                                                   \
  }
#define LANES(P)                                                                                                       \
  static void lanes_##P(const assay_tile *tile) {                                                                      \
    __asm__ volatile(TILE_KERNEL(P, , LOAD_1, LOAD_B_1, LANES_1, ZERO, CLEAR_1, STORE_1)                               \
                     : : "D"(tile) : TILE_CLOBBERS);                                                                   \
  }

ONE(1) ONE(2) ONE(3) ONE(4) ONE(5) ONE(6) ONE(7) ONE(8) ONE(9) ONE(10) ONE(11) ONE(12) ONE(13) ONE(14)
TWO(1) TWO(2) TWO(3) TWO(4) TWO(5) TWO(6) TWO(7) TWO(8) TWO(9) TWO(10) TWO(11) TWO(12) TWO(13) TWO(14)
FOUR(1) FOUR(2) FOUR(3) FOUR(4) FOUR(5) FOUR(6)
LANES(1) LANES(2) LANES(3) LANES(4) LANES(5) LANES(6) LANES(7) LANES(8) LANES(9) LANES(10) LANES(11) LANES(12)
LANES(13) LANES(14)

// Quarter q of vector i holds four columns of row 4 q + i, so that 4 × 4 transpositions within the quarters do it all.
#define GATHER(vector, i)                                                                                              \
  LINE("vmovups (%1), %%xmm" #vector) LINE("vinsertf32x4 $1, (%1,%%rcx), %%zmm" #vector ", %%zmm" #vector)             \
  LINE("vinsertf32x4 $2, (%1,%%rcx,2), %%zmm" #vector ", %%zmm" #vector)                                               \
  LINE("vinsertf32x4 $3, (%1,%%rdx), %%zmm" #vector ", %%zmm" #vector) LINE("addq %4, %1")

static void transpose_16(float *out, ptrdiff_t out_stride, const float *x, ptrdiff_t x_stride, ptrdiff_t quads) {
  ptrdiff_t out_bytes = out_stride * 4, x_bytes = x_stride * 4;
  __asm__ volatile(
    LINE("leaq (,%4,4), %%rcx") LINE("leaq (%%rcx,%%rcx,2), %%rdx") LINE("leaq (%3,%3,2), %%rax")
    "1:\n\t"
    GATHER(0, 0) GATHER(1, 1) GATHER(2, 2) GATHER(3, 3) LINE("subq %%rcx, %1")
    LINE("vunpcklps %%zmm1, %%zmm0, %%zmm4") LINE("vunpckhps %%zmm1, %%zmm0, %%zmm5")
    LINE("vunpcklps %%zmm3, %%zmm2, %%zmm6") LINE("vunpckhps %%zmm3, %%zmm2, %%zmm7")
    LINE("vunpcklpd %%zmm6, %%zmm4, %%zmm0") LINE("vunpckhpd %%zmm6, %%zmm4, %%zmm1")
    LINE("vunpcklpd %%zmm7, %%zmm5, %%zmm2") LINE("vunpckhpd %%zmm7, %%zmm5, %%zmm3")
    LINE("vmovups %%zmm0, (%0)") LINE("vmovups %%zmm1, (%0,%3)")
    LINE("vmovups %%zmm2, (%0,%3,2)") LINE("vmovups %%zmm3, (%0,%%rax)")
    LINE("addq $16, %1") LINE("leaq (%0,%3,4), %0") LINE("decq %2") LINE("jnz 1b")
    LINE("vzeroupper")
    : "+r"(out), "+r"(x), "+r"(quads) : "r"(out_bytes), "r"(x_bytes)
    : "rax", "rcx", "rdx", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "cc", "memory");
}

const assay_kernel_set assay_kernels_avx512 = {
  .rows = {14, 14, 6},
  .product = {
    {0, one_1, one_2, one_3, one_4, one_5, one_6, one_7, one_8, one_9, one_10, one_11, one_12, one_13, one_14},
    {0, two_1, two_2, two_3, two_4, two_5, two_6, two_7, two_8, two_9, two_10, two_11, two_12, two_13, two_14},
    {0, four_1, four_2, four_3, four_4, four_5, four_6},
  },
  .lane_rows = 14,
  .lanes = {0, lanes_1, lanes_2, lanes_3, lanes_4, lanes_5, lanes_6, lanes_7, lanes_8, lanes_9, lanes_10, lanes_11,
            lanes_12, lanes_13, lanes_14},
  .winograd_input = assay_winograd_input_avx512,
  .winograd_output = assay_winograd_output_avx512,
  .winograd_input_row = assay_winograd_input_row_avx512,
  .winograd_gradient_row = assay_winograd_gradient_row_avx512,
  .finish = assay_clear_upper_halves,
  .transpose_16 = transpose_16,
};

#else
typedef int assay_no_avx512;
#endif
