// Quick shift (Vedaldi and Soatto, "Quick Shift and Kernel Methods for Mode Seeking", ECCV 2008, section 3).
#include "vector_doubles.h"

#include <math.h>

#pragma STDC FP_CONTRACT OFF

/// e to the power x for -700 <= x <= 0, to 2e-15 of the value. A minimax polynomial on half of ln 2 either side.
ASSAY_WIDE static void exponentials(double *x, ptrdiff_t n) {
  const double shifter = 0x1.8p52; // leaves the nearest integer in the low bits
  for (ptrdiff_t i = 0; i < n; i += ASSAY_DOUBLE_LANES) {
    assay_d8 value = *(assay_d8 *)(x + i);
    // Beyond the bound nothing is left beside the 1 that each density holds.
    value = ASSAY_SELECT_DOUBLES(value > -700.0, value, ASSAY_SPLAT_DOUBLE(-700));
    assay_d8 shifted = value * 1.4426950408889634 + shifter;
    assay_d8 power = shifted - shifter;
    assay_d8 r = value - power * 0x1.62e42feep-1;
    r = r - power * 0x1.a39ef35793c76p-33;
    assay_d8 p = r * 0x1.2880411bad1aap-22 + 0x1.72c72ca338df0p-19;
    p = p * r + 0x1.a019c9a5652d3p-16;
    p = p * r + 0x1.a019ada3609f3p-13;
    p = p * r + 0x1.6c16c1738ff55p-10;
    p = p * r + 0x1.1111111c478ebp-7;
    p = p * r + 0x1.5555555554cb7p-5;
    p = p * r + 0x1.5555555553b78p-3;
    p = p * r + 0.5;
    p = p * (r * r);
    p = p + r;
    p = p + 1.0;
    *(assay_l8 *)(x + i) = (assay_l8)p + ((assay_l8)shifted << 52);
  }
}

/// exp(exponent * distance^2) of n pixels from those `step` numbers further on.
ASSAY_WIDE static void affinities(const assay_quickshift *job, double *out, ptrdiff_t start, ptrdiff_t step, ptrdiff_t n,
                                  double rows, double columns) {
  const double *first = job->features[0] + start, *second = job->features[1] + start, *third = job->features[2] + start;
  double exponent = job->exponent;
  for (ptrdiff_t i = 0; i < n; i += ASSAY_DOUBLE_LANES) {
    assay_d8 x = *(const assay_d8 *)(first + i) - *(const assay_d8 *)(first + i + step);
    assay_d8 y = *(const assay_d8 *)(second + i) - *(const assay_d8 *)(second + i + step);
    assay_d8 z = *(const assay_d8 *)(third + i) - *(const assay_d8 *)(third + i + step);
    *(assay_d8 *)(out + i) = (x * x + y * y + z * z + rows + columns) * exponent;
  }
  exponentials(out, n);
}

ASSAY_WIDE static void add(double *out, const double *x, ptrdiff_t n) {
  for (ptrdiff_t i = 0; i < n; i += ASSAY_DOUBLE_LANES) *(assay_d8 *)(out + i) += *(const assay_d8 *)(x + i);
}

/// What a row and the row `down` below give each other; rows outside first ..< last get nothing.
static void meet(const assay_quickshift *job, ptrdiff_t row, ptrdiff_t down, ptrdiff_t first, ptrdiff_t last,
                 double *scratch) {
  double *upper = job->density + row * job->stride + job->margin, *lower = upper + down * job->stride;
  for (ptrdiff_t right = down ? -job->reach : 1; right <= job->reach; right++) {
    ptrdiff_t from = assay_max(0, -right), n = assay_min(job->width, job->width - right) - from;
    if (n <= 0) continue;
    affinities(job, scratch, row * job->stride + job->margin + from, down * job->stride + right, n,
               (double)(down * down), (double)(right * right));
    memset(scratch + n, 0, ASSAY_DOUBLE_LANES * sizeof(double));
    if (row + down < last) add(lower + from + right, scratch, n);
    if (row >= first) add(upper + from, scratch, n);
  }
}

void assay_quickshift_density(const assay_quickshift *job, ptrdiff_t first, ptrdiff_t last, double *scratch) {
  memset(job->density + first * job->stride, 0, (size_t)((last - first) * job->stride) * sizeof(double));
  for (ptrdiff_t row = first; row < last; row++) {
    // Each pixel itself.
    double *density = job->density + row * job->stride + job->margin;
    for (ptrdiff_t column = 0; column < job->width; column++) density[column] = 1;
  }
  // Distances count both ways, so each pair is met once, but for pairs with another slice's rows. The sum of a pixel is in
  // the order of the rows around it, whatever the slice.
  for (ptrdiff_t row = assay_max(0, first - job->reach); row < last; row++) {
    ptrdiff_t furthest = assay_min(job->reach, job->height - 1 - row);
    for (ptrdiff_t down = assay_max(0, first - row); down <= furthest; down++) {
      if (row + down < last || row >= first) meet(job, row, down, first, last, scratch);
    }
  }
  for (ptrdiff_t row = first; row < last; row++) {
    // Nothing is denser than itself in the margin, so nobody looks for parents there.
    double *density = job->density + row * job->stride, *right = density + job->margin + job->width;
    for (double *place = density; place < density + job->margin; place++) *place = -INFINITY;
    for (double *place = right; place < density + job->stride; place++) *place = -INFINITY;
  }
}

