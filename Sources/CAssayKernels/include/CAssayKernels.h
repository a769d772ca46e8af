// The hot loops of Assay. Every function is pure: it reads its inputs, writes its outputs, allocates nothing,
// keeps no state and starts no thread. Activations are channels-last (N×H×W×C) float32.
//
// Same bits everywhere: each output element is one chain of fused multiply-adds in ascending order of k, whatever
// the instruction set, the tile or the caller's split; element-wise code never contracts a*b+c. Where a convolution's
// shape selects a transform (Winograd's F(2×2, 3×3), or the frequency domain for large kernels), each stage of it is made
// of such chains instead: images and weights to points, products over the channels point by point, and back; a weight's
// gradient from chains over tiles or images: on the same terms.
#ifndef C_ASSAY_KERNELS_H
#define C_ASSAY_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "imputation_kernels.h"
#include "jpeg_kernels.h"
#include "png_kernels.h"
#include "transport_kernels.h"
#include "superpixel_kernels.h"

// MARK: Instruction sets

typedef enum assay_isa {
  ASSAY_ISA_PORTABLE = 0,
  ASSAY_ISA_AVX2 = 1,
  ASSAY_ISA_AVX512 = 2,
  ASSAY_ISA_NEON = 3,
} assay_isa;

/// Whether this processor (and operating system) can run `isa`.
bool assay_isa_is_supported(assay_isa isa);
/// The widest supported instruction set.
assay_isa assay_isa_best(void);

// MARK: Packed right operands

enum { ASSAY_LANES = 16 };

/// Floats taken by a packed K×N operand: N rounded up to 16, times K.
size_t assay_packed_count(ptrdiff_t k, ptrdiff_t n);
/// Packs element (k, n) at `b[k * k_stride + n * n_stride]` into blocks of 16 columns: [n / 16][k][n % 16], zero filled.
void assay_pack(float *packed, const float *b, ptrdiff_t k, ptrdiff_t n, ptrdiff_t k_stride, ptrdiff_t n_stride);

// MARK: The tile product (everything linear is this)

/// C[row][column] (+)= Σ_s Σ_t A(row, s, t) · B(s, t, column), one chain in ascending (s, t).
/// A(row, s, t) is a[segments[s] + row * a_row_stride + t * a_step];
/// B(s, t, column) is b[(column / 16) * b_block_stride + (s * segment_length + t) * b_step + column % 16]
/// (rows of B are read 16 floats at a time, so the memory behind every block must be readable to a multiple of 16 columns).
/// The chain starts at C (accumulate), else at bias[column], else at 0. With relu, max(result, 0) is stored.
/// Strides are in floats. Any number of rows and columns; only rows × columns of C are written.
typedef struct assay_product {
  const float *a;
  ptrdiff_t a_row_stride, a_step;
  const ptrdiff_t *segments;
  ptrdiff_t segment_count, segment_length;
  const float *b;
  ptrdiff_t b_block_stride, b_step;
  float *c;
  ptrdiff_t c_row_stride;
  const float *bias;
  ptrdiff_t rows, columns;
  bool accumulate, relu;
} assay_product;
void assay_tile_product(assay_isa isa, const assay_product *product);

/// Row-major C[m×n] (+)= A[m×k] · B, with B packed by `assay_pack`. A element (i, j) is a[i * a_row_stride + j * a_step].
/// Without packed_b, element (i, j) of B is b[i * b_k_stride + j * b_n_stride], and B is packed a panel at a time.
/// Blocks K and packs A into `scratch` (assay_gemm_scratch_count floats; may be NULL when that is 0) where it pays.
typedef struct assay_gemm_job {
  ptrdiff_t m, n, k;
  const float *a;
  ptrdiff_t a_row_stride, a_step;
  const float *packed_b, *b;
  ptrdiff_t b_k_stride, b_n_stride;
  float *c;
  ptrdiff_t c_row_stride;
  const float *bias;
  bool accumulate, relu;
  float *scratch;
} assay_gemm_job;
size_t assay_gemm_scratch_count(const assay_gemm_job *job);
void assay_gemm(assay_isa isa, const assay_gemm_job *job);

