// Counter-based random numbers: Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1,
// 2, 3", SC 2011, section 3.3).
#include "vector_math.h"

#pragma STDC FP_CONTRACT OFF

static void philox_block(uint32_t out[4], uint64_t key, uint64_t stream, uint64_t block) {
  uint32_t c0 = (uint32_t)block, c1 = (uint32_t)(block >> 32), c2 = (uint32_t)stream, c3 = (uint32_t)(stream >> 32);
  uint32_t k0 = (uint32_t)key, k1 = (uint32_t)(key >> 32);
  for (int round = 0; round < 10; round++) {
    uint64_t low = (uint64_t)c0 * 0xD2511F53u, high = (uint64_t)c2 * 0xCD9E8D57u;
    c0 = (uint32_t)(high >> 32) ^ c1 ^ k0;
    c1 = (uint32_t)high;
    c2 = (uint32_t)(low >> 32) ^ c3 ^ k1;
    c3 = (uint32_t)low;
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

typedef uint64_t assay_u64x8 __attribute__((vector_size(64), aligned(4), may_alias));

enum { PHILOX_BLOCKS = 8, PHILOX_WORDS = 4 * PHILOX_BLOCKS };

/// Eight blocks from `block` on, one to a lane: the rounds of philox_block, whose words are the lanes' low halves.
ASSAY_WIDE static void philox_blocks(uint32_t *out, uint64_t key, uint64_t stream, uint64_t block) {
  const uint64_t word = 0xFFFFFFFFu;
  const assay_u64x8 none = {0}, blocks = block + (assay_u64x8){0, 1, 2, 3, 4, 5, 6, 7};
  assay_u64x8 c0 = blocks & word, c1 = blocks >> 32, c2 = none + (stream & word), c3 = none + (stream >> 32);
  uint32_t k0 = (uint32_t)key, k1 = (uint32_t)(key >> 32);
  for (int round = 0; round < 10; round++) {
    assay_u64x8 low = (c0 & word) * 0xD2511F53u, high = (c2 & word) * 0xCD9E8D57u;
    c0 = (high >> 32) ^ c1 ^ (uint64_t)k0;
    c1 = high & word;
    c2 = (low >> 32) ^ c3 ^ (uint64_t)k1;
    c3 = low & word;
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  assay_u64x8 front = c0 | c1 << 32, back = c2 | c3 << 32;
  assay_u64x8 first = __builtin_shufflevector(front, back, 0, 8, 1, 9, 2, 10, 3, 11);
  assay_u64x8 second = __builtin_shufflevector(front, back, 4, 12, 5, 13, 6, 14, 7, 15);
  memcpy(out, &first, sizeof first);
  memcpy(out + ASSAY_LANES, &second, sizeof second);
}

void assay_philox_words(uint32_t *out, uint64_t key, uint64_t stream, uint64_t offset, ptrdiff_t n) {
  uint32_t words[4];
  uint64_t block = offset / 4;
  ptrdiff_t skipped = (ptrdiff_t)(offset % 4), i = 0;
  if (skipped > 0) {
    philox_block(words, key, stream, block++);
    for (; i < n && skipped < 4; i++, skipped++) out[i] = words[skipped];
  }
  for (; i + PHILOX_WORDS <= n; i += PHILOX_WORDS, block += PHILOX_BLOCKS) philox_blocks(out + i, key, stream, block);
  for (; i + 4 <= n; i += 4) philox_block(out + i, key, stream, block++);
  if (i < n) {
    philox_block(words, key, stream, block);
    memcpy(out + i, words, (size_t)(n - i) * sizeof(uint32_t));
  }
}

// How many words are drawn at a time.
enum { DRAWN = 1024 };

/// Sixteen words of the stream from `offset`, fewer at the end.
ASSAY_WIDE static void sixteen_words(assay_u16 *out, uint64_t key, uint64_t stream, uint64_t offset, ptrdiff_t n) {
  uint32_t words[ASSAY_LANES] = {0};
  assay_philox_words(words, key, stream, offset, n);
  memcpy(out, words, sizeof words);
}

ASSAY_WIDE void assay_philox_uniform(float *out, uint64_t key, uint64_t stream, uint64_t offset, float low, float high,
                                     ptrdiff_t n) {
  const float span = high - low;
  assay_u16 words[DRAWN / ASSAY_LANES];
  for (ptrdiff_t start = 0; start < n; start += DRAWN) {
    ptrdiff_t count = assay_min(DRAWN, n - start);
    assay_philox_words((uint32_t *)words, key, stream, offset + (uint64_t)start, count);
    for (ptrdiff_t i = 0; i < count; i += ASSAY_LANES) {
      assay_v16 unit = __builtin_convertvector((assay_i16)(words[i / ASSAY_LANES] >> 8), assay_v16) * 0x1p-24f;
      assay_v16 value = unit * span + low;
      assay_store_part(out + start + i, &value, assay_min(ASSAY_LANES, count - i));
    }
  }
}

/// cos and sin of 2π u, for u in [0, 1).
static void unit_circle(assay_v16 *cosine, assay_v16 *sine, const assay_v16 *u) {
  // Quarter turns: u = (quadrant + t) / 4 with t in [-1/2, 1/2]; both steps are exact.
  assay_v16 turns = *u * 4.0f;
  assay_i16 quadrant = __builtin_convertvector(turns + 0.5f, assay_i16);
  assay_v16 t = turns - __builtin_convertvector(quadrant, assay_v16), z = t * t;
  assay_v16 s = z * 0.000158206749f + -0.00468126638f;
  s = s * z + 0.0796925798f;
  s = s * z + -0.645964086f;
  s = s * z + 1.57079637f;
  s = s * t;
  assay_v16 c = z * 0.000903631677f + -0.0208600722f;
  c = c * z + 0.253669202f;
  c = c * z + -1.23370051f;
  c = c * z + 1.0f;
  assay_i16 is_odd = (quadrant & 1) != 0;
  assay_v16 x = ASSAY_SELECT(is_odd, s, c), y = ASSAY_SELECT(is_odd, c, s);
  *cosine = (assay_v16)((assay_i16)x ^ (((quadrant + 1) & 2) << 30));
  *sine = (assay_v16)((assay_i16)y ^ ((quadrant & 2) << 30));
}

/// Sixteen normals from the words (2j, 2j + 1) of sixteen lanes: Box and Muller 1958. Lanes 2j and 2j + 1 share the
/// pair.
static void box_muller(assay_v16 *out, const assay_u16 *words) {
  uint32_t w[ASSAY_LANES], radius_words[ASSAY_LANES] = {0}, angle_words[ASSAY_LANES] = {0};
  memcpy(w, words, sizeof w);
  for (int pair = 0; pair < ASSAY_LANES / 2; pair++) {
    radius_words[pair] = w[2 * pair];
    angle_words[pair] = w[2 * pair + 1];
  }
  assay_u16 r, a;
  memcpy(&r, radius_words, sizeof r);
  memcpy(&a, angle_words, sizeof a);
  // (word + 1/2) / 2^32 in (0, 1], from halves that convert exactly.
  assay_v16 high = __builtin_convertvector((assay_i16)(r >> 16), assay_v16);
  assay_v16 low = __builtin_convertvector((assay_i16)(r & 0xFFFFu), assay_v16);
  assay_v16 u = (high * 0x1p-16f + low * 0x1p-32f) + 0x1p-33f;
  assay_v16 angle = __builtin_convertvector((assay_i16)(a >> 8), assay_v16) * 0x1p-24f;
  assay_v16 logarithm, cosine, sine;
  assay_log_16(&logarithm, &u);
  assay_v16 radius = __builtin_elementwise_sqrt(logarithm * -2.0f);
  unit_circle(&cosine, &sine, &angle);
  cosine *= radius;
  sine *= radius;
  float results[ASSAY_LANES];
  for (int pair = 0; pair < ASSAY_LANES / 2; pair++) {
    results[2 * pair] = cosine[pair];
    results[2 * pair + 1] = sine[pair];
  }
  memcpy(out, results, sizeof results);
}

void assay_philox_normal(float *out, uint64_t key, uint64_t stream, uint64_t offset, ptrdiff_t n) {
  // Element i comes from the pair of words at (offset + i) rounded down to even, wherever a call starts.
  for (ptrdiff_t i = 0; i < n;) {
    uint64_t position = offset + (uint64_t)i, start = position & ~(uint64_t)1;
    ptrdiff_t skipped = (ptrdiff_t)(position - start), taken = assay_min(ASSAY_LANES - skipped, n - i);
    assay_u16 words;
    assay_v16 normals;
    sixteen_words(&words, key, stream, start, ASSAY_LANES);
    box_muller(&normals, &words);
    memcpy(out + i, (const float *)&normals + skipped, (size_t)taken * sizeof(float));
    i += taken;
  }
}

ASSAY_WIDE void assay_philox_dropout_mask(float *out, uint64_t key, uint64_t stream, uint64_t offset, double keep,
                                          ptrdiff_t n) {
  const double bound = keep * 0x1p32;
  uint64_t threshold = (uint64_t)bound;
  if ((double)threshold < bound) threshold++;
  const assay_i16 scale = (assay_i16)ASSAY_SPLAT(1 / keep);
  const uint32_t last = (uint32_t)(threshold - 1); // of the words that are kept: there are some
  assay_u16 words[DRAWN / ASSAY_LANES];
  for (ptrdiff_t start = 0; start < n; start += DRAWN) {
    ptrdiff_t count = assay_min(DRAWN, n - start);
    assay_philox_words((uint32_t *)words, key, stream, offset + (uint64_t)start, count);
    for (ptrdiff_t i = 0; i < count; i += ASSAY_LANES) {
      assay_v16 value = (assay_v16)(scale & (assay_i16)(words[i / ASSAY_LANES] <= last));
      assay_store_part(out + start + i, &value, assay_min(ASSAY_LANES, count - i));
    }
  }
}
