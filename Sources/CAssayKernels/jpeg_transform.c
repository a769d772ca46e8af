// The 8×8 cosine transform of JPEG in integers, and its inverse: the factorization of Loeffler, Ligtenberg and Moschytz
// ("Practical fast 1-D DCT algorithms with 11 multiplications", ICASSP 1989) with constants of 13 bits, two bits kept
// between the passes and the rounding that the Independent JPEG Group's accurate integer transform has made customary,
// so that other decoders give the same samples. A vector holds a row, so that a pass does all eight columns at once.
// Arithmetic is modulo 2^32: damaged files may hold any coefficients.
#include "jpeg_tables.h"
#include "vector_math.h"

typedef uint32_t row8 __attribute__((vector_size(32), aligned(4), may_alias));
typedef int32_t signed_row8 __attribute__((vector_size(32), aligned(4), may_alias));
typedef float float_row8 __attribute__((vector_size(32), aligned(4), may_alias));
typedef int16_t short_row8 __attribute__((vector_size(16), aligned(2), may_alias));
typedef uint16_t ushort_row8 __attribute__((vector_size(16), aligned(2), may_alias));
typedef uint8_t byte_row8 __attribute__((vector_size(8), aligned(1), may_alias));

/// Part of the caller, and compiled for its instruction set, in debug builds too.
#define JPEG_INLINE __attribute__((always_inline)) static inline

enum {
  C0_298 = 2446,
  C0_390 = 3196,
  C0_541 = 4433,
  C0_765 = 6270,
  C0_899 = 7373,
  C1_175 = 9633,
  C1_501 = 12299,
  C1_847 = 15137,
  C1_961 = 16069,
  C2_053 = 16819,
  C2_562 = 20995,
  C3_072 = 25172,
};

#define SPLAT(x) ((row8){0} + (uint32_t)(x))
/// x / 2^bits, halves up.
#define DESCALE(x, bits) ((row8)((signed_row8)((x) + (1u << ((bits) - 1))) >> (bits)))

#define INTERLEAVE_LOW(a, b) __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11)
#define INTERLEAVE_HIGH(a, b) __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15)

/// Interleaving row i with row i + 4, three times, exchanges rows and columns.
JPEG_INLINE void transpose(row8 *r) {
  row8 t[8];
  for (int pass = 0; pass < 3; pass++) {
    for (int i = 0; i < 4; i++) {
      t[2 * i] = INTERLEAVE_LOW(r[i], r[i + 4]);
      t[2 * i + 1] = INTERLEAVE_HIGH(r[i], r[i + 4]);
    }
    memcpy(r, t, sizeof(t));
  }
}

/// The inverse transform of each column, times 2^13 / 2^bits.
JPEG_INLINE void inverse_columns(row8 *r, int bits) {
  const row8 half = SPLAT(1u << (bits - 1));
  // Even rows.
  row8 z1 = (r[2] + r[6]) * C0_541;
  row8 e2 = z1 - r[6] * C1_847, e3 = z1 + r[2] * C0_765;
  row8 e0 = ((r[0] + r[4]) << 13) + half, e1 = ((r[0] - r[4]) << 13) + half;
  row8 s0 = e0 + e3, s3 = e0 - e3, s1 = e1 + e2, s2 = e1 - e2;
  // Odd rows.
  row8 z3 = r[7] + r[3], z4 = r[5] + r[1];
  row8 z5 = (z3 + z4) * C1_175;
  row8 z2 = (r[5] + r[3]) * C2_562;
  z1 = (r[7] + r[1]) * C0_899;
  z3 = z5 - z3 * C1_961;
  z4 = z5 - z4 * C0_390;
  row8 o0 = r[7] * C0_298 - z1 + z3;
  row8 o1 = r[5] * C2_053 - z2 + z4;
  row8 o2 = r[3] * C3_072 - z2 + z3;
  row8 o3 = r[1] * C1_501 - z1 + z4;
  r[0] = (row8)((signed_row8)(s0 + o3) >> bits);
  r[7] = (row8)((signed_row8)(s0 - o3) >> bits);
  r[1] = (row8)((signed_row8)(s1 + o2) >> bits);
  r[6] = (row8)((signed_row8)(s1 - o2) >> bits);
  r[2] = (row8)((signed_row8)(s2 + o1) >> bits);
  r[5] = (row8)((signed_row8)(s2 - o1) >> bits);
  r[3] = (row8)((signed_row8)(s3 + o0) >> bits);
  r[4] = (row8)((signed_row8)(s3 - o0) >> bits);
}

