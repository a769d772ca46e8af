// Prints one checksum for each kernel, the same on every processor: build it natively and, for NEON, with
// clang --target=aarch64-linux-gnu -static -ISources/CAssayKernels/include Tests/Kernels/neon_check.c Sources/CAssayKernels/*.c
// (under qemu-aarch64-static), and compare what the two print.
#include "CAssayKernels.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// MARK: Checksums

static int failures = 0;

/// FNV-1a over the words; the bits of NaN differ between processors, so all NaN count as one.
static uint64_t checksum(const float *x, size_t n) {
  uint64_t hash = 0xCBF29CE484222325u;
  for (size_t i = 0; i < n; i++) {
    uint32_t word = 0x7FC00000;
    if (x[i] == x[i]) memcpy(&word, x + i, sizeof word);
    hash = (hash ^ word) * 0x100000001B3u;
  }
  return hash;
}

static void report(const char *name, uint64_t sum) { printf("%-44s %016llx\n", name, (unsigned long long)sum); }

static void report_bytes(const char *name, const uint8_t *x, size_t n) {
  uint64_t hash = 0xCBF29CE484222325u;
  for (size_t i = 0; i < n; i++) hash = (hash ^ x[i]) * 0x100000001B3u;
  report(name, hash);
}

static uint64_t position = 0;

/// Numbers in [-1, 1), from a position that moves on.
static float *numbers(size_t n) {
  float *x = malloc((n + 64) * sizeof(float));
  if (!x) abort();
  assay_philox_uniform(x, 7, 11, position, -1, 1, (ptrdiff_t)(n + 64));
  position += n + 64;
  return x;
}

/// Memory whose contents must not matter.
static float *scratch_floats(size_t n) {
  float *x = malloc((n + 64) * sizeof(float));
  if (!x) abort();
  assay_fill(x, __builtin_nanf(""), (ptrdiff_t)(n + 64));
  return x;
}

/// The instruction sets that this processor can run must agree before one checksum is printed.
static void report_isas(const char *name, void (*run)(assay_isa isa, float *out, const void *context), size_t n,
                        const void *context) {
  uint64_t first = 0;
  bool any = false;
  for (int isa = ASSAY_ISA_PORTABLE; isa <= ASSAY_ISA_NEON; isa++) {
    if (!assay_isa_is_supported((assay_isa)isa)) continue;
    float *out = malloc((n + 64) * sizeof(float));
    if (!out) abort();
    memset(out, 0, (n + 64) * sizeof(float));
    run((assay_isa)isa, out, context);
    uint64_t sum = checksum(out, n);
    if (any && sum != first) {
      printf("%s: instruction set %d differs\n", name, isa);
      failures++;
    }
    first = sum;
    any = true;
    free(out);
  }
  report(name, first);
}

// MARK: Products

typedef struct product_case {
  ptrdiff_t rows, columns, k;
  const float *a, *b, *bias;
  bool relu;
} product_case;

static void run_product(assay_isa isa, float *out, const void *context) {
  const product_case *c = context;
  const ptrdiff_t segments[2] = {0, c->k};
  assay_product product = {
    .a = c->a, .a_row_stride = 2 * c->k, .a_step = 1, .segments = segments, .segment_count = 2, .segment_length = c->k,
    .b = c->b, .b_block_stride = 2 * c->k * ASSAY_LANES, .b_step = ASSAY_LANES, .c = out, .c_row_stride = c->columns,
    .bias = c->bias, .rows = c->rows, .columns = c->columns, .relu = c->relu,
  };
  assay_tile_product(isa, &product);
}

static void check_products(void) {
  const ptrdiff_t shapes[][3] = {{1, 16, 3}, {5, 10, 7}, {14, 32, 25}, {17, 33, 12}, {40, 70, 1}, {3, 128, 31}};
  for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
    product_case c = {.rows = shapes[i][0], .columns = shapes[i][1], .k = shapes[i][2], .relu = i % 2 == 0};
    float *a = numbers((size_t)(c.rows * 2 * c.k)), *bias = numbers((size_t)c.columns);
    float *b = numbers(assay_packed_count(2 * c.k, c.columns));
    c.a = a;
    c.b = b;
    c.bias = bias;
    char name[64];
    snprintf(name, sizeof name, "product %dx%dx%d", (int)c.rows, (int)c.columns, (int)(2 * c.k));
    report_isas(name, run_product, (size_t)(c.rows * c.columns), &c);
    free(a);
    free(b);
    free(bias);
  }
}

