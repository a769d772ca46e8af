// The loops of the JPEG codec (ITU-T T.81): entropy coding, the 8×8 cosine transform, colours and chroma samples.
// Blocks are 64 numbers, row by row. Integer arithmetic only, so the same bits everywhere.
#ifndef C_ASSAY_JPEG_KERNELS_H
#define C_ASSAY_JPEG_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  /// Words of a decoding table.
  ASSAY_JPEG_TABLE_WORDS = 1024 + 2 * 17 + 256,
  /// Bytes that must be readable and writable behind every row of samples the functions below are given.
  ASSAY_JPEG_SLACK = 64,
};

/// Makes a decoding table of `counts[i]` codes of i + 1 bits, whose symbols follow one another (T.81, Annex C).
/// The sum of the counts is at most 256. False when the codes do not fit their lengths.
bool assay_jpeg_build_table(uint32_t *table, const uint8_t *counts, const uint8_t *symbols);

typedef enum assay_jpeg_fault {
  ASSAY_JPEG_FINE = 0,
  /// A marker or the end of the file comes before the last block.
  ASSAY_JPEG_CUT_SHORT,
  /// No code of the table starts with these bits.
  ASSAY_JPEG_NO_CODE,
  /// A run of zeros leaves the block.
  ASSAY_JPEG_RUN_TOO_LONG,
  /// A newly significant coefficient of a refinement is not 1.
  ASSAY_JPEG_BAD_REFINEMENT,
  /// The expected restart marker is not there.
  ASSAY_JPEG_NO_RESTART,
} assay_jpeg_fault;

/// A component of a scan. Of a progressive picture the coefficients are kept; else the samples are, at once.
typedef struct assay_jpeg_component {
  int16_t *coefficients;
  uint8_t *samples;
  ptrdiff_t sample_stride;
  /// In row order, as `coefficients`.
  const uint16_t *quantization;
  ptrdiff_t blocks_per_row;
  /// Blocks of this component in each unit of the scan: 1 × 1 when it is the only component.
  int32_t columns, rows;
  const uint32_t *dc_table, *ac_table;
  int32_t prediction;
} assay_jpeg_component;

/// A scan and how far it is read.
typedef struct assay_jpeg_scan {
  const uint8_t *bytes;
  size_t position, end;
  /// Bits read but not yet used, the next one uppermost, and their number; how many of them lie behind the end.
  uint64_t bits;
  int32_t bit_count, missing_bits;
  assay_jpeg_component *components;
  int32_t component_count;
  bool progressive;
  /// Of a progressive scan: the coefficients, and the bits of each that came before and come now.
  int32_t first, last, high, low;
  /// Blocks whose remaining coefficients are known to be zero.
  int32_t end_run;
  ptrdiff_t units_per_row;
  /// Units between restart markers, or 0; those left before the next; its number.
  int32_t restart_interval, restart_left, restart_number;
} assay_jpeg_scan;

/// Reads row `row` of the scan's units (minimum coded units). After a fault, `position` is near the place.
assay_jpeg_fault assay_jpeg_read_row(assay_jpeg_scan *scan, ptrdiff_t row);

/// Dequantizes and transforms `count` blocks that lie side by side into samples (0 … 255).
void assay_jpeg_inverse_blocks(uint8_t *samples, ptrdiff_t stride, const int16_t *blocks, const uint16_t *quantization,
                               ptrdiff_t count);

/// Twice as many samples as `near` has, each 3 : 1 between its two neighbours; with `far`, the row on the other side, the
/// rows are first weighed 3 : 1 too. `sums` has n + 2 places and the slack.
void assay_jpeg_widen_row(uint8_t *out, const uint8_t *near, const uint8_t *far, ptrdiff_t n, uint16_t *sums);
/// out = (3 near + far + bias) / 4
void assay_jpeg_blend_rows(uint8_t *out, const uint8_t *near, const uint8_t *far, ptrdiff_t n, int32_t bias);
/// out[i] = samples[i * step / divisor]
void assay_jpeg_repeat_row(uint8_t *out, const uint8_t *samples, ptrdiff_t n, ptrdiff_t step, ptrdiff_t divisor);

/// Interleaved R, G, B of n pixels of Y, Cb, Cr (JFIF 1.02). `rgb` needs no slack.
void assay_jpeg_to_rgb(uint8_t *rgb, const uint8_t *y, const uint8_t *cb, const uint8_t *cr, ptrdiff_t n);
/// Interleaves three rows, or 255 minus them. `out` needs no slack.
void assay_jpeg_interleave(uint8_t *out, const uint8_t *a, const uint8_t *b, const uint8_t *c, ptrdiff_t n, bool invert);
/// rgb = black - rgb · black / 255, rounded: the colour of inks whose amounts rgb holds, on what black leaves of white.
void assay_jpeg_apply_black(uint8_t *rgb, const uint8_t *black, ptrdiff_t n);

// MARK: Writing

/// Y, Cb and Cr of n interleaved pixels.
void assay_jpeg_from_rgb(uint8_t *y, uint8_t *cb, uint8_t *cr, const uint8_t *rgb, ptrdiff_t n);
/// Means of 2 × 1 samples, or of 2 × 2 with `below`; halves round down and up in turn.
void assay_jpeg_halve_row(uint8_t *out, const uint8_t *above, const uint8_t *below, ptrdiff_t n);
/// The quantized coefficients of `count` blocks that lie side by side.
void assay_jpeg_forward_blocks(int16_t *blocks, const uint8_t *samples, ptrdiff_t stride, const uint16_t *quantization,
                               ptrdiff_t count);

/// Writes Huffman codes, a zero byte behind each 0xFF.
typedef struct assay_jpeg_writer {
  uint8_t *bytes;
  size_t position;
  uint64_t bits;
  int32_t bit_count;
} assay_jpeg_writer;
/// The most bytes that a block takes.
enum { ASSAY_JPEG_BLOCK_BYTES = 512 };
/// Each code table has 256 words, code << 8 | length. Gives the block's first coefficient, the next one's prediction.
int32_t assay_jpeg_write_block(assay_jpeg_writer *writer, const int16_t *block, int32_t prediction,
                               const uint32_t *dc_codes, const uint32_t *ac_codes);
/// Counts the symbols that writing the block would use.
int32_t assay_jpeg_count_block(uint32_t *dc_counts, uint32_t *ac_counts, const int16_t *block, int32_t prediction);
/// Fills the last byte with ones.
void assay_jpeg_finish(assay_jpeg_writer *writer);

#endif