ASSAY_WIDE void assay_jpeg_inverse_blocks(uint8_t *samples, ptrdiff_t stride, const int16_t *blocks,
                                          const uint16_t *quantization, ptrdiff_t count) {
  const signed_row8 zero = {0}, top = zero + 255;
  for (ptrdiff_t block = 0; block < count; block++, samples += 8, blocks += 64) {
    row8 r[8];
    for (int i = 0; i < 8; i++) {
      r[i] = (row8)__builtin_convertvector(*(const short_row8 *)(blocks + 8 * i), signed_row8) *
             __builtin_convertvector(*(const ushort_row8 *)(quantization + 8 * i), row8);
    }
    inverse_columns(r, 11);
    transpose(r);
    inverse_columns(r, 18);
    transpose(r);
    for (int i = 0; i < 8; i++) {
      signed_row8 level = (signed_row8)r[i] + 128;
      level = __builtin_elementwise_min(__builtin_elementwise_max(level, zero), top);
      *(byte_row8 *)(samples + i * stride) = __builtin_convertvector(level, byte_row8);
    }
  }
}

/// The transform of each column, times √8 and, after the first pass, times four.
JPEG_INLINE void forward_columns(row8 *r, bool is_first) {
  row8 s0 = r[0] + r[7], d0 = r[0] - r[7], s1 = r[1] + r[6], d1 = r[1] - r[6];
  row8 s2 = r[2] + r[5], d2 = r[2] - r[5], s3 = r[3] + r[4], d3 = r[3] - r[4];
  // Even rows.
  row8 e0 = s0 + s3, e3 = s0 - s3, e1 = s1 + s2, e2 = s1 - s2;
  int bits = is_first ? 11 : 15;
  const row8 half = SPLAT(1u << (bits - 1));
  if (is_first) {
    r[0] = (e0 + e1) << 2;
    r[4] = (e0 - e1) << 2;
  } else {
    r[0] = DESCALE(e0 + e1, 2);
    r[4] = DESCALE(e0 - e1, 2);
  }
  row8 z1 = (e2 + e3) * C0_541 + half;
  r[2] = (row8)((signed_row8)(z1 + e3 * C0_765) >> bits);
  r[6] = (row8)((signed_row8)(z1 - e2 * C1_847) >> bits);
  // Odd rows: d3, d2, d1, d0 are the differences of the innermost to the outermost pair.
  row8 z3 = d3 + d1, z4 = d2 + d0;
  row8 z5 = (z3 + z4) * C1_175 + half;
  row8 z2 = (d2 + d1) * C2_562;
  z1 = (d3 + d0) * C0_899;
  z3 = z5 - z3 * C1_961;
  z4 = z5 - z4 * C0_390;
  r[7] = (row8)((signed_row8)(d3 * C0_298 - z1 + z3) >> bits);
  r[5] = (row8)((signed_row8)(d2 * C2_053 - z2 + z4) >> bits);
  r[3] = (row8)((signed_row8)(d1 * C3_072 - z2 + z3) >> bits);
  r[1] = (row8)((signed_row8)(d0 * C1_501 - z1 + z4) >> bits);
}

ASSAY_WIDE void assay_jpeg_forward_blocks(int16_t *blocks, const uint8_t *samples, ptrdiff_t stride,
                                          const uint16_t *quantization, ptrdiff_t count) {
  for (ptrdiff_t block = 0; block < count; block++, samples += 8, blocks += 64) {
    row8 r[8];
    for (int i = 0; i < 8; i++) {
      r[i] = __builtin_convertvector(*(const byte_row8 *)(samples + i * stride), row8) - 128;
    }
    transpose(r);
    forward_columns(r, true);
    transpose(r);
    forward_columns(r, false);
    for (int i = 0; i < 8; i++) {
      // The transform is 8 times the orthonormal one; halves go away from zero. Numbers of 17 bits divide exactly enough
      // in floating point that cutting the fraction off gives the integer quotient.
      row8 sign = (row8)((signed_row8)r[i] >> 31);
      row8 divisor = __builtin_convertvector(*(const ushort_row8 *)(quantization + 8 * i), row8) << 3;
      row8 magnitude = ((r[i] ^ sign) - sign) + (divisor >> 1);
      float_row8 quotient = __builtin_convertvector((signed_row8)magnitude, float_row8) /
                            __builtin_convertvector((signed_row8)divisor, float_row8);
      row8 level = (row8)__builtin_convertvector(quotient, signed_row8);
      *(short_row8 *)(blocks + 8 * i) = __builtin_convertvector((signed_row8)((level ^ sign) - sign), short_row8);
    }
  }
}
