// Standardization by mean and variance, of rows and of channels.
#include "vector_loops.h"

#pragma STDC FP_CONTRACT OFF

// MARK: Rows

static float sum_of(const assay_v16 *lanes) {
  float values[ASSAY_LANES];
  memcpy(values, lanes, sizeof values);
  return assay_sum(values, ASSAY_LANES);
}

/// Zero in the lanes that do not exist.
static void drop_missing(assay_v16 *x, ptrdiff_t lanes) {
  if (lanes < ASSAY_LANES) memset((char *)x + lanes * sizeof(float), 0, (size_t)(ASSAY_LANES - lanes) * sizeof(float));
}

ASSAY_WIDE void assay_row_moments(float *means, float *variances, const float *x, ptrdiff_t rows, ptrdiff_t columns) {
  for (ptrdiff_t r = 0; r < rows; r++, x += columns) {
    float mean = assay_sum(x, columns) / (float)columns;
    assay_v16 sum = {0};
    FOR_EACH_VECTOR(columns) {
      assay_v16 value;
      LOAD(value, x + i);
      value -= mean;
      drop_missing(&value, lanes);
      sum += value * value;
    }
    means[r] = mean;
    variances[r] = sum_of(&sum) / (float)columns;
  }
}

void assay_standardize_rows(float *out, const float *x, const float *means, const float *inverses, ptrdiff_t rows,
                            ptrdiff_t columns) {
  for (ptrdiff_t r = 0; r < rows; r++, x += columns, out += columns) {
    FOR_EACH_VECTOR(columns) {
      assay_v16 value;
      LOAD(value, x + i);
      value = (value - means[r]) * inverses[r];
      STORE(out + i, value);
    }
  }
}

ASSAY_WIDE void assay_standardize_rows_backward(float *out, const float *gradient, const float *x, const float *means,
                                                const float *inverses, ptrdiff_t rows, ptrdiff_t columns) {
  for (ptrdiff_t r = 0; r < rows; r++, x += columns, gradient += columns, out += columns) {
    float mean = assay_sum(gradient, columns) / (float)columns;
    assay_v16 products = {0};
    FOR_EACH_VECTOR(columns) {
      assay_v16 value, g;
      LOAD(value, x + i);
      LOAD(g, gradient + i);
      products += g * ((value - means[r]) * inverses[r]);
    }
    float product_mean = sum_of(&products) / (float)columns;
    FOR_EACH_VECTOR(columns) {
      assay_v16 value, g;
      LOAD(value, x + i);
      LOAD(g, gradient + i);
      g = (g - mean - (value - means[r]) * inverses[r] * product_mean) * inverses[r];
      STORE(out + i, g);
    }
  }
}

// MARK: Rows with their own moments

ASSAY_WIDE static void scaled_row(float *out, const float *x, float mean, float inverse, const float *scale,
                                  const float *shift, ptrdiff_t columns) {
  FOR_EACH_VECTOR(columns) {
    assay_v16 value, factor, summand;
    LOAD(value, x + i);
    LOAD(factor, scale + i);
    LOAD(summand, shift + i);
    value = (value - mean) * inverse * factor + summand;
    STORE(out + i, value);
  }
}

ASSAY_WIDE static void multiplied_row(float *out, const float *x, const float *y, ptrdiff_t columns) {
  FOR_EACH_VECTOR(columns) {
    assay_v16 value, factor;
    LOAD(value, x + i);
    LOAD(factor, y + i);
    value *= factor;
    STORE(out + i, value);
  }
}

static float inverse_deviation(float variance, float epsilon) {
  return 1.0f / __builtin_sqrtf(variance + epsilon);
}

void assay_normalize_rows(float *out, const float *x, const float *scale, const float *shift, float epsilon,
                          ptrdiff_t rows, ptrdiff_t columns) {
  for (ptrdiff_t r = 0; r < rows; r++, x += columns, out += columns) {
    float mean, variance;
    assay_row_moments(&mean, &variance, x, 1, columns);
    scaled_row(out, x, mean, inverse_deviation(variance, epsilon), scale, shift, columns);
  }
}

