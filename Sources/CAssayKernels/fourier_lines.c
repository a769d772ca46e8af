// The matrices of short discrete Fourier transforms.
#include "fourier_lines.h"

#pragma STDC FP_CONTRACT OFF

ptrdiff_t assay_points_across(ptrdiff_t period, bool is_real) {
  if (!is_real) return 3 * period;
  ptrdiff_t complex_bins = (period - 1) / 2;
  return assay_bins(period) + 2 * complex_bins;
}

ptrdiff_t assay_points_before(ptrdiff_t period_down, ptrdiff_t period_across, ptrdiff_t bin) {
  ptrdiff_t points = 0;
  for (ptrdiff_t before = 0; before < bin; before++) {
    points += assay_points_across(period_across, assay_bin_is_real(period_down, before));
  }
  return points;
}

// MARK: Angles

/// Of angles up to an eighth of a turn, by their series: a library's would differ between machines.
static void first_octant(double angle, double *cosine, double *sine) {
  double square = angle * angle, c = 1, s = 1;
  for (int i = 18; i >= 2; i -= 2) { // Horner's rule
    c = 1 - c * square / (double)(i * (i - 1));
    s = 1 - s * square / (double)(i * (i + 1));
  }
  *cosine = c;
  *sine = s * angle;
}

assay_circle assay_make_circle(ptrdiff_t period) {
  const double quarter = 1.57079632679489661923;
  assay_circle circle = {.period = period};
  for (ptrdiff_t i = 0; i < period; i++) {
    ptrdiff_t quadrant = 4 * i / period, rest = 4 * i % period; // of a quadrant, in parts of `period`
    double c, s;
    if (2 * rest <= period) first_octant(quarter * (double)rest / (double)period, &c, &s);
    else first_octant(quarter * (double)(period - rest) / (double)period, &s, &c);
    double x = quadrant % 2 == 0 ? c : -s, y = quadrant % 2 == 0 ? s : c;
    circle.cosines[i] = quadrant < 2 ? x : -x;
    circle.sines[i] = quadrant < 2 ? y : -y;
  }
  return circle;
}

/// A bin's wave along a line, from its first position on.
typedef struct wave {
  const assay_fourier_line *line;
  ptrdiff_t bin, turn; // bin × position, modulo the period
  double cosine, sine;
} wave;

static inline void look_up(wave *wave) {
  const assay_circle *circle = wave->line->circle;
  wave->cosine = circle->cosines[wave->turn];
  wave->sine = wave->line->conjugated ? -circle->sines[wave->turn] : circle->sines[wave->turn];
}

static wave start_wave(const assay_fourier_line *line, ptrdiff_t bin) {
  ptrdiff_t period = line->circle->period;
  wave wave = {.line = line, .bin = bin, .turn = (period - bin * line->offset % period) % period};
  look_up(&wave);
  return wave;
}

static inline void advance(wave *wave) {
  wave->turn += wave->bin;
  if (wave->turn >= wave->line->circle->period) wave->turn -= wave->line->circle->period;
  look_up(wave);
}

// MARK: Down

void assay_fourier_parts(float *matrix, const assay_fourier_line *line) {
  ptrdiff_t period = line->circle->period;
  for (ptrdiff_t bin = 0; bin < assay_bins(period); bin++) {
    float *real = matrix + assay_first_part(bin) * line->count, *imaginary = real + line->count;
    wave wave = start_wave(line, bin);
    for (ptrdiff_t i = 0; i < line->count; i++, advance(&wave)) {
      real[i] = (float)wave.cosine;
      if (!assay_bin_is_real(period, bin)) imaginary[i] = (float)-wave.sine;
    }
  }
}

void assay_fourier_from_parts(float *matrix, const assay_fourier_line *line) {
  ptrdiff_t period = line->circle->period;
  for (ptrdiff_t bin = 0; bin < assay_bins(period); bin++) {
    bool is_real = assay_bin_is_real(period, bin);
    double weight = (is_real ? 1.0 : 2.0) / (double)period; // a complex bin stands for its mirror image as well
    wave wave = start_wave(line, bin);
    for (ptrdiff_t i = 0; i < line->count; i++, advance(&wave)) {
      float *row = matrix + i * period + assay_first_part(bin);
      row[0] = (float)(weight * wave.cosine);
      if (!is_real) row[1] = (float)(-weight * wave.sine);
    }
  }
}

// MARK: Across

/// Rows for the three points of a complex number with real part `real` and imaginary part `imaginary`.
static void store_points(float *rows, ptrdiff_t stride, double real, double imaginary, assay_operand operand) {
  bool is_left = operand == ASSAY_LEFT;
  rows[0] = (float)(is_left ? real + imaginary : real);
  rows[stride] = (float)(is_left ? real : imaginary - real);
  rows[2 * stride] = (float)(is_left ? imaginary : real + imaginary);
}

void assay_fourier_points(float *matrix, const assay_fourier_line *line, bool is_real, assay_operand operand) {
  ptrdiff_t period = line->circle->period;
  ptrdiff_t count = line->count, stride = is_real ? count : 2 * count;
  ptrdiff_t bins = is_real ? assay_bins(period) : period;
  for (ptrdiff_t bin = 0; bin < bins; bin++) {
    bool one_point = is_real && assay_bin_is_real(period, bin);
    wave wave = start_wave(line, bin);
    for (ptrdiff_t i = 0; i < count; i++, advance(&wave)) { // (a + bi)(cosine - sine i) of a at i and b at count + i
      if (one_point) {
        matrix[i] = (float)wave.cosine;
        continue;
      }
      store_points(matrix + i, stride, wave.cosine, -wave.sine, operand);
      if (!is_real) store_points(matrix + count + i, stride, wave.sine, wave.cosine, operand);
    }
    matrix += (one_point ? 1 : 3) * stride;
  }
}

void assay_fourier_from_points(float *matrix, const assay_fourier_line *line, bool is_real) {
  ptrdiff_t period = line->circle->period;
  ptrdiff_t points = assay_points_across(period, is_real);
  ptrdiff_t bins = is_real ? assay_bins(period) : period;
  ptrdiff_t point = 0;
  for (ptrdiff_t bin = 0; bin < bins; bin++) {
    bool one_point = is_real && assay_bin_is_real(period, bin);
    double weight = (is_real && !one_point ? 2.0 : 1.0) / (double)period;
    wave wave = start_wave(line, bin);
    for (ptrdiff_t i = 0; i < line->count; i++, advance(&wave)) {
      double cosine = weight * wave.cosine, sine = weight * wave.sine;
      float *real = matrix + i * points + point, *imaginary = real + line->count * points;
      real[0] = (float)(one_point ? cosine : cosine - sine);
      if (one_point) continue;
      real[1] = (float)-sine;
      real[2] = (float)-cosine;
      if (is_real) continue;
      imaginary[0] = (float)(sine + cosine);
      imaginary[1] = (float)cosine;
      imaginary[2] = (float)-sine;
    }
    point += one_point ? 1 : 3;
  }
}
