// Sums and other reductions in a fixed order: lane l takes elements l, l + 16, …; then the lanes pairwise 8, 4, 2, 1.
#include "vector_math.h"

#pragma STDC FP_CONTRACT OFF

static float sum_lanes(const assay_v16 *lanes) {
  float x[ASSAY_LANES];
  memcpy(x, lanes, sizeof x);
  for (int width = 8; width > 0; width /= 2) {
    for (int lane = 0; lane < width; lane++) x[lane] += x[lane + width];
  }
  return x[0];
}

/// Sums `expression` of a (and b) over n elements; the missing lanes of the last vector are 0.
#define SUM_OF(LOAD, LOAD_PART, expression)                                                                            \
  assay_v16 sum = {0};                                                                                                 \
  ptrdiff_t i = 0;                                                                                                     \
  for (; i + ASSAY_LANES <= n; i += ASSAY_LANES) {                                                                     \
    assay_v16 a = *(const assay_v16 *)(x + i);                                                                         \
    LOAD;                                                                                                              \
    sum += expression;                                                                                                 \
  }                                                                                                                    \
  if (i < n) {                                                                                                         \
    assay_v16 a;                                                                                                       \
    assay_load_part(&a, x + i, n - i);                                                                                 \
    LOAD_PART;                                                                                                         \
    sum += expression;                                                                                                 \
  }                                                                                                                    \
  return sum_lanes(&sum)

#define LOAD_Y assay_v16 b = *(const assay_v16 *)(y + i)
#define LOAD_Y_PART                                                                                                    \
  assay_v16 b;                                                                                                         \
  assay_load_part(&b, y + i, n - i)

float assay_sum(const float *x, ptrdiff_t n) { SUM_OF((void)0, (void)0, a); }

float assay_dot(const float *x, const float *y, ptrdiff_t n) { SUM_OF(LOAD_Y, LOAD_Y_PART, a * b); }

float assay_sum_of_absolutes(const float *x, ptrdiff_t n) { SUM_OF((void)0, (void)0, ASSAY_ABSOLUTE(a)); }

float assay_l2_distance_squared(const float *x, const float *y, ptrdiff_t n) {
  SUM_OF(LOAD_Y, LOAD_Y_PART, (a - b) * (a - b));
}

float assay_max_absolute_difference(const float *x, const float *y, ptrdiff_t n) {
  assay_v16 largest = {0};
  for (ptrdiff_t i = 0; i < n; i += ASSAY_LANES) {
    assay_v16 a, b;
    assay_load_part(&a, x + i, assay_min(ASSAY_LANES, n - i));
    assay_load_part(&b, y + i, assay_min(ASSAY_LANES, n - i));
    assay_v16 difference = ASSAY_ABSOLUTE(a - b);
    // NaN enters and stays.
    largest = ASSAY_SELECT((difference > largest) | (difference != difference), difference, largest);
  }
  float result = 0, lanes[ASSAY_LANES];
  memcpy(lanes, &largest, sizeof lanes);
  for (int lane = 0; lane < ASSAY_LANES; lane++) {
    if (lanes[lane] != lanes[lane]) return lanes[lane];
    if (lanes[lane] > result) result = lanes[lane];
  }
  return result;
}

void assay_sum_rows(float *out, const float *x, ptrdiff_t rows, ptrdiff_t columns) {
  for (ptrdiff_t r = 0; r < rows; r++) out[r] = assay_sum(x + r * columns, columns);
}

/// Four vectors of columns.
ASSAY_WIDE static void sum_wide_columns(float *out, const float *x, ptrdiff_t rows, ptrdiff_t row_stride) {
  assay_v16 sums[4] = {{0}, {0}, {0}, {0}};
  for (ptrdiff_t r = 0; r < rows; r++, x += row_stride) {
    for (int i = 0; i < 4; i++) sums[i] += *(const assay_v16 *)(x + i * ASSAY_LANES);
  }
  for (int i = 0; i < 4; i++) *(assay_v16 *)(out + i * ASSAY_LANES) = sums[i];
}

void assay_sum_columns_strided(float *out, const float *x, ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t row_stride) {
  ptrdiff_t column = 0;
  for (; column + 4 * ASSAY_LANES <= columns; column += 4 * ASSAY_LANES) {
    sum_wide_columns(out + column, x + column, rows, row_stride);
  }
  for (; column < columns; column += ASSAY_LANES) {
    ptrdiff_t lanes = assay_min(ASSAY_LANES, columns - column);
    assay_v16 sum = {0}, value;
    const float *from = x + column;
    for (ptrdiff_t r = 0; r < rows; r++, from += row_stride) {
      if (lanes == ASSAY_LANES) {
        sum += *(const assay_v16 *)from;
      } else {
        assay_load_part(&value, from, lanes);
        sum += value;
      }
    }
    assay_store_part(out + column, &sum, lanes);
  }
}

void assay_sum_columns(float *out, const float *x, ptrdiff_t rows, ptrdiff_t columns) {
  assay_sum_columns_strided(out, x, rows, columns, columns);
}

ptrdiff_t assay_argmax(const float *x, ptrdiff_t n) {
  ptrdiff_t best = -1;
  for (ptrdiff_t i = 0; i < n; i++) {
    if (best < 0 ? x[i] == x[i] : x[i] > x[best]) best = i;
  }
  return best < 0 ? 0 : best;
}
