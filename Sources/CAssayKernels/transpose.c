// Transposition, on which layout changes and packing rest.
#include "internal.h"

#pragma STDC FP_CONTRACT OFF

/// Four rows of four floats to four columns.
static inline void transpose_4x4(float *out, ptrdiff_t out_stride, const float *x, ptrdiff_t x_stride) {
#if defined(__x86_64__)
  ptrdiff_t out_bytes = out_stride * 4, x_bytes = x_stride * 4;
  __asm__ volatile(
    "leaq (%2,%2,2), %%rax\n\t"
    "leaq (%3,%3,2), %%rdx\n\t"
    "movups (%1), %%xmm0\n\t"
    "movups (%1,%3), %%xmm1\n\t"
    "movups (%1,%3,2), %%xmm2\n\t"
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
    "movups %%xmm2, (%0,%2)\n\t"
    "movups %%xmm4, (%0,%2,2)\n\t"
    "movups %%xmm5, (%0,%%rax)"
    : : "r"(out), "r"(x), "r"(out_bytes), "r"(x_bytes)
    : "rax", "rdx", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "memory");
#elif defined(__aarch64__)
  const float *x1 = x + x_stride, *x2 = x1 + x_stride, *x3 = x2 + x_stride;
  float *out1 = out + out_stride, *out2 = out1 + out_stride, *out3 = out2 + out_stride;
  __asm__ volatile(
    "ldr q0, [%4]\n\t"
    "ldr q1, [%5]\n\t"
    "ldr q2, [%6]\n\t"
    "ldr q3, [%7]\n\t"
    "zip1 v4.4s, v0.4s, v2.4s\n\t"
    "zip2 v5.4s, v0.4s, v2.4s\n\t"
    "zip1 v6.4s, v1.4s, v3.4s\n\t"
    "zip2 v7.4s, v1.4s, v3.4s\n\t"
    "zip1 v0.4s, v4.4s, v6.4s\n\t"
    "zip2 v1.4s, v4.4s, v6.4s\n\t"
    "zip1 v2.4s, v5.4s, v7.4s\n\t"
    "zip2 v3.4s, v5.4s, v7.4s\n\t"
    "str q0, [%0]\n\t"
    "str q1, [%1]\n\t"
    "str q2, [%2]\n\t"
    "str q3, [%3]"
    : : "r"(out), "r"(out1), "r"(out2), "r"(out3), "r"(x), "r"(x1), "r"(x2), "r"(x3)
    : "v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7", "memory");
#else
  for (int row = 0; row < 4; row++) {
    for (int column = 0; column < 4; column++) out[column * out_stride + row] = x[row * x_stride + column];
  }
#endif
}

void assay_transpose_strided(float *out, ptrdiff_t out_stride, const float *x, ptrdiff_t x_stride, ptrdiff_t rows,
                             ptrdiff_t columns) {
  ptrdiff_t row = 0;
  for (; row + 4 <= rows; row += 4) {
    const float *from = x + row * x_stride;
    ptrdiff_t column = 0;
    for (; column + 4 <= columns; column += 4) {
      transpose_4x4(out + column * out_stride + row, out_stride, from + column, x_stride);
    }
    for (; column < columns; column++) {
      float *to = out + column * out_stride + row;
      for (ptrdiff_t i = 0; i < 4; i++) to[i] = from[i * x_stride + column];
    }
  }
  for (; row < rows; row++) {
    const float *from = x + row * x_stride;
    float *to = out + row;
    for (ptrdiff_t column = 0; column < columns; column++) to[column * out_stride] = from[column];
  }
}