static void run_gemm(assay_isa isa, float *out, const void *context) {
  const product_case *c = context;
  assay_gemm_job job = {
    .m = c->rows, .n = c->columns, .k = c->k, .a = c->a, .a_row_stride = 1, .a_step = c->rows, .packed_b = c->b,
    .c = out,
    .c_row_stride = c->columns, .bias = c->bias, .relu = c->relu,
  };
  job.scratch = scratch_floats(assay_gemm_scratch_count(&job));
  assay_gemm(isa, &job);
  free(job.scratch);
}

static void check_gemm(void) {
  product_case c = {.rows = 37, .columns = 85, .k = 600};
  float *a = numbers(37 * 600), *b = numbers(85 * 600), *packed = scratch_floats(assay_packed_count(600, 85));
  assay_pack(packed, b, 600, 85, 1, 600);
  c.a = a;
  c.b = packed;
  report("pack", checksum(packed, assay_packed_count(600, 85)));
  report_isas("gemm 37x85x600", run_gemm, 37 * 85, &c);
  free(a);
  free(b);
  free(packed);
}

// MARK: Convolution

typedef struct conv_case {
  assay_conv conv;
  const float *x, *dy, *weights, *bias;
} conv_case;

enum { IMAGES = 3 };
static assay_view dense(const float *base, ptrdiff_t height, ptrdiff_t width, ptrdiff_t channels) {
  return (assay_view){(float *)base, height * width * channels, width * channels, channels};
}

static assay_view input_view(const conv_case *c, const float *base) {
  return dense(base, c->conv.in_height, c->conv.in_width, c->conv.in_channels);
}

static assay_view output_view(const conv_case *c, const float *base) {
  return dense(base, c->conv.out_height, c->conv.out_width, c->conv.out_channels);
}

static void run_forward(assay_isa isa, float *out, const void *context) {
  const conv_case *c = context;
  float *packed = scratch_floats(assay_conv_forward_packed_count(&c->conv));
  float *pack_scratch = scratch_floats(assay_conv_forward_pack_scratch_count(&c->conv));
  for (ptrdiff_t part = 0; part < assay_conv_forward_pack_parts(&c->conv); part++) {
    assay_conv_pack_forward(isa, packed, c->weights, &c->conv, part, pack_scratch);
  }
  float *scratch = scratch_floats(assay_conv_forward_scratch_count(&c->conv, false));
  assay_conv_forward(isa, &c->conv, IMAGES, input_view(c, c->x), false, packed, c->bias, true, output_view(c, out),
                     scratch);
  free(packed);
  free(pack_scratch);
  free(scratch);
}

static void run_input_gradient(assay_isa isa, float *out, const void *context) {
  const conv_case *c = context;
  float *packed = scratch_floats(assay_conv_input_gradient_packed_count(&c->conv));
  float *pack_scratch = scratch_floats(assay_conv_input_gradient_pack_scratch_count(&c->conv));
  for (ptrdiff_t part = 0; part < assay_conv_input_gradient_pack_parts(&c->conv); part++) {
    assay_conv_pack_input_gradient(isa, packed, c->weights, &c->conv, part, pack_scratch);
  }
  float *scratch = scratch_floats(assay_conv_input_gradient_scratch_count(&c->conv));
  assay_conv_input_gradient(isa, &c->conv, IMAGES, output_view(c, c->dy), packed, input_view(c, out), scratch);
  free(packed);
  free(pack_scratch);
  free(scratch);
}

static void run_weight_gradient(assay_isa isa, float *out, const void *context) {
  const conv_case *c = context;
  size_t sums_count = assay_conv_weight_gradient_sums_count(&c->conv);
  float *scratch = scratch_floats(assay_conv_weight_gradient_scratch_count(&c->conv));
  float *sums = scratch_floats(sums_count);
  for (ptrdiff_t part = 0; part < assay_conv_weight_gradient_parts(&c->conv); part++) {
    assay_conv_weight_gradient(isa, &c->conv, IMAGES, input_view(c, c->x), output_view(c, c->dy), out, sums, part,
                               scratch);
  }
  if (sums_count > 0) assay_conv_weight_gradient_finish(isa, &c->conv, sums, out, 0, c->conv.out_channels);
  free(scratch);
  free(sums);
}

