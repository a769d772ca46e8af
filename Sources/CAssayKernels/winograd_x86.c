// The transforms of Winograd convolution in AVX2 and AVX-512: only sums, so that both and the portable ones agree.
#if defined(__x86_64__)

#include "tile_x86.h"

#pragma STDC FP_CONTRACT OFF

// rax, rbx, rcx, rdx: the rows of `from`, rsi and r8 one and three of its steps; r9 and r10: `to`; r11 and r12: one and
// three of its steps; r13: the bias; r14: where a row goes; r15: the channels left.
#define OPEN                                                                                                           \
  LINE("movq (%%rdi), %%rax") LINE("movq 8(%%rdi), %%rbx") LINE("movq 16(%%rdi), %%rcx")                               \
  LINE("movq 24(%%rdi), %%rdx") LINE("movq 32(%%rdi), %%rsi") LINE("leaq (%%rsi,%%rsi,2), %%r8")                       \
  LINE("movq 40(%%rdi), %%r9") LINE("movq 48(%%rdi), %%r10") LINE("movq 56(%%rdi), %%r11")                             \
  LINE("leaq (%%r11,%%r11,2), %%r12") LINE("movq 64(%%rdi), %%r15") LINE("movq 72(%%rdi), %%r13")
#define CLOSE(BYTES, LANES)                                                                                            \
  LINE("addq $" BYTES ", %%rax") LINE("addq $" BYTES ", %%rbx") LINE("addq $" BYTES ", %%rcx")                         \
  LINE("addq $" BYTES ", %%rdx") LINE("addq $" BYTES ", %%r9") LINE("addq $" BYTES ", %%r10")                          \
  LINE("addq $" BYTES ", %%r13") LINE("subq $" LANES ", %%r15") LINE("jnz 1b") LINE("vzeroupper")