/// Rows [first, first + rows) of the inputs' gradient A[m×k] = C[m×n] · Bᵀ, with the same packed B (k×n) and both A and C
/// row-major: one chain over the n outputs, starting at 0, for each element. `scratch`: assay_gemm_transposed_scratch_count.
typedef struct assay_gemm_transposed_job {
  ptrdiff_t m, n, k;
  ptrdiff_t first, rows;
  const float *c;
  const float *packed_b;
  float *a;
  float *scratch;
} assay_gemm_transposed_job;
size_t assay_gemm_transposed_scratch_count(const assay_gemm_transposed_job *job);
void assay_gemm_transposed(assay_isa isa, const assay_gemm_transposed_job *job);

// MARK: Convolution

/// Geometry of a 2-D convolution, as torch.nn.functional.conv2d: padding is symmetric zeros on each axis. Layers of 16
/// channels and more of whose taps a tenth or more fall on the padding leave those products out, whatever the batch: an
/// infinite weight does not make NaN of pixels that are not there. Other layers may multiply the zeros. In the frequency
/// domain every output depends on all of its image and of its weights.
typedef struct assay_conv {
  ptrdiff_t in_channels, out_channels, groups;
  ptrdiff_t in_height, in_width, out_height, out_width;
  ptrdiff_t kernel_height, kernel_width;
  ptrdiff_t stride_height, stride_width;
  ptrdiff_t pad_height, pad_width;
  ptrdiff_t dilation_height, dilation_width;
} assay_conv;

/// A channels-last image buffer that may be the interior of a larger one: element (n, y, x, c) is
/// base[n * image_stride + y * row_stride + x * pixel_stride + c]; strides in floats.
typedef struct assay_view {
  float *base;
  ptrdiff_t image_stride, row_stride, pixel_stride;
} assay_view;

/// Weights are O×KH×KW×(I/groups) in memory (channels-last of O×I×KH×KW). Packed forms for forward and input gradient.
/// Packing is cut into fixed parts, which may run on different threads, each with scratch of its own.
size_t assay_conv_forward_packed_count(const assay_conv *conv);
ptrdiff_t assay_conv_forward_pack_parts(const assay_conv *conv);
size_t assay_conv_forward_pack_scratch_count(const assay_conv *conv);
void assay_conv_pack_forward(assay_isa isa, float *packed, const float *weights, const assay_conv *conv, ptrdiff_t part,
                             float *scratch);
size_t assay_conv_input_gradient_packed_count(const assay_conv *conv);
ptrdiff_t assay_conv_input_gradient_pack_parts(const assay_conv *conv);
size_t assay_conv_input_gradient_pack_scratch_count(const assay_conv *conv);
void assay_conv_pack_input_gradient(assay_isa isa, float *packed, const float *weights, const assay_conv *conv,
                                    ptrdiff_t part, float *scratch);

/// How many images a call should have at least, because they share the reading of the packed weights: 1 for most layers.
ptrdiff_t assay_conv_images_at_once(const assay_conv *conv);

/// Makes the packed form for the input gradient from that for forward; the same bits as from the weights.
size_t assay_conv_repack_scratch_count(const assay_conv *conv);
void assay_conv_repack_input_gradient(float *packed, const float *forward, const assay_conv *conv, float *scratch);

/// Memory behind a row of an image must be readable for 16 floats.
/// `input` points at pixel (0, 0) of the unpadded image. When `input_is_padded`, the memory around it holds the zero padding
/// already (pad_height rows and pad_width pixels on each side); otherwise each image is copied into `scratch` first.
size_t assay_conv_forward_scratch_count(const assay_conv *conv, bool input_is_padded);
void assay_conv_forward(assay_isa isa, const assay_conv *conv, ptrdiff_t images, assay_view input, bool input_is_padded,
                        const float *packed, const float *bias, bool relu, assay_view output, float *scratch);