/// What images and gradients hold beside numbers in [-1, 1), or that all products are denormal.
typedef enum contents { PLAIN, DENORMAL, NOT_FINITE } contents;

static void fill_with(contents contents, float *x, size_t n) {
  if (contents == DENORMAL) assay_binary_scalar(ASSAY_MULTIPLY, x, x, 1e-20f, (ptrdiff_t)n);
  if (contents != NOT_FINITE) return;
  const float special[] = {__builtin_inff(), __builtin_nanf(""), -__builtin_inff()};
  for (size_t i = 0; i < 3; i++) x[(2 * i + 1) * n / 6] = special[i];
}

static void check_conv_with(contents contents, const char *name, ptrdiff_t in_channels, ptrdiff_t out_channels,
                            ptrdiff_t groups, ptrdiff_t size, ptrdiff_t kernel, ptrdiff_t stride, ptrdiff_t pad,
                            ptrdiff_t dilation) {
  ptrdiff_t out = (size + 2 * pad - dilation * (kernel - 1) - 1) / stride + 1;
  conv_case c = {.conv = {in_channels, out_channels, groups, size, size, out, out, kernel, kernel, stride, stride, pad,
                          pad,
                          dilation, dilation}};
  size_t inputs = (size_t)(IMAGES * size * size * in_channels), outputs = (size_t)(IMAGES * out * out * out_channels);
  size_t weight_count = (size_t)(out_channels * kernel * kernel * (in_channels / groups));
  float *x = numbers(inputs), *dy = numbers(outputs), *weights = numbers(weight_count);
  float *bias = numbers((size_t)out_channels);
  fill_with(contents, x, inputs);
  fill_with(contents, dy, outputs);
  if (contents == DENORMAL) {
    fill_with(contents, weights, weight_count);
    // A bias would swallow what is denormal.
    assay_fill(bias, 0, out_channels);
  }
  c.x = x;
  c.dy = dy;
  c.weights = weights;
  c.bias = bias;
  char line[64];
  snprintf(line, sizeof line, "conv %s", name);
  report_isas(line, run_forward, outputs, &c);
  snprintf(line, sizeof line, "conv %s dX", name);
  report_isas(line, run_input_gradient, inputs, &c);
  snprintf(line, sizeof line, "conv %s dW", name);
  report_isas(line, run_weight_gradient, weight_count, &c);
  free(x);
  free(dy);
  free(weights);
  free(bias);
}

static void check_conv(const char *name, ptrdiff_t in_channels, ptrdiff_t out_channels, ptrdiff_t groups,
                       ptrdiff_t size, ptrdiff_t kernel, ptrdiff_t stride, ptrdiff_t pad, ptrdiff_t dilation) {
  static const char *const kinds[] = {"", ", denormal", ", not finite"};
  for (int kind = PLAIN; kind <= NOT_FINITE; kind++) {
    char line[48];
    snprintf(line, sizeof line, "%s%s", name, kinds[kind]);
    check_conv_with((contents)kind, line, in_channels, out_channels, groups, size, kernel, stride, pad, dilation);
  }
}

// MARK: The others

