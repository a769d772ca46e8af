// Projections of one image's change onto balls, and the least change that reaches a hyperplane inside the box [0, 1].
// Sums are taken in order and in double precision, so that results do not depend on vector widths.
#include <math.h>
#include <string.h>

#include "internal.h"

#pragma STDC FP_CONTRACT OFF

static float boxed(float value) { return value < 0 ? 0 : value > 1 ? 1 : value; }

/// What a value can still move in the direction of a change.
static float room(float origin, float change, bool keeps_box) {
  return !keeps_box ? INFINITY : change > 0 ? 1 - origin : origin;
}

/// The length that is left of all changes when each is shortened by `cut` and stopped by the box.
static double shortened_length(const float *x, const float *origin, double cut, bool keeps_box, ptrdiff_t n) {
  double sum = 0;
  for (ptrdiff_t i = 0; i < n; i++) {
    float change = x[i] - origin[i];
    double left = fabs((double)change) - cut, most = room(origin[i], change, keeps_box);
    if (left > 0) sum += left < most ? left : most;
  }
  return sum;
}

void assay_l1_project(float *x, const float *origin, float radius, bool keeps_box, ptrdiff_t n) {
  if (shortened_length(x, origin, 0, keeps_box, n) > radius) {
    double low = 0, high = 0;
    for (ptrdiff_t i = 0; i < n; i++) {
      double size = fabs((double)(x[i] - origin[i]));
      if (size > high) high = size;
    }
    // The length falls as the cut grows; the upper end of the interval is always inside the ball.
    for (int halving = 0; halving < 40; halving++) {
      double middle = (low + high) / 2;
      if (shortened_length(x, origin, middle, keeps_box, n) > radius) low = middle;
      else high = middle;
    }
    for (ptrdiff_t i = 0; i < n; i++) {
      float change = x[i] - origin[i];
      double left = fabs((double)change) - high;
      if (!(left > 0)) left = 0;
      x[i] = (float)(origin[i] + (change < 0 ? -left : left));
    }
  }
  for (ptrdiff_t i = 0; i < n; i++) x[i] = boxed(x[i]);
}

/// The bits of a number that is not negative, which are in the order of the numbers; 0 for NaN.
static uint32_t rank_bits(float size) {
  uint32_t bits = 0;
  if (size > 0) memcpy(&bits, &size, sizeof bits);
  return bits;
}

/// The sum of the absolute changes of a pixel.
static float pixel_size(const float *x, const float *origin, ptrdiff_t channels) {
  float sum = 0;
  for (ptrdiff_t c = 0; c < channels; c++) sum += fabsf(x[c] - origin[c]);
  return sum;
}

void assay_l0_project(float *x, const float *origin, ptrdiff_t keep, ptrdiff_t pixels, ptrdiff_t channels) {
  for (ptrdiff_t i = 0; i < pixels * channels; i++) x[i] = boxed(x[i]);
  if (keep >= pixels) return;
  // The largest size that at least `keep` pixels reach: built from its highest bit down.
  uint32_t threshold = 0;
  for (int bit = 30; bit >= 0; bit--) {
    uint32_t tried = threshold | (uint32_t)1 << bit;
    ptrdiff_t count = 0;
    for (ptrdiff_t p = 0; p < pixels; p++)
      count += rank_bits(pixel_size(x + p * channels, origin + p * channels, channels)) >= tried;
    if (count >= keep) threshold = tried;
  }
  ptrdiff_t above = 0;
  for (ptrdiff_t p = 0; p < pixels; p++)
    above += rank_bits(pixel_size(x + p * channels, origin + p * channels, channels)) > threshold;
  ptrdiff_t ties = keep - above;
  for (ptrdiff_t p = 0; p < pixels; p++) {
    uint32_t size = rank_bits(pixel_size(x + p * channels, origin + p * channels, channels));
    bool stays = size > threshold || (size == threshold && ties-- > 0);
    if (!stays) memcpy(x + p * channels, origin + p * channels, (size_t)channels * sizeof *x);
  }
}

/// The bits of a slope's size; 0 where the value is at that side of the box already and such values are to be left out.
static uint32_t slope_rank(float x, float slope, bool skips_sides) {
  if (skips_sides && ((slope > 0 && x >= 1) || (slope < 0 && x <= 0))) return 0;
  return rank_bits(fabsf(slope));
}

void assay_sparse_step(float *x, const float *gradient, float length, ptrdiff_t keep, bool skips_sides, ptrdiff_t n) {
  uint32_t threshold = 0;
  for (int bit = 30; bit >= 0; bit--) {
    uint32_t tried = threshold | (uint32_t)1 << bit;
    ptrdiff_t count = 0;
    for (ptrdiff_t i = 0; i < n; i++) count += slope_rank(x[i], gradient[i], skips_sides) >= tried;
    if (count >= keep) threshold = tried;
  }
  ptrdiff_t above = 0;
  for (ptrdiff_t i = 0; i < n; i++) above += slope_rank(x[i], gradient[i], skips_sides) > threshold;
  ptrdiff_t ties = keep - above;
  float step = length / (float)keep;
  for (ptrdiff_t i = 0; i < n; i++) {
    uint32_t size = slope_rank(x[i], gradient[i], skips_sides);
    if (size == 0) continue;
    if (size > threshold || (size == threshold && ties-- > 0)) x[i] += gradient[i] > 0 ? step : -step;
  }
}

