// Sparse maps that take pixels from anywhere between those of an image: turns, moves, bends.
#include "internal.h"

#include <math.h>

#pragma STDC FP_CONTRACT OFF

void assay_affine_places(double *rows, double *columns, const double *matrix, ptrdiff_t out_height,
                         ptrdiff_t out_width, ptrdiff_t height, ptrdiff_t width) {
  double middle_row = (double)(height - 1) / 2, middle_column = (double)(width - 1) / 2;
  for (ptrdiff_t row = 0; row < out_height; row++) {
    double y = (double)row - (double)(out_height - 1) / 2;
    for (ptrdiff_t column = 0; column < out_width; column++) {
      double x = (double)column - (double)(out_width - 1) / 2;
      *columns++ = middle_column + (matrix[0] * x + matrix[1] * y + matrix[2]);
      *rows++ = middle_row + (matrix[3] * x + matrix[4] * y + matrix[5]);
    }
  }
}

void assay_displaced_places(double *rows, double *columns, const float *down, const float *right, ptrdiff_t height,
                            ptrdiff_t width) {
  for (ptrdiff_t row = 0; row < height; row++) {
    for (ptrdiff_t column = 0; column < width; column++) {
      *rows++ = (double)row + (double)*down++;
      *columns++ = (double)column + (double)*right++;
    }
  }
}

void assay_transpose_map(int32_t *starts, int32_t *targets, float *weights, ptrdiff_t source_count,
                         ptrdiff_t target_count, const int32_t *old_starts, const int32_t *old_sources,
                         const float *old_weights) {
  ptrdiff_t terms = old_starts[target_count];
  memset(starts, 0, (size_t)(source_count + 1) * sizeof(int32_t));
  // Sorted by counting: how many terms each source has, so where its first one goes, and then every term to its place.
  // Filling moves each start to the next source's, which is undone at the end.
  for (ptrdiff_t t = 0; t < terms; t++) starts[old_sources[t] + 1]++;
  for (ptrdiff_t s = 0; s < source_count; s++) starts[s + 1] += starts[s];
  for (ptrdiff_t target = 0; target < target_count; target++) {
    for (ptrdiff_t t = old_starts[target]; t < old_starts[target + 1]; t++) {
      int32_t place = starts[old_sources[t]]++;
      targets[place] = (int32_t)target;
      weights[place] = old_weights[t];
    }
  }
  memmove(starts + 1, starts, (size_t)source_count * sizeof(int32_t));
  starts[0] = 0;
}

/// A place moved into 0 ... length - 1 as the border wants it; a place that is nowhere stays so.
static double folded(double place, ptrdiff_t length, assay_beyond beyond) {
  double last = (double)(length - 1);
  if (beyond == ASSAY_NOTHING) return place;
  if (beyond == ASSAY_MIRRORED) {
    if (length == 1) return 0;
    place = fmod(fabs(place), 2 * last);
    return place > last ? 2 * last - place : place;
  }
  return place < 0 ? 0 : place > last ? last : place;
}

void assay_sampling_terms(int32_t *starts, int32_t *sources, float *weights, const double *rows, const double *columns,
                          ptrdiff_t count, ptrdiff_t height, ptrdiff_t width, assay_beyond beyond, bool nearest) {
  int32_t terms = 0;
  starts[0] = 0;
  for (ptrdiff_t i = 0; i < count; i++) {
    double row = folded(rows[i], height, beyond), column = folded(columns[i], width, beyond);
    if (nearest) {
      row = rint(row);
      column = rint(column);
    }
    // Far outside there is nothing; the bounds also keep the conversions to integers in range, and NaN out.
    if (row > -1 && row < (double)height && column > -1 && column < (double)width) {
      ptrdiff_t top = (ptrdiff_t)floor(row), left = (ptrdiff_t)floor(column);
      double down = row - (double)top, right = column - (double)left;
      for (ptrdiff_t y = 0; y < 2; y++) {
        double height_share = y ? down : 1 - down;
        if (height_share == 0 || top + y < 0 || top + y >= height) continue;
        for (ptrdiff_t x = 0; x < 2; x++) {
          double share = height_share * (x ? right : 1 - right);
          if (share == 0 || left + x < 0 || left + x >= width) continue;
          sources[terms] = (int32_t)((top + y) * width + left + x);
          weights[terms++] = (float)share;
        }
      }
    }
    starts[i + 1] = terms;
  }
}