static void check_pooling(void) {
  assay_pool pool = {19, 13, 12, 6, 6, 3, 2, 2, 2, 1, 0, 1, 1};
  size_t inputs = 2 * 13 * 12 * 19, outputs = 2 * 6 * 6 * 19;
  float *x = numbers(inputs), *y = numbers(outputs), *dx = numbers(inputs), *dy = numbers(outputs);
  int32_t *indices = malloc(outputs * sizeof(int32_t));
  if (!indices) abort();
  assay_view xs = dense(x, 13, 12, 19), ys = dense(y, 6, 6, 19), dxs = dense(dx, 13, 12, 19), dys = dense(dy, 6, 6, 19);
  assay_max_pool_forward(&pool, 2, xs, ys, indices);
  report("max pool", checksum(y, outputs));
  assay_max_pool_scatter(&pool, 2, dys, indices, dxs);
  report("max pool scatter", checksum(dx, inputs));
  assay_max_pool_gather(&pool, 2, xs, indices, ys);
  report("max pool gather", checksum(y, outputs));
  assay_average_pool_forward(&pool, 2, xs, ys, false, 0);
  report("average pool", checksum(y, outputs));
  assay_average_pool_backward(&pool, 2, dys, dxs, true, 0);
  report("average pool backward", checksum(dx, inputs));
  assay_pool plain = {16, 13, 12, 6, 6, 2, 2, 2, 2, 0, 0, 1, 1};
  xs = dense(x, 13, 12, 16), ys = dense(y, 6, 6, 16), dxs = dense(dx, 13, 12, 16), dys = dense(dy, 6, 6, 16);
  assay_max_pool_forward(&plain, 2, xs, ys, NULL);
  assay_relu_max_pool_backward(&plain, 2, xs, ys, dys, dxs);
  report("relu max pool backward", checksum(dx, 2 * 13 * 12 * 16));
  free(x);
  free(y);
  free(dx);
  free(dy);
  free(indices);
}

static void check_elements(void) {
  enum { COUNT = 4099 };
  static const char *const names[] = {"negate", "absolute", "sign", "relu", "step", "exp", "log", "tanh", "sigmoid",
                                      "softplus", "square root", "reciprocal", "square", "erf"};
  float *x = numbers(COUNT), *y = numbers(COUNT), *out = numbers(COUNT);
  assay_binary_scalar(ASSAY_MULTIPLY, x, x, 12, COUNT);
  const float special[] = {0.0f, -0.0f, 1e-40f, -1e-40f, 3e38f, -3e38f, 88.8f, -103.9f, 1e-30f, __builtin_inff(),
                           -__builtin_inff(), __builtin_nanf("")};
  memcpy(x + 64, special, sizeof special);
  for (int op = ASSAY_NEGATE; op <= ASSAY_ERF; op++) {
    assay_unary_apply((assay_unary)op, out, x, COUNT);
    report(names[op], checksum(out, COUNT));
  }
  for (int op = ASSAY_ADD; op <= ASSAY_MASK_POSITIVE; op++) {
    assay_binary_apply((assay_binary)op, out, x, y, COUNT);
    char line[32];
    snprintf(line, sizeof line, "binary %d", op);
    report(line, checksum(out, COUNT));
  }
  float sums[5] = {assay_sum(y, COUNT), assay_dot(y, y, COUNT), assay_sum_of_absolutes(y, COUNT),
                   assay_l2_distance_squared(y, y + 1, COUNT - 1), assay_max_absolute_difference(y, y + 1, COUNT - 1)};
  report("reductions", checksum(sums, 5));
  assay_sum_columns(out, y, 40, 100);
  report("sum of columns", checksum(out, 100));
  assay_softmax_rows(out, y, 40, 100);
  report("softmax", checksum(out, 4000));
  assay_log_softmax_rows(out, y, 100, 10);
  report("log softmax", checksum(out, 1000));
  float losses[100];
  int32_t labels[100];
  for (int i = 0; i < 100; i++) labels[i] = i % 10;
  assay_cross_entropy_rows(losses, out, y, labels, 100, 10);
  report("cross-entropy", checksum(losses, 100) ^ checksum(out, 1000));
  assay_transpose(out, y, 57, 71);
  report("transpose", checksum(out, 57 * 71));
  free(x);
  free(y);
  free(out);
}

