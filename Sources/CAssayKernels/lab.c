// sRGB (IEC 61966-2-1) to CIE L*a*b* (CIE 15). Roots start from single precision and take two steps of Newton's method,
// after which the error is that of rounding in double precision.
#include "vector_doubles.h"

#pragma STDC FP_CONTRACT OFF

enum { BLOCK = ASSAY_LANES };

/// The x^(1/degree) of sixteen floats, as a start.
ASSAY_WIDE static void rough_roots(float *out, const double *x, float degree) {
  assay_v16 value;
  for (int i = 0; i < BLOCK; i++) value[i] = (float)x[i];
  assay_log_16(&value, &value);
  value = value / degree;
  assay_exp_16(&value, &value);
  *(assay_v16 *)out = value;
}

/// The light of sixteen sRGB values.
ASSAY_WIDE static void linearize(double *out, const float *x, double low, double range) {
  double bases[BLOCK];
  float starts[BLOCK];
  for (int i = 0; i < BLOCK; i += ASSAY_DOUBLE_LANES) {
    assay_d8 value = (__builtin_convertvector(*(const assay_v8 *)(x + i), assay_d8) - low) / range;
    *(assay_d8 *)(out + i) = value;
    *(assay_d8 *)(bases + i) = (value + 0.055) / 1.055;
  }
  rough_roots(starts, bases, 5);
  for (int i = 0; i < BLOCK; i += ASSAY_DOUBLE_LANES) {
    assay_d8 value = *(assay_d8 *)(out + i), base = *(assay_d8 *)(bases + i);
    assay_d8 root = __builtin_convertvector(*(assay_v8 *)(starts + i), assay_d8);
    for (int step = 0; step < 2; step++) {
      assay_d8 square = root * root;
      root = root * 0.8 + base / (square * square) * 0.2;
    }
    // base^2.4
    assay_d8 power = base * base * (root * root);
    *(assay_d8 *)(out + i) = ASSAY_SELECT_DOUBLES(value > 0.04045, power, value / 12.92);
  }
}

/// The cube roots of sixteen ratios to white, and a straight line where they are small.
ASSAY_WIDE static void compress(double *x) {
  double bases[BLOCK];
  float starts[BLOCK];
  for (int i = 0; i < BLOCK; i += ASSAY_DOUBLE_LANES) {
    assay_d8 value = *(assay_d8 *)(x + i);
    *(assay_d8 *)(bases + i) = ASSAY_SELECT_DOUBLES(value > 0.008856, value, ASSAY_SPLAT_DOUBLE(0.008856));
  }
  rough_roots(starts, bases, 3);
  for (int i = 0; i < BLOCK; i += ASSAY_DOUBLE_LANES) {
    assay_d8 value = *(assay_d8 *)(x + i), base = *(assay_d8 *)(bases + i);
    assay_d8 root = __builtin_convertvector(*(assay_v8 *)(starts + i), assay_d8);
    for (int step = 0; step < 2; step++) root = (root * 2 + base / (root * root)) / 3;
    *(assay_d8 *)(x + i) = ASSAY_SELECT_DOUBLES(value > 0.008856, root, value * 7.787 + 16.0 / 116);
  }
}

/// Sixteen pixels, of which `lanes` are wanted.
ASSAY_WIDE static void convert(double *lightness, double *a, double *b, const float *rgb, ptrdiff_t lanes, double low,
                               double range, double scale) {
  double light[3][BLOCK], tristimulus[3][BLOCK], result[3][BLOCK];
  for (int channel = 0; channel < 3; channel++) linearize(light[channel], rgb + channel * BLOCK, low, range);
  for (int i = 0; i < BLOCK; i += ASSAY_DOUBLE_LANES) {
    assay_d8 red = *(assay_d8 *)(light[0] + i), green = *(assay_d8 *)(light[1] + i), blue = *(assay_d8 *)(light[2] + i);
    *(assay_d8 *)(tristimulus[0] + i) = (red * 0.412453 + green * 0.357580 + blue * 0.180423) / 0.95047;
    *(assay_d8 *)(tristimulus[1] + i) = red * 0.212671 + green * 0.715160 + blue * 0.072169;
    *(assay_d8 *)(tristimulus[2] + i) = (red * 0.019334 + green * 0.119193 + blue * 0.950227) / 1.08883;
  }
  for (int channel = 0; channel < 3; channel++) compress(tristimulus[channel]);
  for (int i = 0; i < BLOCK; i += ASSAY_DOUBLE_LANES) {
    assay_d8 x = *(assay_d8 *)(tristimulus[0] + i), y = *(assay_d8 *)(tristimulus[1] + i);
    assay_d8 z = *(assay_d8 *)(tristimulus[2] + i);
    *(assay_d8 *)(result[0] + i) = (y * 116 - 16) * scale;
    *(assay_d8 *)(result[1] + i) = (x - y) * 500 * scale;
    *(assay_d8 *)(result[2] + i) = (y - z) * 200 * scale;
  }
  size_t bytes = (size_t)lanes * sizeof(double);
  memcpy(lightness, result[0], bytes);
  memcpy(a, result[1], bytes);
  memcpy(b, result[2], bytes);
}

void assay_lab(double *lightness, double *a, double *b, const float *red, const float *green, const float *blue,
               ptrdiff_t n, double low, double range, double scale) {
  for (ptrdiff_t i = 0; i < n; i += BLOCK) {
    ptrdiff_t lanes = assay_min(BLOCK, n - i);
    float rgb[3 * BLOCK] = {0};
    size_t bytes = (size_t)lanes * sizeof(float);
    memcpy(rgb, red + i, bytes);
    memcpy(rgb + BLOCK, green + i, bytes);
    memcpy(rgb + 2 * BLOCK, blue + i, bytes);
    convert(lightness + i, a + i, b + i, rgb, lanes, low, range, scale);
  }
}