/// dX = the transposed convolution of dY. Every element of the unpadded dX is written (not accumulated).
size_t assay_conv_input_gradient_scratch_count(const assay_conv *conv);
void assay_conv_input_gradient(assay_isa isa, const assay_conv *conv, ptrdiff_t images, assay_view output_gradient,
                               const float *packed, assay_view input_gradient, float *scratch);

/// The same for some channels of the result only, to share an image among threads: `first` is a multiple of 16, and so is
/// `count` unless it reaches the last. Views and pointers are those for all channels; the scratch is each call's own.
/// Convolutions of several groups, and input gradients of at most four channels, are not divided.
typedef struct assay_channels {
  ptrdiff_t first, count;
} assay_channels;
bool assay_conv_forward_divides(const assay_conv *conv);
bool assay_conv_input_gradient_divides(const assay_conv *conv);
void assay_conv_forward_channels(assay_isa isa, const assay_conv *conv, ptrdiff_t images, assay_view input,
                                 bool input_is_padded, const float *packed, const float *bias, bool relu,
                                 assay_view output, float *scratch, assay_channels channels);
void assay_conv_input_gradient_channels(assay_isa isa, const assay_conv *conv, ptrdiff_t images,
                                        assay_view output_gradient, const float *packed, assay_view input_gradient,
                                        float *scratch, assay_channels channels);

/// dW (O×KH×KW×I/groups) over all images in ascending (n, y, x): one chain per weight. The work is cut into
/// assay_conv_weight_gradient_parts fixed parts over the outputs, which may run on different threads;
/// part p writes only its own weights. Where assay_conv_weight_gradient_sums_count is not 0, the parts write as many
/// `sums` instead (one chain each), and assay_conv_weight_gradient_finish, when all parts are done, makes the weights'
/// gradient of output channels [first, last) of them.
ptrdiff_t assay_conv_weight_gradient_parts(const assay_conv *conv);
size_t assay_conv_weight_gradient_sums_count(const assay_conv *conv);
size_t assay_conv_weight_gradient_scratch_count(const assay_conv *conv);
void assay_conv_weight_gradient(assay_isa isa, const assay_conv *conv, ptrdiff_t images, assay_view input,
                                assay_view output_gradient, float *weight_gradient, float *sums, ptrdiff_t part,
                                float *scratch);
void assay_conv_weight_gradient_finish(assay_isa isa, const assay_conv *conv, const float *sums, float *weight_gradient,
                                       ptrdiff_t first, ptrdiff_t last);

// MARK: Pooling (channels-last, per range of images; padding as torch: -inf for max)

typedef struct assay_pool {
  ptrdiff_t channels, in_height, in_width, out_height, out_width;
  ptrdiff_t kernel_height, kernel_width, stride_height, stride_width;
  ptrdiff_t pad_height, pad_width, dilation_height, dilation_width;
} assay_pool;

/// First maximum in row order wins; NaN wins over everything. `indices` (may be NULL): y * in_width + x of the winner.
void assay_max_pool_forward(const assay_pool *pool, ptrdiff_t images, assay_view input, assay_view output, int32_t *indices);
/// Scatters: dX is zeroed first, then dX[winner] += dY in row order of the outputs.
void assay_max_pool_scatter(const assay_pool *pool, ptrdiff_t images, assay_view output_gradient, const int32_t *indices,
                            assay_view input_gradient);
/// Gathers: out[o] = in[winner of o] (the transpose of scatter).
void assay_max_pool_gather(const assay_pool *pool, ptrdiff_t images, assay_view input, const int32_t *indices, assay_view output);
/// Fused backward of ReLU then max pooling when windows do not overlap (kernel == stride, no padding, no dilation): with the
/// ReLU's output `activation` and the pooled output, writes dX = dY at the first maximum where it is > 0, else 0. Covers
/// the whole activation image (rows and columns that no window reaches get 0).
void assay_relu_max_pool_backward(const assay_pool *pool, ptrdiff_t images, assay_view activation, assay_view pooled,
                                  assay_view output_gradient, assay_view input_gradient);
