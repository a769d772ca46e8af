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

// A byte of a pixel from its neighbours: a on the left, c in the corner, which stay in registers from pixel to pixel.
#define LEFT(k, a, c) a = place[k] = (uint8_t)(place[k] + a)
#define AVERAGE(k, a, c) a = place[k] = (uint8_t)(place[k] + ((a + up[k]) >> 1))
#define NEAREST(k, a, c)                                                                                               \
  do {                                                                                                                 \
    int b = up[k], nearest;                                                                                            \
    PAETH(nearest, a, b, c);                                                                                           \
    a = place[k] = (uint8_t)(place[k] + nearest);                                                                      \
    c = b;                                                                                                             \
  } while (0)

/// Undoes BYTE for every pixel of `step` bytes; pixels of other sizes go in several passes of one byte each.
#define PIXELS(BYTE)                                                                                                   \
  do {                                                                                                                 \
    if (step == 3 || step == 4) {                                                                                      \
      int a0 = 0, a1 = 0, a2 = 0, a3 = 0, c0 = 0, c1 = 0, c2 = 0, c3 = 0;                                              \
      for (; end - place >= step; place += step, up += step) {                                                         \
        BYTE(0, a0, c0);                                                                                               \
        BYTE(1, a1, c1);                                                                                               \
        BYTE(2, a2, c2);                                                                                               \
        if (step == 4) BYTE(3, a3, c3);                                                                                \
      }                                                                                                                \
    } else {                                                                                                           \
      for (ptrdiff_t first = 0; first < step; first++) {                                                               \
        int a = 0, c = 0;                                                                                              \
        for (place = row + first, up = above + first; place < end; place += step, up += step) BYTE(0, a, c);           \
      }                                                                                                                \
    }                                                                                                                  \
  } while (0)

void assay_png_unfilter(uint8_t *row, const uint8_t *above, ptrdiff_t count, ptrdiff_t step, int filter) {
  uint8_t *place = row, *end = row + count;
  const uint8_t *up = above;
  switch (filter) {
  case 1: PIXELS(LEFT); break;
  case 2: add_above(row, above, count); break;
  case 3: PIXELS(AVERAGE); break;
  case 4: PIXELS(NEAREST); break;
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