/// The best parents so far of eight pixels in a row.
typedef struct candidates {
  assay_d8 distances;
  assay_l8 parents;
} candidates;

static bool all_are_nearer(const candidates *best, double squared) {
  double distances[ASSAY_DOUBLE_LANES];
  memcpy(distances, &best->distances, sizeof distances);
  for (int lane = 0; lane < ASSAY_DOUBLE_LANES; lane++) {
    if (!(distances[lane] < squared)) return false;
  }
  return true;
}

/// Looks through the window of eight pixels, nearest first, until what is left is too far for any of them.
ASSAY_WIDE static void search(const assay_quickshift *job, candidates *best, ptrdiff_t row, ptrdiff_t column) {
  ptrdiff_t start = row * job->stride + job->margin + column;
  const double *first = job->features[0] + start, *second = job->features[1] + start, *third = job->features[2] + start;
  const double *density = job->density + start;
  assay_d8 own = *(const assay_d8 *)density;
  assay_l8 places = {0, 1, 2, 3, 4, 5, 6, 7};
  places += row * job->width + column;
  ptrdiff_t previous = 0;
  for (ptrdiff_t i = 0; i < job->offset_count; i++) {
    ptrdiff_t down = job->offsets[2 * i], right = job->offsets[2 * i + 1];
    ptrdiff_t squared = down * down + right * right;
    if (squared > previous) {
      previous = squared;
      if (sqrt((double)squared) > job->greatest || all_are_nearer(best, (double)squared)) break;
    }
    if (squared == 0 || row + down < 0 || row + down >= job->height) continue;
    ptrdiff_t step = down * job->stride + right;
    assay_d8 theirs = *(const assay_d8 *)(density + step);
    bool is_earlier = down < 0 || (down == 0 && right < 0);
    assay_l8 is_denser = is_earlier ? theirs >= own : theirs > own;
    assay_d8 x = *(const assay_d8 *)first - *(const assay_d8 *)(first + step);
    assay_d8 y = *(const assay_d8 *)second - *(const assay_d8 *)(second + step);
    assay_d8 z = *(const assay_d8 *)third - *(const assay_d8 *)(third + step);
    assay_d8 distance = x * x + y * y + z * z + (double)(down * down) + (double)(right * right);
    assay_l8 parents = places + (down * job->width + right);
    assay_l8 is_nearer =
      (distance < best->distances) | ((distance == best->distances) & (parents < best->parents));
    assay_l8 wins = is_denser & is_nearer;
    best->distances = ASSAY_SELECT_DOUBLES(wins, distance, best->distances);
    best->parents = (parents & wins) | (best->parents & ~wins);
  }
}

void assay_quickshift_parents(const assay_quickshift *job, ptrdiff_t first, ptrdiff_t last) {
  for (ptrdiff_t row = first; row < last; row++) {
    for (ptrdiff_t column = 0; column < job->width; column += ASSAY_DOUBLE_LANES) {
      candidates best = {ASSAY_SPLAT_DOUBLE(INFINITY), {0}};
      search(job, &best, row, column);
      ptrdiff_t lanes = assay_min(ASSAY_DOUBLE_LANES, job->width - column), place = row * job->width + column;
      double distances[ASSAY_DOUBLE_LANES];
      int64_t parents[ASSAY_DOUBLE_LANES];
      memcpy(distances, &best.distances, sizeof distances);
      memcpy(parents, &best.parents, sizeof parents);
      for (ptrdiff_t lane = 0; lane < lanes; lane++) {
        bool is_near = distances[lane] < INFINITY && sqrt(distances[lane]) <= job->greatest;
        job->parents[place + lane] = (int32_t)(is_near ? parents[lane] : place + lane);
      }
    }
  }
}

ptrdiff_t assay_label_trees(int32_t *labels, int32_t *parents, ptrdiff_t n) {
  int32_t count = 0;
  for (ptrdiff_t i = 0; i < n; i++) {
    int32_t root = (int32_t)i;
    while (parents[root] != root) root = parents[root];
    // The whole way up now leads straight to the root, so no way is walked twice.
    for (int32_t place = (int32_t)i; place != root;) {
      int32_t next = parents[place];
      parents[place] = root;
      place = next;
    }
    if (root == i) labels[i] = count++;
  }
  for (ptrdiff_t i = 0; i < n; i++) labels[i] = labels[parents[i]];
  return count;
}
