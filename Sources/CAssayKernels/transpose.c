// Transposition, on which layout changes and packing rest.
#include "internal.h"

#pragma STDC FP_CONTRACT OFF

/// Four rows of 4 × `quads` columns; each column becomes four floats of `out`.
static void transpose_strip(float *out, ptrdiff_t out_stride, const float *x, ptrdiff_t x_stride, ptrdiff_t quads) {
#if defined(__x86_64__)
  ptrdiff_t out_bytes = out_stride * 4, x_bytes = x_stride * 4;
  __asm__ volatile(
    "leaq (%3,%3,2), %%rax\n\t"
    "leaq (%4,%4,2), %%rdx\n\t"
    "1:\n\t"
    "movups (%1), %%xmm0\n\t"
    "movups (%1,%4), %%xmm1\n\t"
    "movups (%1,%4,2), %%xmm2\n\t"
    "movups (%1,%%rdx), %%xmm3\n\t"
    "movaps %%xmm0, %%xmm4\n\t"
    "unpcklps %%xmm1, %%xmm0\n\t"
    "unpckhps %%xmm1, %%xmm4\n\t"
    "movaps %%xmm2, %%xmm5\n\t"
    "unpcklps %%xmm3, %%xmm2\n\t"
    "unpckhps %%xmm3, %%xmm5\n\t"
    "movaps %%xmm0, %%xmm1\n\t"
    "movlhps %%xmm2, %%xmm0\n\t"
    "movhlps %%xmm1, %%xmm2\n\t"
    "movaps %%xmm4, %%xmm3\n\t"
    "movlhps %%xmm5, %%xmm4\n\t"
    "movhlps %%xmm3, %%xmm5\n\t"
    "movups %%xmm0, (%0)\n\t"
    "movups %%xmm2, (%0,%3)\n\t"
    "movups %%xmm4, (%0,%3,2)\n\t"
    "movups %%xmm5, (%0,%%rax)\n\t"
    "addq $16, %1\n\t"
    "leaq (%0,%3,4), %0\n\t"
    "decq %2\n\t"
    "jnz 1b"
    : "+r"(out), "+r"(x), "+r"(quads) : "r"(out_bytes), "r"(x_bytes)
    : "rax", "rdx", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "cc", "memory");
#elif defined(__aarch64__)
  ptrdiff_t out_bytes = out_stride * 4, x_bytes = x_stride * 4;
  __asm__ volatile(
    "1:\n\t"
    "add x9, %1, %4\n\t"
    "add x10, %1, %4, lsl #1\n\t"
    "add x11, x9, %4, lsl #1\n\t"
    "ldr q0, [%1], #16\n\t"
    "ldr q1, [x9]\n\t"
    "ldr q2, [x10]\n\t"
    "ldr q3, [x11]\n\t"
    "zip1 v4.4s, v0.4s, v2.4s\n\t"
    "zip2 v5.4s, v0.4s, v2.4s\n\t"
    "zip1 v6.4s, v1.4s, v3.4s\n\t"
    "zip2 v7.4s, v1.4s, v3.4s\n\t"
    "zip1 v0.4s, v4.4s, v6.4s\n\t"
    "zip2 v1.4s, v4.4s, v6.4s\n\t"
    "zip1 v2.4s, v5.4s, v7.4s\n\t"
    "zip2 v3.4s, v5.4s, v7.4s\n\t"
    "str q0, [%0]\n\t"
    "add %0, %0, %3\n\t"
    "str q1, [%0]\n\t"
    "add %0, %0, %3\n\t"
    "str q2, [%0]\n\t"
    "add %0, %0, %3\n\t"
    "str q3, [%0]\n\t"
    "add %0, %0, %3\n\t"
    "subs %2, %2, #1\n\t"
    "b.ne 1b"
    : "+r"(out), "+r"(x), "+r"(quads) : "r"(out_bytes), "r"(x_bytes)
    : "x9", "x10", "x11", "v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7", "cc", "memory");
#else
  for (ptrdiff_t column = 0; column < 4 * quads; column++) {
    for (int row = 0; row < 4; row++) out[column * out_stride + row] = x[row * x_stride + column];
  }
#endif
}

void assay_transpose_16(float *out, ptrdiff_t out_stride, const float *x, ptrdiff_t x_stride, ptrdiff_t quads) {
  for (int row = 0; row < 16; row += 4) transpose_strip(out + row, out_stride, x + row * x_stride, x_stride, quads);
}

void assay_transpose_strided(float *out, ptrdiff_t out_stride, const float *x, ptrdiff_t x_stride, ptrdiff_t rows,
                             ptrdiff_t columns) {
  ptrdiff_t row = 0, whole = columns / 4 * 4;
  for (; row + 4 <= rows; row += 4) {
    const float *from = x + row * x_stride;
    if (whole > 0) transpose_strip(out + row, out_stride, from, x_stride, whole / 4);
    for (ptrdiff_t column = whole; column < columns; column++) {
      float *to = out + column * out_stride + row;
      for (ptrdiff_t i = 0; i < 4; i++) to[i] = from[i * x_stride + column];
    }
  }
  for (; row < rows; row++) {
    const float *from = x + row * x_stride;
    float *to = out + row;
    for (ptrdiff_t column = 0; column < columns; column++, to += out_stride) *to = from[column];
  }
}
