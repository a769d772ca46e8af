// The frame of the x86-64 micro-kernels, around the instructions that differ between the vector widths.
//
// Registers: rdi the tile; rax, rbx, rcx, rdx the bases of the rows; rsi and r8 one and three row strides; r9 and r10 B
// and its block stride; r11 the steps left; r12 and r13 the steps of A and B; r14 and r15 the segments and how many are
// left.
#ifndef ASSAY_TILE_X86_H
#define ASSAY_TILE_X86_H

#include "internal.h"
#include "tile_rows.h"

#define BASE_0 "%%rax"
#define BASE_1 "%%rbx"
#define BASE_2 "%%rcx"
#define BASE_3 "%%rdx"

#define AT_0(g) "(" BASE_##g ")"
#define AT_1(g) "(" BASE_##g ",%%rsi)"
#define AT_2(g) "(" BASE_##g ",%%rsi,2)"
#define AT_3(g) "(" BASE_##g ",%%r8)"
#define AT(g, m) AT_##m(g)

#define LINE(text) text "\n\t"

#define LOAD_A_BASE(g) LINE("movq 8*" #g "(%%rdi), " BASE_##g)
#define LOAD_START_BASE(g) LINE("movq 32+8*" #g "(%%rdi), " BASE_##g)
#define LOAD_C_BASE(g) LINE("movq 64+8*" #g "(%%rdi), " BASE_##g)
#define OFFSET_BASE(g) LINE("leaq (" BASE_##g ",%%r11,4), " BASE_##g)
#define STEP_BASE(g) LINE("addq %%r12, " BASE_##g)

#define SET_STRIDE(field) LINE("movq " #field "(%%rdi), %%rsi") LINE("leaq (%%rsi,%%rsi,2), %%r8")

/// `P` rows; LOAD, CLEAR_NEGATIVE and STORE per row, LOAD_B and MULTIPLY (per row) per step of the chain, PREPARE once.
#define TILE_KERNEL(P, PREPARE, LOAD, LOAD_B, MULTIPLY, ZERO, CLEAR_NEGATIVE, STORE)                                   \
  ASSAY_BASES_##P(LOAD_START_BASE) SET_STRIDE(104) ASSAY_ROWS_##P(LOAD)                                                \
  SET_STRIDE(96)                                                                                                       \
  LINE("movq 120(%%rdi), %%r12") LINE("movq 128(%%rdi), %%r13") LINE("movq 136(%%rdi), %%r10")                         \
  LINE("movq 152(%%rdi), %%r14") LINE("movq 160(%%rdi), %%r15") PREPARE                                                \
  LINE("testq %%r15, %%r15") LINE("jle 3f") LINE(".p2align 4")                                                         \
  "1:\n\t"                                                                                                             \
  LINE("movq (%%r14), %%r11") ASSAY_BASES_##P(LOAD_A_BASE) ASSAY_BASES_##P(OFFSET_BASE)                                \
  LINE("movq 8(%%r14), %%r11") LINE("movq 144(%%rdi), %%r9") LINE("leaq (%%r9,%%r11,4), %%r9")                         \
  LINE("addq $16, %%r14") LINE("movq 168(%%rdi), %%r11") LINE(".p2align 5")                                            \
  "2:\n\t"                                                                                                             \
  LOAD_B ASSAY_ROWS_##P(MULTIPLY) ASSAY_BASES_##P(STEP_BASE)                                                           \
  LINE("addq %%r13, %%r9") LINE("decq %%r11") LINE("jnz 2b") LINE("decq %%r15") LINE("jnz 1b")                         \
  "3:\n\t"                                                                                                             \
  LINE("cmpq $0, 176(%%rdi)") LINE("je 4f") ZERO ASSAY_ROWS_##P(CLEAR_NEGATIVE)                                        \
  "4:\n\t"                                                                                                             \
  ASSAY_BASES_##P(LOAD_C_BASE) SET_STRIDE(112) ASSAY_ROWS_##P(STORE)

#define TILE_CLOBBERS                                                                                                  \
  "rax", "rbx", "rcx", "rdx", "rsi", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "xmm0", "xmm1", "xmm2",     \
    "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15",      \
    "cc", "memory"

/// Clears the upper halves of the vector registers, without which the SSE code after a run of tiles could be slow.
static inline void assay_clear_upper_halves(void) { __asm__ volatile("vzeroupper" : : : TILE_CLOBBERS); }

#endif