/// Average pooling; `count_include_pad` as torch. `divisor_override` 0 means none.
void assay_average_pool_forward(const assay_pool *pool, ptrdiff_t images, assay_view input, assay_view output,
                                bool count_include_pad, ptrdiff_t divisor_override);
void assay_average_pool_backward(const assay_pool *pool, ptrdiff_t images, assay_view output_gradient,
                                 assay_view input_gradient, bool count_include_pad, ptrdiff_t divisor_override);

// MARK: Element-wise (n floats each; in-place allowed; never contracted; same bits on every instruction set)

typedef enum assay_unary {
  ASSAY_NEGATE, ASSAY_ABSOLUTE, ASSAY_SIGN /* sign(0) = 0 */, ASSAY_RELU /* max(x, 0), NaN stays NaN */, ASSAY_STEP /* x > 0 ? 1 : 0 */,
  ASSAY_EXP, ASSAY_LOG, ASSAY_TANH, ASSAY_SIGMOID, ASSAY_SOFTPLUS, ASSAY_SQUARE_ROOT, ASSAY_RECIPROCAL, ASSAY_SQUARE, ASSAY_ERF,
} assay_unary;
void assay_unary_apply(assay_unary op, float *out, const float *x, ptrdiff_t n);
typedef enum assay_binary {
  ASSAY_ADD, ASSAY_SUBTRACT, ASSAY_MULTIPLY, ASSAY_DIVIDE, ASSAY_MAXIMUM, ASSAY_MINIMUM,
  ASSAY_MASK_POSITIVE /* y <= 0 ? 0 : x; NaN hides nothing */,
} assay_binary;
void assay_binary_apply(assay_binary op, float *out, const float *x, const float *y, ptrdiff_t n);
/// out = op(x, s) with a scalar on the right.
void assay_binary_scalar(assay_binary op, float *out, const float *x, float s, ptrdiff_t n);
/// out = op(x[r][c], y[c]) over `rows` rows of `columns`.
void assay_binary_rows(assay_binary op, float *out, const float *x, const float *y, ptrdiff_t rows, ptrdiff_t columns);
/// out = op(x[r][c], y[r]).
void assay_binary_columns(assay_binary op, float *out, const float *x, const float *y, ptrdiff_t rows, ptrdiff_t columns);
/// y += s * x (a rounded product, then a rounded sum).
void assay_add_scaled(float *y, const float *x, float s, ptrdiff_t n);
void assay_fill(float *out, float value, ptrdiff_t n);
void assay_clamp(float *out, const float *x, float low, float high, ptrdiff_t n);
/// Index of the first element that is NaN or infinite, or -1.
ptrdiff_t assay_first_non_finite(const float *x, ptrdiff_t n);
/// Index of the first element outside [low, high] or NaN, or -1.
ptrdiff_t assay_first_outside(const float *x, float low, float high, ptrdiff_t n);

// MARK: Reductions (fixed order: lane l sums elements l, l + 16, …; then lanes pairwise 8, 4, 2, 1)

float assay_sum(const float *x, ptrdiff_t n);
float assay_dot(const float *x, const float *y, ptrdiff_t n); /* products rounded, then summed as above */
float assay_sum_of_absolutes(const float *x, ptrdiff_t n);
float assay_max_absolute_difference(const float *x, const float *y, ptrdiff_t n);
float assay_l2_distance_squared(const float *x, const float *y, ptrdiff_t n);
void assay_sum_rows(float *out /* rows */, const float *x, ptrdiff_t rows, ptrdiff_t columns);
/// out[c] = Σ_r x[r][c], ascending r, one chain per column.
void assay_sum_columns(float *out /* columns */, const float *x, ptrdiff_t rows, ptrdiff_t columns);
/// Of some columns of a matrix, whose rows are row_stride apart.
void assay_sum_columns_strided(float *out, const float *x, ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t row_stride);
ptrdiff_t assay_argmax(const float *x, ptrdiff_t n); /* first maximum; NaN never wins unless all are NaN (then 0) */

