// Imputation by the system of Rong et al., "A consistent and efficient evaluation strategy for attribution methods" (2022):
// symmetric, diagonally dominant and, while a pixel is left, positive definite, so conjugate gradients end (Hestenes and
// Stiefel 1952). Sums run in the order of the removed pixels: the same bits everywhere.
#include "imputation_kernels.h"

#include <string.h>

#pragma STDC FP_CONTRACT OFF

static ptrdiff_t padded_count(ptrdiff_t height, ptrdiff_t width) { return (height + 2) * (width + 2); }

size_t assay_impute_room(ptrdiff_t height, ptrdiff_t width, ptrdiff_t count) {
  return (size_t)(padded_count(height, width) + 5 * count);
}

/// The weighted sum of the eight neighbours of a place of a padded grid, `line` places a row.
static double neighbours(const double *place, ptrdiff_t line) {
  double sides = place[-1] + place[1] + (place[-line] + place[line]);
  double corners = place[-line - 1] + place[-line + 1] + (place[line - 1] + place[line + 1]);
  return sides / 6 + corners / 12;
}

void assay_impute(float *plane, ptrdiff_t height, ptrdiff_t width, const int32_t *removed, ptrdiff_t count,
                  double tolerance, double *room) {
  ptrdiff_t line = width + 2, padded = padded_count(height, width);
  double *grid = room, *diagonal = grid + padded, *solution = diagonal + count, *residual = solution + count;
  double *direction = residual + count, *image = direction + count;
#define PLACE(k) (grid + (removed[k] / width + 1) * line + removed[k] % width + 1)
  // The weights that lie inside the plane, and what the pixels that are left say.
  memset(grid, 0, (size_t)padded * sizeof(double));
  for (ptrdiff_t row = 1; row <= height; row++) {
    for (ptrdiff_t column = 1; column <= width; column++) grid[row * line + column] = 1;
  }
  for (ptrdiff_t k = 0; k < count; k++) diagonal[k] = neighbours(PLACE(k), line);
  for (ptrdiff_t row = 0; row < height; row++) {
    for (ptrdiff_t column = 0; column < width; column++) {
      grid[(row + 1) * line + column + 1] = (double)plane[row * width + column];
    }
  }
  for (ptrdiff_t k = 0; k < count; k++) *PLACE(k) = 0;
  double square = 0;
  for (ptrdiff_t k = 0; k < count; k++) {
    solution[k] = 0;
    residual[k] = direction[k] = neighbours(PLACE(k), line);
    square += residual[k] * residual[k];
  }
  memset(grid, 0, (size_t)padded * sizeof(double));
  double goal = square * tolerance * tolerance;
  // In exact arithmetic as many rounds as unknowns suffice; rounding may want a few more.
  for (ptrdiff_t round = 0; round < 2 * count + 10 && square > goal; round++) {
    for (ptrdiff_t k = 0; k < count; k++) *PLACE(k) = direction[k];
    double product = 0;
    for (ptrdiff_t k = 0; k < count; k++) {
      image[k] = diagonal[k] * direction[k] - neighbours(PLACE(k), line);
      product += direction[k] * image[k];
    }
    double step = square / product, next = 0;
    for (ptrdiff_t k = 0; k < count; k++) {
      solution[k] += step * direction[k];
      residual[k] -= step * image[k];
      next += residual[k] * residual[k];
    }
    double keep = next / square;
    for (ptrdiff_t k = 0; k < count; k++) direction[k] = residual[k] + keep * direction[k];
    square = next;
  }
  for (ptrdiff_t k = 0; k < count; k++) plane[removed[k]] = (float)solution[k];
#undef PLACE
}