/// How far a value can move in the direction that serves a hyperplane.
static double side(float point, float slope, double wanted) {
  double distance = (slope > 0) == (wanted > 0) ? 1 - (double)point : (double)point;
  return distance > 0 ? distance : 0;
}

static bool slopes(float slope) { return slope > 0 || slope < 0; }

/// What is gained when values move by τ, or by τ|w|: by those that have reached their side, and per τ by the others.
typedef struct {
  double reached, rate;
} gain;

static void add_gain(gain *sum, float point, float w, double wanted, double tau, bool weighs) {
  double a = slopes(w) ? fabs((double)w) : 0, most = side(point, w, wanted), speed = weighs ? a : 1;
  bool arrives = most <= tau * speed;
  sum->reached += arrives ? a * most : 0;
  sum->rate += arrives ? 0 : a * speed;
}

static gain gain_at(double tau, const float *point, const float *w, double wanted, bool weighs, ptrdiff_t n) {
  // Four sums, of every fourth value: an addition need not wait for the one before.
  gain sums[4] = {{0}};
  ptrdiff_t whole = n - n % 4;
  for (ptrdiff_t i = 0; i < whole; i += 4)
    for (int lane = 0; lane < 4; lane++) add_gain(&sums[lane], point[i + lane], w[i + lane], wanted, tau, weighs);
  for (ptrdiff_t i = whole; i < n; i++) add_gain(&sums[i - whole], point[i], w[i], wanted, tau, weighs);
  return (gain){
    (sums[0].reached + sums[1].reached) + (sums[2].reached + sums[3].reached),
    (sums[0].rate + sums[1].rate) + (sums[2].rate + sums[3].rate),
  };
}

/// ℓ∞ (`weighs` false): all values move by τ; ℓ2: by τ|w|; none further than its side. By Newton's method from below on
/// the concave function of τ that is gained, which ends when no further value has reached its side.
static void spread_change(float *change, const float *point, const float *w, double wanted, bool weighs, ptrdiff_t n) {
  double tau = 0;
  for (ptrdiff_t round = 0; round <= n + 1; round++) {
    gain now = gain_at(tau, point, w, wanted, weighs, n);
    if (!(now.rate > 0)) {
      tau = INFINITY;
      break;
    }
    double next = (fabs(wanted) - now.reached) / now.rate;
    if (!(next > tau)) break;
    tau = next;
  }
  for (ptrdiff_t i = 0; i < n; i++) {
    change[i] = 0;
    if (!slopes(w[i])) continue;
    double most = side(point[i], w[i], wanted), length = tau * (weighs ? fabs((double)w[i]) : 1);
    if (length > most) length = most;
    change[i] = (float)((w[i] > 0) == (wanted > 0) ? length : -length);
  }
}

/// ℓ1: the steepest values first, each to its side, until enough is gained.
static void fill_change(float *change, const float *point, const float *w, double wanted, ptrdiff_t n) {
  uint32_t threshold = 0;
  for (int bit = 30; bit >= 0; bit--) {
    uint32_t tried = threshold | (uint32_t)1 << bit;
    double gained = 0;
    for (ptrdiff_t i = 0; i < n; i++)
      if (rank_bits(fabsf(w[i])) >= tried) gained += fabs((double)w[i]) * side(point[i], w[i], wanted);
    if (gained >= fabs(wanted)) threshold = tried;
  }
  double left = fabs(wanted);
  for (int pass = 0; pass < 2; pass++) {
    for (ptrdiff_t i = 0; i < n; i++) {
      uint32_t size = rank_bits(fabsf(w[i]));
      if (pass == 0) change[i] = 0;
      if (size == 0 || (pass == 0 ? size <= threshold : size != threshold) || !(left > 0)) continue;
      double most = side(point[i], w[i], wanted), length = left / fabs((double)w[i]);
      if (length > most) length = most;
      change[i] = (float)((w[i] > 0) == (wanted > 0) ? length : -length);
      left -= length * fabs((double)w[i]);
    }
  }
}

void assay_hyperplane_change(float *change, const float *point, const float *w, double wanted, assay_hyperplane_norm norm,
                             ptrdiff_t n) {
  if (norm == ASSAY_HYPERPLANE_L1) fill_change(change, point, w, wanted, n);
  else spread_change(change, point, w, wanted, norm == ASSAY_HYPERPLANE_L2, n);
}

void assay_local_deviations(float *out, const float *x, ptrdiff_t height, ptrdiff_t width, ptrdiff_t channels) {
  for (ptrdiff_t row = 0; row < height; row++) {
    for (ptrdiff_t column = 0; column < width; column++) {
      for (ptrdiff_t c = 0; c < channels; c++) {
        double sum = 0, squares = 0;
        int count = 0;
        // Two passes: the deviation of a flat region is exactly 0.
        for (int pass = 0; pass < 2; pass++) {
          double mean = pass ? sum / count : 0;
          for (ptrdiff_t i = row > 0 ? row - 1 : 0; i <= row + 1 && i < height; i++) {
            for (ptrdiff_t j = column > 0 ? column - 1 : 0; j <= column + 1 && j < width; j++) {
              double value = x[(i * width + j) * channels + c];
              if (pass) squares += (value - mean) * (value - mean);
              else sum += value, count++;
            }
          }
        }
        out[(row * width + column) * channels + c] = (float)sqrt(squares / count);
      }
    }
  }
}