// Register y * 4 + x holds value (y, x). V is the prefix of the registers' names.
#define COLUMN(V, x, r0, r1, r2, r3)                                                                                   \
  LINE("vmovups " AT(0, x) ", " V #r0) LINE("vsubps " AT(2, x) ", " V #r0 ", " V #r0)                                  \
  LINE("vmovups " AT(1, x) ", " V #r1) LINE("vaddps " AT(2, x) ", " V #r1 ", " V #r1)                                  \
  LINE("vmovups " AT(2, x) ", " V #r2) LINE("vsubps " AT(1, x) ", " V #r2 ", " V #r2)                                  \
  LINE("vmovups " AT(1, x) ", " V #r3) LINE("vsubps " AT(3, x) ", " V #r3 ", " V #r3)
#define ROW(V, a, b, c, d)                                                                                             \
  LINE("vsubps " V #c ", " V #a ", " V #a) LINE("vmovups " V #a ", (%%r14)")                                           \
  LINE("vaddps " V #c ", " V #b ", " V #a) LINE("vmovups " V #a ", (%%r14,%%r11)")                                     \
  LINE("vsubps " V #b ", " V #c ", " V #c) LINE("vmovups " V #c ", (%%r14,%%r11,2)")                                   \
  LINE("vsubps " V #d ", " V #b ", " V #b) LINE("vmovups " V #b ", (%%r14,%%r12)")                                     \
  LINE("leaq (%%r14,%%r11,4), %%r14")

#define INPUT(NAME, V, BYTES, LANES)                                                                                   \
  void NAME(const assay_winograd_tile *tile) {                                                                         \
    __asm__ volatile(OPEN LINE(".p2align 4") "1:\n\t" LINE("movq %%r9, %%r14")                                         \
                     COLUMN(V, 0, 0, 4, 8, 12) COLUMN(V, 1, 1, 5, 9, 13)                                               \
                     COLUMN(V, 2, 2, 6, 10, 14) COLUMN(V, 3, 3, 7, 11, 15)                                             \
                     ROW(V, 0, 1, 2, 3) ROW(V, 4, 5, 6, 7) ROW(V, 8, 9, 10, 11) ROW(V, 12, 13, 14, 15)                 \
                     CLOSE(BYTES, LANES)                                                                               \
                     : : "D"(tile) : TILE_CLOBBERS);                                                                   \
  }

// Register 13 is the bias, 14 the bound, 15 zero.
#define COLUMN_SUMS(V, x, r0, r1)                                                                                      \
  LINE("vmovups " AT(0, x) ", " V #r0) LINE("vaddps " AT(1, x) ", " V #r0 ", " V #r0)                                  \
  LINE("vaddps " AT(2, x) ", " V #r0 ", " V #r0)                                                                       \
  LINE("vmovups " AT(1, x) ", " V #r1) LINE("vsubps " AT(2, x) ", " V #r1 ", " V #r1)                                  \
  LINE("vsubps " AT(3, x) ", " V #r1 ", " V #r1)
// max(bound, x) keeps NaN because the second operand wins; adding +0 turns -0 into +0.
#define FINISH(V, r, to)                                                                                               \
  LINE("vaddps " V "13, " V #r ", " V #r) LINE("vmaxps " V #r ", " V "14, " V #r)                                      \
  LINE("vaddps " V "15, " V #r ", " V #r) LINE("vmovups " V #r ", " to)
#define ROW_SUMS(V, a, b, c, d, base)                                                                                  \
  LINE("vaddps " V #b ", " V #a ", " V #a) LINE("vaddps " V #c ", " V #a ", " V #a)                                    \
  LINE("vsubps " V #c ", " V #b ", " V #b) LINE("vsubps " V #d ", " V #b ", " V #b)                                    \
  FINISH(V, a, "(" base ")") FINISH(V, b, "(" base ",%%r11)")

#define OUTPUT(NAME, V, BYTES, LANES)                                                                                  \
  void NAME(const assay_winograd_tile *tile) {                                                                         \
    __asm__ volatile(OPEN LINE("vbroadcastss 80(%%rdi), " V "14") LINE("vxorps %%xmm15, %%xmm15, %%xmm15")             \
                     LINE(".p2align 4") "1:\n\t" LINE("vmovups (%%r13), " V "13")                                      \
                     COLUMN_SUMS(V, 0, 0, 4) COLUMN_SUMS(V, 1, 1, 5) COLUMN_SUMS(V, 2, 2, 6) COLUMN_SUMS(V, 3, 3, 7)   \
                     ROW_SUMS(V, 0, 1, 2, 3, "%%r9") ROW_SUMS(V, 4, 5, 6, 7, "%%r10")                                  \
                     CLOSE(BYTES, LANES)                                                                               \
                     : : "D"(tile) : TILE_CLOBBERS);                                                                   \
  }

// A row of positions: rax and rbx the two rows of pixels, rsi and r8 one and three of their steps; r9: `to`; r11 and r12:
// one and three of its steps; r15: the channels left. Register 7 is the sign, with which a fused product is a plain sum.
#define OPEN_ROW(V)                                                                                                    \
  LINE("movq (%%rdi), %%rax") LINE("movq 8(%%rdi), %%rbx") LINE("movq 16(%%rdi), %%rsi")                               \
  LINE("leaq (%%rsi,%%rsi,2), %%r8") LINE("movq 24(%%rdi), %%r9") LINE("movq 32(%%rdi), %%r11")                        \
  LINE("leaq (%%r11,%%r11,2), %%r12") LINE("movq 40(%%rdi), %%r15") LINE("vbroadcastss 48(%%rdi), " V "7")             \
  LINE(".p2align 4") "1:\n\t"
#define CLOSE_ROW(BYTES, LANES)                                                                                        \
  LINE("addq $" BYTES ", %%rax") LINE("addq $" BYTES ", %%rbx") LINE("addq $" BYTES ", %%r9")                          \
  LINE("subq $" LANES ", %%r15") LINE("jnz 1b") LINE("vzeroupper")
#define ADD_ROWS(V, x) LINE("vmovups " AT(1, x) ", " V #x) LINE("vfmadd213ps " AT(0, x) ", " V "7, " V #x)

#define INPUT_ROW(NAME, V, BYTES, LANES)                                                                               \
  void NAME(const assay_winograd_row *row) {                                                                           \
    __asm__ volatile(OPEN_ROW(V) ADD_ROWS(V, 0) ADD_ROWS(V, 1) ADD_ROWS(V, 2) ADD_ROWS(V, 3)                           \
                     LINE("vsubps " V "2, " V "0, " V "0") LINE("vaddps " V "2, " V "1, " V "4")                       \
                     LINE("vsubps " V "1, " V "2, " V "2") LINE("vsubps " V "3, " V "1, " V "1")                       \
                     LINE("vmovups " V "0, (%%r9)") LINE("vmovups " V "4, (%%r9,%%r11)")                               \
                     LINE("vmovups " V "2, (%%r9,%%r11,2)") LINE("vmovups " V "1, (%%r9,%%r12)")                       \
                     CLOSE_ROW(BYTES, LANES)                                                                           \
                     : : "D"(row) : TILE_CLOBBERS);                                                                    \
  }

#define GRADIENT_ROW(NAME, V, BYTES, LANES)                                                                            \
  void NAME(const assay_winograd_row *row) {                                                                           \
    __asm__ volatile(OPEN_ROW(V) ADD_ROWS(V, 0) ADD_ROWS(V, 1)                                                         \
                     LINE("vaddps " V "1, " V "0, " V "2") LINE("vsubps " V "1, " V "0, " V "3")                       \
                     LINE("vmovups " V "0, (%%r9)") LINE("vmovups " V "2, (%%r9,%%r11)")                               \
                     LINE("vmovups " V "3, (%%r9,%%r11,2)") LINE("vmovups " V "1, (%%r9,%%r12)")                       \
                     CLOSE_ROW(BYTES, LANES)                                                                           \
                     : : "D"(row) : TILE_CLOBBERS);                                                                    \
  }

INPUT(assay_winograd_input_avx2, "%%ymm", "32", "8")
OUTPUT(assay_winograd_output_avx2, "%%ymm", "32", "8")
INPUT_ROW(assay_winograd_input_row_avx2, "%%ymm", "32", "8")
GRADIENT_ROW(assay_winograd_gradient_row_avx2, "%%ymm", "32", "8")
INPUT(assay_winograd_input_avx512, "%%zmm", "64", "16")
OUTPUT(assay_winograd_output_avx512, "%%zmm", "64", "16")
INPUT_ROW(assay_winograd_input_row_avx512, "%%zmm", "64", "16")
GRADIENT_ROW(assay_winograd_gradient_row_avx512, "%%zmm", "64", "16")

#else
typedef int assay_no_x86_winograd;
#endif