// MARK: Softmax and cross-entropy over rows

void assay_softmax_rows(float *out, const float *x, ptrdiff_t rows, ptrdiff_t columns);
/// out = y * (gradient - sum of gradient * y) for each row of the softmax y; in place allowed.
void assay_softmax_rows_backward(float *out, const float *gradient, const float *y, ptrdiff_t rows, ptrdiff_t columns);
void assay_log_softmax_rows(float *out, const float *x, ptrdiff_t rows, ptrdiff_t columns);
/// losses[r] = -log softmax(x[r])[label]; gradient (may be NULL) = softmax - onehot, the label's entry formed as minus the sum
/// of the others so that confident rows keep a gradient. Labels must be in range (the caller checks).
void assay_cross_entropy_rows(float *losses, float *gradient, const float *x, const int32_t *labels, ptrdiff_t rows,
                              ptrdiff_t columns);

// MARK: Layout

/// Planar (C×H×W) to channels-last and back, for `images` images.
void assay_to_channels_last(float *out, const float *planar, ptrdiff_t images, ptrdiff_t channels, ptrdiff_t pixels);
void assay_to_planar(float *out, const float *channels_last, ptrdiff_t images, ptrdiff_t channels, ptrdiff_t pixels);
/// out[c][r] = x[r][c]
void assay_transpose(float *out, const float *x, ptrdiff_t rows, ptrdiff_t columns);
/// Copies images × height × width × channels between views.
void assay_copy_view(assay_view out, assay_view in, ptrdiff_t images, ptrdiff_t height, ptrdiff_t width, ptrdiff_t channels);
/// Zeroes the border of a padded image: the frame of pad_height × pad_width around the interior that `interior` points at.
void assay_zero_border(assay_view interior, ptrdiff_t images, ptrdiff_t height, ptrdiff_t width, ptrdiff_t channels,
                       ptrdiff_t pad_height, ptrdiff_t pad_width);

// MARK: Channels (images inside a margin; products and sums rounded separately)

/// out = x + y, then max(., 0) if asked. The pixels of a row must lie next to each other.
void assay_add_views(assay_view out, assay_view x, assay_view y, ptrdiff_t images, ptrdiff_t height, ptrdiff_t width,
                     ptrdiff_t channels, bool relu);
/// out = x * factors[c] (+ summands[c] unless NULL) for one image.
void assay_scale_channels(assay_view out, assay_view x, const float *factors, const float *summands, ptrdiff_t height,
                          ptrdiff_t width, ptrdiff_t channels);
/// out[c] = sum over the pixels of x * y for one image, in row order.
void assay_channel_products(float *out, assay_view x, assay_view y, ptrdiff_t height, ptrdiff_t width,
                            ptrdiff_t channels);

// MARK: Attack steps

/// x = clamp(origin + clamp(x + alpha * sign(g) - origin, -epsilon, epsilon), low, high); alpha may be negative (targeted).
void assay_linf_step(float *x, const float *origin, const float *gradient, float alpha, float epsilon, float low, float high,
                     ptrdiff_t n);
/// One step of Auto-PGD for l-infinity: y = cut(x + step * sign(g)), out = cut(x + share * (y - x) + (1 - share) * (x - previous)),
/// where `cut` clamps to origin -+ epsilon and then to [0, 1].
void assay_apgd_linf_step(float *out, const float *x, const float *previous, const float *origin, const float *gradient,
                          float step, float share, float epsilon, ptrdiff_t n);

// MARK: Balls around an image