static void check_steps(void) {
  enum { COUNT = 1003 };
  float *x = numbers(COUNT), *origin = numbers(COUNT), *g = numbers(COUNT), *m = numbers(COUNT), *v = numbers(COUNT);
  assay_linf_step(x, origin, g, 0.01f, 0.1f, 0, 1, COUNT);
  report("l-infinity step", checksum(x, COUNT));
  assay_sgd sgd = {0.1f, 0.9f, 0, 1e-4f, true, false};
  assay_sgd_step(&sgd, x, g, m, COUNT);
  report("SGD", checksum(x, COUNT) ^ checksum(m, COUNT));
  assay_unary_apply(ASSAY_ABSOLUTE, v, v, COUNT);
  assay_adam adam = {0.9f, 0.999f, 0.1f, 0.001f, 1e-8f, 1e-2f, 1e-3f, 0.03f, 0.999f, true};
  assay_adam_step(&adam, x, g, m, v, NULL, COUNT);
  report("Adam", checksum(x, COUNT) ^ checksum(m, COUNT) ^ checksum(v, COUNT));
  uint32_t words[4];
  assay_philox_words(words, 0, 0, 0, 4);
  report("Philox", (uint64_t)words[0] << 32 | words[1]);
  assay_philox_normal(x, 1, 2, 3, COUNT);
  report("normal", checksum(x, COUNT));
  assay_philox_dropout_mask(x, 1, 2, 3, 0.3, COUNT);
  report("dropout mask", checksum(x, COUNT));
  free(x);
  free(origin);
  free(g);
  free(m);
  free(v);
}

/// Integers only: one checksum of each loop, to be the same on every processor.
static void check_jpeg(void) {
  enum { N = 61 };
  uint8_t rows[3][128] = {{0}}, out[512] = {0};
  int16_t blocks[2 * 64];
  uint16_t quantization[64], sums[256] = {0};
  uint32_t state = 1;
  for (int i = 0; i < 3 * 128; i++) rows[i / 128][i % 128] = (uint8_t)((state = state * 1664525 + 1013904223) >> 24);
  for (int i = 0; i < 64; i++) quantization[i] = (uint16_t)(1 + i);
  for (int i = 0; i < 128; i++) blocks[i] = (int16_t)((state = state * 1664525 + 1013904223) >> 28) - 8;
  uint8_t samples[8 * 16 + ASSAY_JPEG_SLACK] = {0};
  assay_jpeg_inverse_blocks(samples, 16, blocks, quantization, 2);
  report_bytes("jpeg inverse blocks", samples, 8 * 16);
  assay_jpeg_forward_blocks(blocks, samples, 16, quantization, 2);
  report_bytes("jpeg forward blocks", (const uint8_t *)blocks, sizeof blocks);
  assay_jpeg_widen_row(out, rows[0], rows[1], N, sums);
  report_bytes("jpeg widen, two rows", out, 2 * N);
  assay_jpeg_widen_row(out, rows[0], NULL, N, sums);
  report_bytes("jpeg widen, one row", out, 2 * N);
  assay_jpeg_blend_rows(out, rows[0], rows[1], N, 1);
  report_bytes("jpeg blend", out, N);
  assay_jpeg_to_rgb(out, rows[0], rows[1], rows[2], N);
  report_bytes("jpeg to RGB", out, 3 * N);
  assay_jpeg_interleave(out, rows[0], rows[1], rows[2], N, true);
  report_bytes("jpeg interleave", out, 3 * N);
}

