// SLIC (Achanta et al., "SLIC Superpixels Compared to State-of-the-Art Superpixel Methods", TPAMI 34, 2012).
#include "vector_doubles.h"

#pragma STDC FP_CONTRACT OFF

enum { CENTRE = 5 }; // row, column, three features

/// Gives the pixels of a row from `left` to before `right` to centre k where it is the nearest so far.
ASSAY_WIDE static void claim(const assay_slic *job, ptrdiff_t k, ptrdiff_t row, ptrdiff_t left, ptrdiff_t right) {
  const double *centre = job->centres + CENTRE * k;
  double down = centre[0] - (double)row, rows = down * down;
  ptrdiff_t start = row * job->stride;
  const assay_d8 lanes = {0, 1, 2, 3, 4, 5, 6, 7};
  for (ptrdiff_t column = left; column < right; column += ASSAY_DOUBLE_LANES) {
    ptrdiff_t place = start + column;
    assay_d8 columns = lanes + (double)column;
    assay_d8 across = centre[1] - columns;
    assay_d8 x = *(const assay_d8 *)(job->features[0] + place) - centre[2];
    assay_d8 y = *(const assay_d8 *)(job->features[1] + place) - centre[3];
    assay_d8 z = *(const assay_d8 *)(job->features[2] + place) - centre[4];
    assay_d8 distance = (rows + across * across) * job->spatial_weight + (x * x + y * y + z * z);
    assay_d8 nearest = *(const assay_d8 *)(job->distances + place);
    assay_l8 wins = (nearest > distance) & (columns < (double)right);
    *(assay_d8 *)(job->distances + place) = ASSAY_SELECT_DOUBLES(wins, distance, nearest);
    assay_i8 mask = __builtin_convertvector(wins, assay_i8), labels = *(assay_i8 *)(job->labels + place);
    *(assay_i8 *)(job->labels + place) = (mask & (int32_t)k) | (labels & ~mask);
  }
}

/// The whole part of a number moved into 0 ... length.
static ptrdiff_t bounded(double place, ptrdiff_t length) {
  return place <= 0 ? 0 : place >= (double)length ? length : (ptrdiff_t)place;
}

void assay_slic_assign(const assay_slic *job, ptrdiff_t first, ptrdiff_t last) {
  for (ptrdiff_t i = first * job->stride; i < last * job->stride; i++) job->distances[i] = __builtin_inf();
  double reach = 2 * job->step;
  for (ptrdiff_t k = 0; k < job->count; k++) {
    if (job->counts[k] == 0) continue;
    const double *centre = job->centres + CENTRE * k;
    ptrdiff_t top = assay_max(first, bounded(centre[0] - reach, job->height));
    ptrdiff_t bottom = assay_min(last, bounded(centre[0] + reach + 1, job->height));
    ptrdiff_t left = bounded(centre[1] - reach, job->width), right = bounded(centre[1] + reach + 1, job->width);
    for (ptrdiff_t row = top; row < bottom; row++) claim(job, k, row, left, right);
  }
}

void assay_slic_move(const assay_slic *job) {
  memset(job->counts, 0, (size_t)job->count * sizeof(int64_t));
  memset(job->centres, 0, (size_t)(CENTRE * job->count) * sizeof(double));
  for (ptrdiff_t row = 0; row < job->height; row++) {
    for (ptrdiff_t column = 0; column < job->width; column++) {
      ptrdiff_t place = row * job->stride + column, k = job->labels[place];
      double *centre = job->centres + CENTRE * k;
      job->counts[k]++;
      centre[0] += (double)row;
      centre[1] += (double)column;
      centre[2] += job->features[0][place];
      centre[3] += job->features[1][place];
      centre[4] += job->features[2][place];
    }
  }
  for (ptrdiff_t k = 0; k < job->count; k++) {
    if (job->counts[k] == 0) continue;
    for (int i = 0; i < CENTRE; i++) job->centres[CENTRE * k + i] /= (double)job->counts[k];
  }
}

/// A part that grows over pixels of one label, breadth first, up to `largest` of them.
typedef struct part {
  int32_t *out, *queue;
  const int32_t *labels;
  ptrdiff_t height, width, largest;
  ptrdiff_t size;
  int32_t number, beside; // its own number, and that of a part it touches
} part;

static void visit(part *part, int32_t label, ptrdiff_t row, ptrdiff_t column) {
  if (row < 0 || row >= part->height || column < 0 || column >= part->width) return;
  ptrdiff_t place = row * part->width + column;
  int32_t number = part->out[place];
  if (number < 0 && part->labels[place] == label) {
    part->out[place] = part->number;
    part->queue[part->size++] = (int32_t)place;
  } else if (number >= 0 && number != part->number) {
    part->beside = number;
  }
}

static void grow(part *part, ptrdiff_t seed) {
  static const int downs[4] = {0, 0, 1, -1}, rights[4] = {1, -1, 0, 0};
  int32_t label = part->labels[seed];
  part->out[seed] = part->number;
  part->queue[0] = (int32_t)seed;
  part->size = 1;
  part->beside = 0;
  for (ptrdiff_t next = 0; next < part->size && part->size < part->largest; next++) {
    ptrdiff_t row = part->queue[next] / part->width, column = part->queue[next] % part->width;
    for (int side = 0; side < 4 && part->size < part->largest; side++) {
      visit(part, label, row + downs[side], column + rights[side]);
    }
  }
}

ptrdiff_t assay_connect_segments(int32_t *out, const int32_t *labels, int32_t *queue, ptrdiff_t height, ptrdiff_t width,
                                 ptrdiff_t least, ptrdiff_t largest) {
  memset(out, 0xFF, (size_t)(height * width) * sizeof(int32_t));
  part part = {.out = out, .queue = queue, .labels = labels, .height = height, .width = width, .largest = largest};
  int32_t count = 0;
  for (ptrdiff_t seed = 0; seed < height * width; seed++) {
    if (out[seed] >= 0) continue;
    part.number = count;
    grow(&part, seed);
    if (part.size < least) {
      for (ptrdiff_t i = 0; i < part.size; i++) out[queue[i]] = part.beside;
    } else {
      count++;
    }
  }
  return assay_max(1, count); // parts too small stand alone where there is no other
}