/// Brings x to the nearest point of the l1 ball of `radius` around origin, and then into [0, 1]; with `keeps_box` to the nearest
/// point that is in both at once.
void assay_l1_project(float *x, const float *origin, float radius, bool keeps_box, ptrdiff_t n);
/// Clamps x to [0, 1] and restores all but the `keep` pixels that changed most (of equal ones the first).
void assay_l0_project(float *x, const float *origin, ptrdiff_t keep, ptrdiff_t pixels, ptrdiff_t channels);
/// Moves the `keep` values of steepest slope (of equal ones the first) by length / keep up it. With `skips_sides` those that
/// are at their side of [0, 1] already do not count.
void assay_sparse_step(float *x, const float *gradient, float length, ptrdiff_t keep, bool skips_sides, ptrdiff_t n);

typedef enum assay_hyperplane_norm { ASSAY_HYPERPLANE_LINF, ASSAY_HYPERPLANE_L2, ASSAY_HYPERPLANE_L1 } assay_hyperplane_norm;

/// The smallest change with w . change = wanted that keeps the point in [0, 1]; where there is none, the one that comes nearest.
void assay_hyperplane_change(float *change, const float *point, const float *w, double wanted, assay_hyperplane_norm norm,
                             ptrdiff_t n);

/// The standard deviation of the 3x3 region around each value of a channels-last image, cut at the border.
void assay_local_deviations(float *out, const float *x, ptrdiff_t height, ptrdiff_t width, ptrdiff_t channels);

// MARK: Optimisers

typedef struct assay_sgd {
  float learning_rate, momentum, dampening, weight_decay;
  bool nesterov, first_step;
} assay_sgd;
void assay_sgd_step(const assay_sgd *sgd, float *parameters, const float *gradient, float *velocity, ptrdiff_t n);
typedef struct assay_adam {
  float beta1, beta2, one_minus_beta1, one_minus_beta2; /* the differences as rounded from double: 1 - beta2 in float is off */
  float epsilon, weight_decay; /* weight_decay: L2 when !decoupled, AdamW when decoupled */
  float step_size, root_bias_correction2, decay_factor; /* lr / (1 - beta1^t); sqrt(1 - beta2^t); 1 - lr * weight_decay */
  bool decoupled;
} assay_adam;
/// `largest` keeps the largest second moment so far, to divide by instead (AMSGrad); NULL for plain Adam.
void assay_adam_step(const assay_adam *adam, float *parameters, const float *gradient, float *first, float *second,
                     float *largest, ptrdiff_t n);

// MARK: Randomness (Philox4x32-10; block i of the stream (key, counter) yields words 4i … 4i+3)

/// out[i] = word (offset + i) of the stream, as the counter-based generator of AssayBase yields them.
void assay_philox_words(uint32_t *out, uint64_t key, uint64_t stream, uint64_t offset, ptrdiff_t n);
/// Uniform in [low, high): low + (high - low) * (word >> 8) * 2^-24, product and sum rounded separately.
void assay_philox_uniform(float *out, uint64_t key, uint64_t stream, uint64_t offset, float low, float high, ptrdiff_t n);
/// Standard normals by Box-Muller on word pairs, with our own log, sine and cosine. Two per word pair.
void assay_philox_normal(float *out, uint64_t key, uint64_t stream, uint64_t offset, ptrdiff_t n);
/// Inverted dropout mask: word < keep * 2^32 ? 1 / keep : 0, keep in (0, 1].
void assay_philox_dropout_mask(float *out, uint64_t key, uint64_t stream, uint64_t offset, double keep, ptrdiff_t n);

// MARK: Activations with a derivative of their own