/// An image of noise cut into superpixels by both clusterings.
static void check_superpixels(void) {
  enum { HEIGHT = 23, WIDTH = 29, MARGIN = 8, STRIDE = 2 * MARGIN + 32, PIXELS = HEIGHT * WIDTH, REACH = 6 };
  static double planes[3][HEIGHT * STRIDE], density[HEIGHT * STRIDE], scratch[STRIDE];
  static int32_t parents[PIXELS], labels[PIXELS], clusters[HEIGHT * STRIDE], queue[PIXELS];
  float *rgb = numbers(3 * PIXELS);
  for (ptrdiff_t i = 0; i < 3 * PIXELS; i++) rgb[i] = rgb[i] < 0 ? -rgb[i] : rgb[i];
  for (ptrdiff_t row = 0; row < HEIGHT; row++) {
    ptrdiff_t place = row * STRIDE + MARGIN, pixel = row * WIDTH;
    assay_lab(planes[0] + place, planes[1] + place, planes[2] + place, rgb + pixel, rgb + PIXELS + pixel,
              rgb + 2 * PIXELS + pixel, WIDTH, 0, 1, 0.2);
  }
  report_bytes("L*a*b*", (const uint8_t *)planes, sizeof planes);
  int32_t offsets[] = {-1, 0, 0, -1, 0, 1, 1, 0, -1, -1, -1, 1, 1, -1, 1, 1, -2, 0, 0, -2, 0, 2, 2, 0};
  assay_quickshift shift = {.features = {planes[0], planes[1], planes[2]}, .density = density, .parents = parents,
                            .height = HEIGHT, .width = WIDTH, .margin = MARGIN, .stride = STRIDE, .reach = REACH,
                            .exponent = -0.125, .greatest = 3, .offsets = offsets, .offset_count = 12};
  assay_quickshift_density(&shift, 0, 10, scratch);
  assay_quickshift_density(&shift, 10, HEIGHT, scratch);
  assay_quickshift_parents(&shift, 0, HEIGHT);
  report_bytes("quick shift's densities", (const uint8_t *)density, sizeof density);
  assay_label_trees(labels, parents, PIXELS);
  report_bytes("quick shift", (const uint8_t *)labels, sizeof labels);
  double centres[] = {5, 5, 0, 0, 0, 5, 20, 0, 0, 0, 17, 5, 0, 0, 0, 17, 20, 0, 0, 0};
  int64_t counts[] = {1, 1, 1, 1};
  assay_slic slic = {.features = {planes[0] + MARGIN, planes[1] + MARGIN, planes[2] + MARGIN}, .distances = density,
                     .labels = clusters, .centres = centres, .counts = counts, .height = HEIGHT, .width = WIDTH,
                     .stride = STRIDE, .count = 4, .step = 13, .spatial_weight = 1.0 / 169};
  for (int iteration = 0; iteration < 5; iteration++) {
    assay_slic_assign(&slic, 0, HEIGHT);
    assay_slic_move(&slic);
  }
  report_bytes("SLIC's centres", (const uint8_t *)centres, sizeof centres);
  for (ptrdiff_t row = 0; row < HEIGHT; row++) {
    memcpy(parents + row * WIDTH, clusters + row * STRIDE, WIDTH * sizeof(int32_t));
  }
  assay_connect_segments(labels, parents, queue, HEIGHT, WIDTH, 20, 500);
  report_bytes("SLIC", (const uint8_t *)labels, sizeof labels);
  free(rgb);
}

int main(void) {
  check_products();
  check_gemm();
  check_conv("1-16 5x5", 1, 16, 1, 28, 5, 1, 2, 1);
  check_conv("16-32 3x3", 16, 32, 1, 8, 3, 1, 1, 1);
  check_conv("32-80 3x3 Winograd", 32, 80, 1, 9, 3, 1, 1, 1);
  check_conv("144-32 3x3 Winograd", 144, 32, 1, 8, 3, 1, 0, 1);
  check_conv("16-32 3x3 small", 16, 32, 1, 4, 3, 1, 1, 1);
  check_conv("32-48 3x3 in tiles", 32, 48, 1, 7, 3, 1, 1, 1);
  check_conv("3-10 7x7 strided", 3, 10, 1, 19, 7, 2, 3, 1);
  check_conv("12-20 grouped", 12, 20, 4, 9, 3, 2, 1, 1);
  check_conv("24 depthwise", 24, 24, 24, 11, 3, 1, 1, 1);
  check_conv("8-17 dilated", 8, 17, 1, 13, 3, 1, 2, 2);
  check_conv("32-100 7x7 frequencies", 32, 100, 1, 7, 7, 1, 3, 1);
  check_conv("17-40 5x5 frequencies", 17, 40, 1, 13, 5, 1, 2, 1);
  check_conv("32-20 7x7 padded", 32, 20, 1, 5, 7, 1, 3, 1);
  check_conv("16-32 5x5 padded", 16, 32, 1, 9, 5, 1, 2, 1);
  check_conv("20-40 5x5 strided padded", 20, 40, 1, 7, 5, 2, 3, 1);
  check_conv("64-20 3x3 strided", 64, 20, 1, 16, 3, 2, 1, 1);
  check_conv("32-64 grouped padded", 32, 64, 2, 6, 3, 1, 2, 2);
  check_pooling();
  check_elements();
  check_steps();
  check_jpeg();
  check_superpixels();
  if (failures > 0) printf("%d kernels differ between instruction sets\n", failures);
  return failures > 0;
}
