// Writing the entropy-coded data of sequential JPEG: T.81, section F.1.2.
#include "jpeg_tables.h"

static inline void put(assay_jpeg_writer *writer, uint32_t value, int32_t n) {
  writer->bits = writer->bits << n | value;
  writer->bit_count += n;
  while (writer->bit_count >= 8) {
    writer->bit_count -= 8;
    uint8_t byte = (uint8_t)(writer->bits >> writer->bit_count);
    writer->bytes[writer->position++] = byte;
    if (byte == 0xFF) writer->bytes[writer->position++] = 0;
  }
}

/// The bits that the size of `number` counts: negative numbers are one less than their magnitude's complement.
static inline int32_t size_of(int32_t number) {
  uint32_t magnitude = (uint32_t)(number < 0 ? -number : number);
  return magnitude ? 32 - __builtin_clz(magnitude) : 0;
}

static inline void put_number(assay_jpeg_writer *writer, const uint32_t *codes, int32_t run, int32_t number) {
  int32_t size = size_of(number);
  uint32_t code = codes[run << 4 | size];
  put(writer, code >> 8, code & 255);
  if (size) put(writer, (uint32_t)(number < 0 ? number - 1 : number) & ((1u << size) - 1), size);
}

/// Calls `FIRST(difference)`, then `OTHER(run, number)` for each coefficient that is not zero, long runs of zeros and
/// the end of the block as (15, 0) and (0, 0).
#define FOR_EACH_SYMBOL(FIRST, OTHER)                                                                                  \
  FIRST(block[0] - prediction);                                                                                        \
  int32_t run = 0;                                                                                                     \
  for (int32_t k = 1; k < 64; k++) {                                                                                   \
    int32_t number = block[assay_jpeg_zigzag[k]];                                                                      \
    if (number == 0) {                                                                                                 \
      run++;                                                                                                           \
      continue;                                                                                                        \
    }                                                                                                                  \
    for (; run > 15; run -= 16) OTHER(15, 0);                                                                          \
    OTHER(run, number);                                                                                                \
    run = 0;                                                                                                           \
  }                                                                                                                    \
  if (run > 0) OTHER(0, 0);                                                                                            \
  return block[0]

int32_t assay_jpeg_write_block(assay_jpeg_writer *writer, const int16_t *block, int32_t prediction,
                               const uint32_t *dc_codes, const uint32_t *ac_codes) {
#define FIRST(number) put_number(writer, dc_codes, 0, number)
#define OTHER(run, number) put_number(writer, ac_codes, run, number)
  FOR_EACH_SYMBOL(FIRST, OTHER);
#undef FIRST
#undef OTHER
}

int32_t assay_jpeg_count_block(uint32_t *dc_counts, uint32_t *ac_counts, const int16_t *block, int32_t prediction) {
#define FIRST(number) dc_counts[size_of(number)]++
#define OTHER(run, number) ac_counts[(run) << 4 | size_of(number)]++
  FOR_EACH_SYMBOL(FIRST, OTHER);
#undef FIRST
#undef OTHER
}

void assay_jpeg_finish(assay_jpeg_writer *writer) {
  if (writer->bit_count > 0) put(writer, (1u << (8 - writer->bit_count)) - 1, 8 - writer->bit_count);
}