void assay_normalize_rows_backward(float *out, const float *gradient, const float *x, const float *scale, float epsilon,
                                   ptrdiff_t rows, ptrdiff_t columns) {
  for (ptrdiff_t r = 0; r < rows; r++, x += columns, gradient += columns, out += columns) {
    float mean, variance;
    assay_row_moments(&mean, &variance, x, 1, columns);
    float inverse = inverse_deviation(variance, epsilon);
    multiplied_row(out, gradient, scale, columns);
    assay_standardize_rows_backward(out, out, x, &mean, &inverse, 1, columns);
  }
}

// MARK: Channels

// Few channels are taken several pixels at a time, with the constants repeated: vectors then cross pixels.
enum { REPEATED = 256 };

/// `count` arrays of a number for each channel, each repeated over as many pixels as fit: at out + k * REPEATED.
static void repeat_channels(float *out, const float *const *arrays, int count, ptrdiff_t together,
                            ptrdiff_t channels) {
  for (int k = 0; k < count; k++) {
    for (ptrdiff_t p = 0; p < together; p++) assay_copy(out + k * REPEATED + p * channels, arrays[k], channels);
  }
}

/// How many pixels a pass takes: 1 for many channels, whose constants need no copy.
static ptrdiff_t pixels_together(ptrdiff_t pixels, ptrdiff_t channels) {
  return channels < 64 ? assay_max(1, assay_min(pixels, REPEATED / assay_max(1, channels))) : 1;
}

// Sums over the pixels take this many channels in one pass, so that a pixel's are fetched together.
enum { WIDE_CHANNELS = 4 * ASSAY_LANES };

ASSAY_WIDE static void wide_deviations(float *out, const float *x, const float *means, ptrdiff_t pixels,
                                       ptrdiff_t channels) {
  assay_v16 sums[4] = {{0}, {0}, {0}, {0}};
  for (ptrdiff_t p = 0; p < pixels; p++, x += channels) {
    for (int k = 0; k < 4; k++) {
      assay_v16 value = *(const assay_v16 *)(x + k * ASSAY_LANES) - *(const assay_v16 *)(means + k * ASSAY_LANES);
      sums[k] += value * value;
    }
  }
  for (int k = 0; k < 4; k++) *(assay_v16 *)(out + k * ASSAY_LANES) = sums[k];
}

void assay_channel_deviations(float *out, const float *x, const float *means, ptrdiff_t pixels, ptrdiff_t channels) {
  ptrdiff_t done = 0;
  for (; done + WIDE_CHANNELS <= channels; done += WIDE_CHANNELS) {
    wide_deviations(out + done, x + done, means + done, pixels, channels);
  }
  x += done, means += done, out += done;
  FOR_EACH_VECTOR(channels - done) {
    assay_v16 sum = {0}, mean;
    LOAD(mean, means + i);
    for (ptrdiff_t p = 0; p < pixels; p++) {
      assay_v16 value;
      LOAD(value, x + p * channels + i);
      value -= mean;
      sum += value * value;
    }
    STORE(out + i, sum);
  }
}

ASSAY_WIDE static void standardize_run(float *out, const float *x, const float *means, const float *inverses, ptrdiff_t n) {
  FOR_EACH_VECTOR(n) {
    assay_v16 value, mean, inverse;
    LOAD(value, x + i);
    LOAD(mean, means + i);
    LOAD(inverse, inverses + i);
    value = (value - mean) * inverse;
    STORE(out + i, value);
  }
}

