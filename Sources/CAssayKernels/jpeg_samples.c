// Rows of samples in JPEG: between colours and luma with two chromas, and between chroma and pixel resolution. Sixteen
// samples at a time; rows have room to read and write a vector past their end (ASSAY_JPEG_SLACK).
#include "jpeg_tables.h"
#include "vector_math.h"

typedef uint8_t byte16 __attribute__((vector_size(16), aligned(1), may_alias));
typedef uint8_t byte32 __attribute__((vector_size(32), aligned(1), may_alias));
typedef uint16_t short16 __attribute__((vector_size(32), aligned(2), may_alias));
typedef uint16_t pair16 __attribute__((vector_size(32), aligned(1), may_alias));
typedef int32_t int16 __attribute__((vector_size(64), aligned(4), may_alias));

/// x · 2^16, rounded.
#define FIXED(x) ((int32_t)((x)*65536 + 0.5))

// Vectors are not passed by value: how depends on the instruction set.
#define WIDENED(samples) __builtin_convertvector(*(const byte16 *)(samples), int16)
#define NARROWED(x)                                                                                                    \
  __builtin_convertvector(__builtin_elementwise_min(__builtin_elementwise_max(x, (int16){0}), (int16){0} + 255), byte16)

#define JOIN(a, b)                                                                                                     \
  __builtin_shufflevector(a, b, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23,  \
                          24, 25, 26, 27, 28, 29, 30, 31)

/// Stores the first n ≤ 16 pixels of three channels side by side.
__attribute__((always_inline)) static inline void store_pixels(uint8_t *out, const byte16 *channels, ptrdiff_t n) {
  byte32 ab = JOIN(channels[0], channels[1]), cc = JOIN(channels[2], channels[2]);
  byte16 parts[3] = {
      __builtin_shufflevector(ab, cc, 0, 16, 32, 1, 17, 33, 2, 18, 34, 3, 19, 35, 4, 20, 36, 5),
      __builtin_shufflevector(ab, cc, 21, 37, 6, 22, 38, 7, 23, 39, 8, 24, 40, 9, 25, 41, 10, 26),
      __builtin_shufflevector(ab, cc, 42, 11, 27, 43, 12, 28, 44, 13, 29, 45, 14, 30, 46, 15, 31, 47),
  };
  if (n >= 16) {
    memcpy(out, parts, 48);
  } else {
    memcpy(out, parts, 3 * (size_t)n);
  }
}

// MARK: Colours

// JFIF 1.02 with constants of 16 bits.
ASSAY_WIDE void assay_jpeg_to_rgb(uint8_t *rgb, const uint8_t *y, const uint8_t *cb, const uint8_t *cr, ptrdiff_t n) {
  const int32_t half = 1 << 15;
  for (ptrdiff_t i = 0; i < n; i += 16) {
    int16 luma = WIDENED(y + i), blue = WIDENED(cb + i) - 128, red = WIDENED(cr + i) - 128;
    int16 r = luma + ((red * FIXED(1.402) + half) >> 16);
    int16 g = luma + ((half - blue * FIXED(0.34414) - red * FIXED(0.71414)) >> 16);
    int16 b = luma + ((blue * FIXED(1.772) + half) >> 16);
    byte16 channels[3] = {NARROWED(r), NARROWED(g), NARROWED(b)};
    store_pixels(rgb + 3 * i, channels, n - i);
  }
}

ASSAY_WIDE void assay_jpeg_interleave(uint8_t *out, const uint8_t *a, const uint8_t *b, const uint8_t *c, ptrdiff_t n,
                                      bool invert) {
  const byte16 mask = (byte16){0} + (uint8_t)(invert ? 255 : 0);
  for (ptrdiff_t i = 0; i < n; i += 16) {
    byte16 channels[3] = {*(const byte16 *)(a + i) ^ mask, *(const byte16 *)(b + i) ^ mask,
                          *(const byte16 *)(c + i) ^ mask};
    store_pixels(out + 3 * i, channels, n - i);
  }
}

void assay_jpeg_apply_black(uint8_t *rgb, const uint8_t *black, ptrdiff_t n) {
  for (ptrdiff_t i = 0; i < 3 * n; i++) {
    int32_t light = black[i / 3], product = rgb[i] * light + 128;
    rgb[i] = (uint8_t)(light - ((product + (product >> 8)) >> 8));
  }
}

void assay_jpeg_from_rgb(uint8_t *y, uint8_t *cb, uint8_t *cr, const uint8_t *rgb, ptrdiff_t n) {
  const int32_t half = 1 << 15, middle = (128 << 16) + half - 1;
  for (ptrdiff_t i = 0; i < n; i++, rgb += 3) {
    int32_t r = rgb[0], g = rgb[1], b = rgb[2];
    y[i] = (uint8_t)((FIXED(0.299) * r + FIXED(0.587) * g + FIXED(0.114) * b + half) >> 16);
    cb[i] = (uint8_t)((middle + FIXED(0.5) * b - FIXED(0.16874) * r - FIXED(0.33126) * g) >> 16);
    cr[i] = (uint8_t)((middle + FIXED(0.5) * r - FIXED(0.41869) * g - FIXED(0.08131) * b) >> 16);
  }
}

// MARK: Resolution

#define SUMS(samples) __builtin_convertvector(*(const byte16 *)(samples), short16)

ASSAY_WIDE void assay_jpeg_widen_row(uint8_t *out, const uint8_t *near, const uint8_t *far, ptrdiff_t n,
                                     uint16_t *sums) {
  // The first and the last sample stand for their missing neighbours.
  uint16_t *middle = sums + 1;
  for (ptrdiff_t i = 0; i < n; i += 16) {
    short16 sum = SUMS(near + i);
    *(short16 *)(middle + i) = far ? 3 * sum + SUMS(far + i) : sum;
  }
  sums[0] = middle[0];
  middle[n] = middle[n - 1];
  const uint16_t before = far ? 8 : 1, after = far ? 7 : 2;
  const int shift = far ? 4 : 2;
  for (ptrdiff_t i = 0; i < n; i += 16) {
    short16 centre = *(const short16 *)(middle + i) * 3;
    short16 left = (centre + *(const short16 *)(middle + i - 1) + before) >> shift;
    short16 right = (centre + *(const short16 *)(middle + i + 1) + after) >> shift;
    // Both are bytes now, and the right one is stored in the upper half of each pair.
    *(pair16 *)(out + 2 * i) = left | right << 8;
  }
}

ASSAY_WIDE void assay_jpeg_blend_rows(uint8_t *out, const uint8_t *near, const uint8_t *far, ptrdiff_t n,
                                      int32_t bias) {
  for (ptrdiff_t i = 0; i < n; i += 16) {
    short16 sum = 3 * SUMS(near + i) + SUMS(far + i) + (uint16_t)bias;
    *(byte16 *)(out + i) = __builtin_convertvector(sum >> 2, byte16);
  }
}

void assay_jpeg_repeat_row(uint8_t *out, const uint8_t *samples, ptrdiff_t n, ptrdiff_t step, ptrdiff_t divisor) {
  for (ptrdiff_t i = 0; i < n; i++) out[i] = samples[i * step / divisor];
}

void assay_jpeg_halve_row(uint8_t *out, const uint8_t *above, const uint8_t *below, ptrdiff_t n) {
  for (ptrdiff_t i = 0; i < n; i++) {
    int32_t sum = above[2 * i] + above[2 * i + 1];
    out[i] = (uint8_t)(below ? (sum + below[2 * i] + below[2 * i + 1] + 1 + (i & 1)) >> 2 : (sum + (i & 1)) >> 1);
  }
}
