// The row filters of PNG. Bytes above need no order and go by sixteens, for debug builds; the others go one by one.
#include "CAssayKernels.h"

#include <string.h>

typedef uint8_t bytes16 __attribute__((vector_size(16)));

static void add_above(uint8_t *row, const uint8_t *above, ptrdiff_t count) {
  ptrdiff_t i = 0;
  for (; i + 16 <= count; i += 16) {
    bytes16 a, b;
    memcpy(&a, row + i, 16);
    memcpy(&b, above + i, 16);
    a += b;
    memcpy(row + i, &a, 16);
  }
  for (; i < count; i++) row[i] += above[i];
}

/// Whichever of left, above and corner is nearest to left + above - corner, ties in that order.
#define PAETH(result, left, up, corner)                                                                                \
  do {                                                                                                                 \
    int to_left = (up) - (corner), to_up = (left) - (corner), to_corner = to_left + to_up;                             \
    to_left = to_left < 0 ? -to_left : to_left;                                                                        \
    to_up = to_up < 0 ? -to_up : to_up;                                                                                \
    to_corner = to_corner < 0 ? -to_corner : to_corner;                                                                \
    result = to_left <= to_up && to_left <= to_corner ? (left) : to_up <= to_corner ? (up) : (corner);                 \
  } while (0)

void assay_png_unfilter(uint8_t *row, const uint8_t *above, ptrdiff_t count, ptrdiff_t step, int filter) {
  uint8_t *place = row + step, *end = row + count;
  const uint8_t *left = row, *up = above + step, *corner = above;
  switch (filter) {
  case 1:
    while (place < end) *place++ += *left++;
    break;
  case 2: add_above(row, above, count); break;
  case 3:
    for (ptrdiff_t i = 0; i < step; i++) row[i] += above[i] >> 1;
    while (place < end) *place++ += (uint8_t)((*left++ + *up++) >> 1);
    break;
  case 4:
    for (ptrdiff_t i = 0; i < step; i++) row[i] += above[i];
    while (place < end) {
      int a = *left++, b = *up++, c = *corner++, nearest;
      PAETH(nearest, a, b, c);
      *place++ += (uint8_t)nearest;
    }
    break;
  default: break;
  }
}

int64_t assay_png_filter(uint8_t *out, const uint8_t *row, const uint8_t *above, ptrdiff_t count, ptrdiff_t step,
                         int filter) {
  int64_t sum = 0;
  for (ptrdiff_t i = 0; i < count; i++) {
    int left = i < step ? 0 : row[i - step], up = above[i], prediction = 0;
    switch (filter) {
    case 1: prediction = left; break;
    case 2: prediction = up; break;
    case 3: prediction = (left + up) >> 1; break;
    case 4: {
      int corner = i < step ? 0 : above[i - step];
      PAETH(prediction, left, up, corner);
      break;
    }
    default: break;
    }
    int8_t difference = (int8_t)(row[i] - prediction);
    out[i] = (uint8_t)difference;
    sum += difference < 0 ? -difference : difference;
  }
  return sum;
}