/// The derivatives at kinks are PyTorch's.
typedef enum assay_activation_kind {
  ASSAY_LEAKY_RELU,   /* x where x > 0, a * x elsewhere */
  ASSAY_CLAMP,        /* min(max(x, a), b); derivative 1 at the bounds */
  ASSAY_HARD_TANH,    /* the same; derivative 0 at the bounds */
  ASSAY_ELU,          /* x where x > 0, a * (e^x - 1) elsewhere */
  ASSAY_SILU,         /* x * sigmoid(x) */
  ASSAY_MISH,         /* x * tanh(softplus(x)) */
  ASSAY_GELU,         /* x * (1 + erf(x / sqrt(2))) / 2 */
  ASSAY_GELU_TANH,    /* x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3))) / 2 */
  ASSAY_HARD_SIGMOID, /* min(max(x + 3, 0), 6) / 6 */
  ASSAY_HARD_SWISH,   /* x * min(max(x + 3, 0), 6) / 6 */
} assay_activation_kind;
typedef struct assay_activation {
  assay_activation_kind kind;
  float a, b;
} assay_activation;
void assay_activation_apply(const assay_activation *activation, float *out, const float *x, ptrdiff_t n);
/// out = gradient * derivative at x; in place allowed.
void assay_activation_backward(const assay_activation *activation, float *out, const float *gradient, const float *x,
                               ptrdiff_t n);

// MARK: Standardization (y = (x - mean) * inverse, inverse = 1 / sqrt(variance + epsilon))

/// The mean and the biased variance of every row, the variance from the differences.
void assay_row_moments(float *means, float *variances, const float *x, ptrdiff_t rows, ptrdiff_t columns);
void assay_standardize_rows(float *out, const float *x, const float *means, const float *inverses, ptrdiff_t rows,
                            ptrdiff_t columns);
/// out = inverse * (g - mean(g) - y * mean(g * y)), the means over each row.
void assay_standardize_rows_backward(float *out, const float *gradient, const float *x, const float *means,
                                     const float *inverses, ptrdiff_t rows, ptrdiff_t columns);
/// out = (x - mean) * inverse * scale[c] + shift[c], mean and variance those of each row: both passes while it is in cache.
void assay_normalize_rows(float *out, const float *x, const float *scale, const float *shift, float epsilon,
                          ptrdiff_t rows, ptrdiff_t columns);
/// The gradient at x of the same from that at the result, which is not out.
void assay_normalize_rows_backward(float *out, const float *gradient, const float *x, const float *scale, float epsilon,
                                   ptrdiff_t rows, ptrdiff_t columns);
/// out[c] = sum over the pixels of (x - mean[c])^2, in order.
void assay_channel_deviations(float *out, const float *x, const float *means, ptrdiff_t pixels, ptrdiff_t channels);
void assay_standardize_channels(float *out, const float *x, const float *means, const float *inverses, ptrdiff_t pixels,
                                ptrdiff_t channels);
/// products[c] = sum over the pixels of gradient * y, in order.
void assay_standardized_products(float *products, const float *gradient, const float *x, const float *means,
                                 const float *inverses, ptrdiff_t pixels, ptrdiff_t channels);
/// As the form over rows, with the means of g and g * y given for each channel.
void assay_standardize_channels_backward(float *out, const float *gradient, const float *x, const float *means,
                                         const float *inverses, const float *gradient_means,
                                         const float *product_means, ptrdiff_t pixels, ptrdiff_t channels);

// MARK: Axes (a tensor seen as outer × extent × inner, the inner elements next to each other)

enum { ASSAY_MAX_RANK = 8 };
/// Copies a block between two strided arrays. Strides in floats, outermost axis first; at most ASSAY_MAX_RANK axes.
void assay_copy_strided(float *out, const ptrdiff_t *out_strides, const float *x, const ptrdiff_t *x_strides,
                        const ptrdiff_t *extents, ptrdiff_t rank);
/// out[o, i, :] = sum over t in starts[i] ..< starts[i + 1] of weights[t] * x[o, sources[t], :], ascending t.
void assay_resample_axis(float *out, const float *x, ptrdiff_t outer, ptrdiff_t out_extent, ptrdiff_t in_extent,
                         ptrdiff_t inner, const int32_t *starts, const int32_t *sources, const float *weights);