void assay_standardize_channels(float *out, const float *x, const float *means, const float *inverses, ptrdiff_t pixels,
                                ptrdiff_t channels) {
  float repeated[2 * REPEATED];
  const float *arrays[] = {means, inverses};
  ptrdiff_t together = pixels_together(pixels, channels);
  if (together > 1) {
    repeat_channels(repeated, arrays, 2, together, channels);
    for (int k = 0; k < 2; k++) arrays[k] = repeated + k * REPEATED;
  }
  for (ptrdiff_t p = 0; p < pixels; p += together) {
    ptrdiff_t offset = p * channels;
    standardize_run(out + offset, x + offset, arrays[0], arrays[1], assay_min(together, pixels - p) * channels);
  }
}

ASSAY_WIDE static void wide_products(float *products, const float *gradient, const float *x, const float *means,
                                     const float *inverses, ptrdiff_t pixels, ptrdiff_t channels) {
  assay_v16 sums[4] = {{0}, {0}, {0}, {0}};
  for (ptrdiff_t p = 0; p < pixels; p++, x += channels, gradient += channels) {
    for (int k = 0; k < 4; k++) {
      assay_v16 value = *(const assay_v16 *)(x + k * ASSAY_LANES) - *(const assay_v16 *)(means + k * ASSAY_LANES);
      value *= *(const assay_v16 *)(inverses + k * ASSAY_LANES);
      sums[k] += *(const assay_v16 *)(gradient + k * ASSAY_LANES) * value;
    }
  }
  for (int k = 0; k < 4; k++) *(assay_v16 *)(products + k * ASSAY_LANES) = sums[k];
}

void assay_standardized_products(float *products, const float *gradient, const float *x, const float *means,
                                 const float *inverses, ptrdiff_t pixels, ptrdiff_t channels) {
  ptrdiff_t done = 0;
  for (; done + WIDE_CHANNELS <= channels; done += WIDE_CHANNELS) {
    wide_products(products + done, gradient + done, x + done, means + done, inverses + done, pixels, channels);
  }
  x += done, gradient += done, means += done, inverses += done, products += done;
  FOR_EACH_VECTOR(channels - done) {
    assay_v16 sum = {0}, mean, inverse;
    LOAD(mean, means + i);
    LOAD(inverse, inverses + i);
    for (ptrdiff_t p = 0; p < pixels; p++) {
      assay_v16 value, g;
      LOAD(value, x + p * channels + i);
      LOAD(g, gradient + p * channels + i);
      sum += g * ((value - mean) * inverse);
    }
    STORE(products + i, sum);
  }
}

ASSAY_WIDE static void backward_run(float *out, const float *gradient, const float *x, const float *const *arrays,
                                    ptrdiff_t n) {
  FOR_EACH_VECTOR(n) {
    assay_v16 value, g, mean, inverse, gradient_mean, product_mean;
    LOAD(value, x + i);
    LOAD(g, gradient + i);
    LOAD(mean, arrays[0] + i);
    LOAD(inverse, arrays[1] + i);
    LOAD(gradient_mean, arrays[2] + i);
    LOAD(product_mean, arrays[3] + i);
    g = (g - gradient_mean - (value - mean) * inverse * product_mean) * inverse;
    STORE(out + i, g);
  }
}

void assay_standardize_channels_backward(float *out, const float *gradient, const float *x, const float *means,
                                         const float *inverses, const float *gradient_means,
                                         const float *product_means, ptrdiff_t pixels, ptrdiff_t channels) {
  float repeated[4 * REPEATED];
  const float *arrays[] = {means, inverses, gradient_means, product_means};
  ptrdiff_t together = pixels_together(pixels, channels);
  if (together > 1) {
    repeat_channels(repeated, arrays, 4, together, channels);
    for (int k = 0; k < 4; k++) arrays[k] = repeated + k * REPEATED;
  }
  for (ptrdiff_t p = 0; p < pixels; p += together) {
    ptrdiff_t offset = p * channels;
    backward_run(out + offset, gradient + offset, x + offset, arrays, assay_min(together, pixels - p) * channels);
  }
}