/// The same along the first axis of an array of bytes, of which each stands for itself divided by 255.
void assay_resample_bytes(float *out, const uint8_t *x, ptrdiff_t out_extent, ptrdiff_t inner, const int32_t *starts,
                          const int32_t *sources, const float *weights);
/// What lies beyond the border of an image: nothing, the outermost pixels, or the image mirrored at those.
typedef enum assay_beyond { ASSAY_NOTHING, ASSAY_REPLICATED, ASSAY_MIRRORED } assay_beyond;
/// Where the pixels of an image of out_height × width come from, in rows and columns of the source: matrix (row major,
/// 2 × 3) times (x, y, 1), counted right and down from the centres.
void assay_affine_places(double *rows, double *columns, const double *matrix, ptrdiff_t out_height,
                         ptrdiff_t out_width, ptrdiff_t height, ptrdiff_t width);
/// The same for an image of which each pixel comes from its own place plus a displacement.
void assay_displaced_places(double *rows, double *columns, const float *down, const float *right, ptrdiff_t height,
                            ptrdiff_t width);
/// The terms of the transposed map: of each source the targets it is in, ascending. starts has source_count + 1 entries.
void assay_transpose_map(int32_t *starts, int32_t *targets, float *weights, ptrdiff_t source_count,
                         ptrdiff_t target_count, const int32_t *old_starts, const int32_t *old_sources,
                         const float *old_weights);
/// The terms of a sparse map that takes each of count places: of the nearest pixel, or of the four around with bilinear
/// weights; those of no weight are left out. At most 1 or 4 a place; starts has count + 1 entries.
void assay_sampling_terms(int32_t *starts, int32_t *sources, float *weights, const double *rows, const double *columns,
                          ptrdiff_t count, ptrdiff_t height, ptrdiff_t width, assay_beyond beyond, bool nearest);
/// The maximum along the axis, and (unless NULL) where it is; of equal ones the first, NaN over everything.
void assay_axis_maximum(float *out, int32_t *winners, const float *x, ptrdiff_t outer, ptrdiff_t extent,
                        ptrdiff_t inner);
/// out[o, i] = x[o, winners[o, i], i]
void assay_axis_take(float *out, const float *x, const int32_t *winners, ptrdiff_t outer, ptrdiff_t extent,
                     ptrdiff_t inner);
/// out[o, winners[o, i], i] = x[o, i], 0 elsewhere: the transpose.
void assay_axis_put(float *out, const float *x, const int32_t *winners, ptrdiff_t outer, ptrdiff_t extent,
                    ptrdiff_t inner);
/// out[o, i, :] = sum of x[o, 0 ... i, :], or of x[o, i ..., :] when reversed; one chain.
void assay_cumulative_sum(float *out, const float *x, ptrdiff_t outer, ptrdiff_t extent, ptrdiff_t inner,
                          bool reversed);
/// out[p, c] = sum of x[p, c - before ... c + after] within the channels, ascending.
void assay_channel_windows(float *out, const float *x, ptrdiff_t pixels, ptrdiff_t channels, ptrdiff_t before,
                           ptrdiff_t after);

// MARK: Adaptive optimisers

typedef struct assay_rmsprop {
  float learning_rate, decay, rest /* 1 - decay */, epsilon, weight_decay, momentum;
  bool centered;
} assay_rmsprop;
/// `means` is read when centered, `velocity` when there is momentum; both may be NULL otherwise.
void assay_rmsprop_step(const assay_rmsprop *rmsprop, float *parameters, const float *gradient, float *squares,
                        float *means, float *velocity, ptrdiff_t n);
typedef struct assay_adagrad {
  float step_size, epsilon, weight_decay;
} assay_adagrad;
void assay_adagrad_step(const assay_adagrad *adagrad, float *parameters, const float *gradient, float *squares,
                        ptrdiff_t n);

// MARK: Check sums

/// Feeds `count` blocks of 64 bytes to SHA-256's compression function (FIPS 180-4, section 6.2.2).
void assay_sha256(uint32_t state[8], const uint8_t *blocks, size_t count);

#endif
