// Reading the entropy-coded data of JPEG: T.81, Annexes F (sequential) and G (progressive).
#include "jpeg_tables.h"

bool assay_jpeg_build_table(uint32_t *words, const uint8_t *counts, const uint8_t *symbols) {
  assay_jpeg_table *table = (assay_jpeg_table *)words;
  memset(table, 0, sizeof(*table));
  uint32_t code = 0;
  int32_t place = 0;
  for (int length = 1; length <= 16; length++) {
    uint32_t count = counts[length - 1];
    if (code + count > 1u << length) return false;
    table->offset[length] = place - (int32_t)code;
    for (uint32_t i = 0; i < count; i++, code++, place++) {
      uint32_t symbol = symbols[place];
      table->symbols[place] = symbol;
      int rest = ASSAY_JPEG_FAST_BITS - length;
      if (rest < 0) continue;
      int size = (int)(symbol & 15);
      uint32_t *entries = table->fast + (code << rest);
      for (int32_t tail = 0; tail < 1 << rest; tail++) {
        uint32_t entry = symbol << 8 | (uint32_t)length;
        if (size <= rest) {
          int32_t number = size ? tail >> (rest - size) : 0;
          if (size) number = ASSAY_JPEG_EXTEND(number, size);
          entry = (uint32_t)number << 16 | symbol << 8 | 32 | (uint32_t)(length + size);
        }
        entries[tail] = entry;
      }
    }
    table->limit[length] = code;
    code <<= 1;
  }
  return true;
}

// MARK: Bits

/// Makes at least 57 bits available; behind a marker or the end they are zeros that are counted as missing.
static void refill(assay_jpeg_scan *scan) {
  if (scan->end - scan->position >= 8) {
    uint64_t word;
    memcpy(&word, scan->bytes + scan->position, 8);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    // No byte is 0xFF: no byte of the complement is 0.
    if (!((~word - 0x0101010101010101) & word & 0x8080808080808080)) {
      int32_t taken = (63 - scan->bit_count) >> 3;
      scan->bits |= word >> scan->bit_count;
      scan->position += (size_t)taken;
      scan->bit_count += 8 * taken;
      return;
    }
  }
  // Bits below `bit_count` may be there from the fast way: they are those of the bytes that follow, read again here.
  while (scan->bit_count <= 56) {
    uint64_t byte = 0;
    if (scan->position < scan->end && scan->bytes[scan->position] != 0xFF) {
      byte = scan->bytes[scan->position++];
    } else if (scan->end - scan->position >= 2 && scan->bytes[scan->position + 1] == 0) {
      byte = 0xFF;
      scan->position += 2;
    } else {
      scan->missing_bits += 8;
    }
    scan->bits |= byte << (56 - scan->bit_count);
    scan->bit_count += 8;
  }
}

/// Takes `n` bits, of which at least one and at most those available.
static inline int32_t take(assay_jpeg_scan *scan, int32_t n) {
  int32_t value = (int32_t)(scan->bits >> (64 - n));
  scan->bits <<= n;
  scan->bit_count -= n;
  return value;
}

static inline int32_t take_bit(assay_jpeg_scan *scan) {
  if (scan->bit_count == 0) refill(scan);
  return take(scan, 1);
}

/// The next symbol; 16 bits must be available. -1 when no code fits.
static inline int32_t take_symbol(assay_jpeg_scan *scan, const assay_jpeg_table *table) {
  uint32_t entry = table->fast[scan->bits >> (64 - ASSAY_JPEG_FAST_BITS)];
  if (entry & 32) {
    // The number is taken by the caller.
    uint32_t symbol = entry >> 8 & 255;
    take(scan, (int32_t)((entry & 31) - (symbol & 15)));
    return (int32_t)symbol;
  }
  if (entry) {
    take(scan, entry & 31);
    return entry >> 8 & 255;
  }
  for (int32_t length = ASSAY_JPEG_FAST_BITS + 1; length <= 16; length++) {
    uint32_t code = (uint32_t)(scan->bits >> (64 - length));
    if (code < table->limit[length]) {
      take(scan, length);
      return (int32_t)table->symbols[(int32_t)code + table->offset[length]];
    }
  }
  return -1;
}

/// The number of `size` bits, which must be available.
static inline int32_t take_number(assay_jpeg_scan *scan, int32_t size) {
  if (size == 0) return 0;
  int32_t value = take(scan, size);
  return ASSAY_JPEG_EXTEND(value, size);
}

// MARK: Blocks

/// The first coefficient's difference is added to the prediction, which wraps as 16 bits do.
static assay_jpeg_fault read_first(assay_jpeg_scan *scan, assay_jpeg_component *component) {
  if (scan->bit_count < 32) refill(scan);
  int32_t symbol = take_symbol(scan, (const assay_jpeg_table *)component->dc_table);
  if (symbol < 0) return ASSAY_JPEG_NO_CODE;
  component->prediction = (int16_t)(component->prediction + take_number(scan, symbol & 15));
  return ASSAY_JPEG_FINE;
}

/// A whole block of zeros becomes the next block; `*is_flat` says that only its first coefficient may differ from 0.
static assay_jpeg_fault read_block(assay_jpeg_scan *scan, assay_jpeg_component *component, int16_t *block,
                                   bool *is_flat) {
  assay_jpeg_fault fault = read_first(scan, component);
  if (fault) return fault;
  block[0] = (int16_t)component->prediction;
  const assay_jpeg_table *table = (const assay_jpeg_table *)component->ac_table;
  int32_t k = 1;
  while (k < 64) {
    if (scan->bit_count < 32) refill(scan);
    uint32_t entry = table->fast[scan->bits >> (64 - ASSAY_JPEG_FAST_BITS)];
    int32_t symbol, number;
    if (entry & 32) {
      scan->bits <<= entry & 31;
      scan->bit_count -= entry & 31;
      symbol = entry >> 8 & 255;
      number = (int32_t)entry >> 16;
    } else {
      symbol = take_symbol(scan, table);
      if (symbol < 0) return ASSAY_JPEG_NO_CODE;
      number = take_number(scan, symbol & 15);
    }
    if ((symbol & 15) == 0) {
      if (symbol != 0xF0) break;
      k += 16;
      continue;
    }
    k += symbol >> 4;
    if (k > 63) return ASSAY_JPEG_RUN_TOO_LONG;
    block[assay_jpeg_zigzag[k++]] = (int16_t)number;
  }
  *is_flat = k == 1;
  return ASSAY_JPEG_FINE;
}

/// The number of blocks in a run that ends the band: 2^exponent and so many more as its bits say.
static inline int32_t take_end_run(assay_jpeg_scan *scan, int32_t exponent) {
  return (1 << exponent) + (exponent ? take(scan, exponent) : 0);
}

/// T.81, G.1.2.2.
static assay_jpeg_fault read_band(assay_jpeg_scan *scan, const assay_jpeg_component *component, int16_t *block) {
  if (scan->end_run > 0) {
    scan->end_run--;
    return ASSAY_JPEG_FINE;
  }
  int32_t k = scan->first;
  while (k <= scan->last) {
    if (scan->bit_count < 32) refill(scan);
    int32_t symbol = take_symbol(scan, (const assay_jpeg_table *)component->ac_table);
    if (symbol < 0) return ASSAY_JPEG_NO_CODE;
    int32_t run = symbol >> 4, size = symbol & 15;
    if (size == 0 && run < 15) {
      scan->end_run = take_end_run(scan, run) - 1;
      break;
    }
    if (size == 0) {
      k += 16;
      continue;
    }
    k += run;
    if (k > scan->last) return ASSAY_JPEG_RUN_TOO_LONG;
    block[assay_jpeg_zigzag[k++]] = (int16_t)(take_number(scan, size) * (1 << scan->low));
  }
  return ASSAY_JPEG_FINE;
}

/// One more bit of a coefficient that is not zero.
static inline void refine(assay_jpeg_scan *scan, int16_t *coefficient) {
  int32_t bit = 1 << scan->low;
  if (take_bit(scan) && !(*coefficient & bit)) {
    *coefficient = (int16_t)(*coefficient + (*coefficient < 0 ? -bit : bit));
  }
}

/// T.81, G.1.2.3: coefficients that are not zero get a bit on the way, runs count only those that are.
static assay_jpeg_fault refine_band(assay_jpeg_scan *scan, const assay_jpeg_component *component, int16_t *block) {
  int32_t k = scan->first;
  while (scan->end_run == 0 && k <= scan->last) {
    if (scan->bit_count < 32) refill(scan);
    int32_t symbol = take_symbol(scan, (const assay_jpeg_table *)component->ac_table);
    if (symbol < 0) return ASSAY_JPEG_NO_CODE;
    int32_t run = symbol >> 4, size = symbol & 15;
    if (size > 1) return ASSAY_JPEG_BAD_REFINEMENT;
    if (size == 0 && run < 15) {
      scan->end_run = take_end_run(scan, run);
      break;
    }
    int32_t number = size == 0 ? 0 : take_bit(scan) ? 1 : -1;
    for (; k <= scan->last; k++) {
      int16_t *coefficient = block + assay_jpeg_zigzag[k];
      if (*coefficient) {
        refine(scan, coefficient);
      } else if (run-- == 0) {
        break;
      }
    }
    if (number && k > scan->last) return ASSAY_JPEG_RUN_TOO_LONG;
    if (number) block[assay_jpeg_zigzag[k]] = (int16_t)(number * (1 << scan->low));
    k++;
  }
  if (scan->end_run > 0) {
    for (; k <= scan->last; k++) {
      int16_t *coefficient = block + assay_jpeg_zigzag[k];
      if (*coefficient) refine(scan, coefficient);
    }
    scan->end_run--;
  }
  return ASSAY_JPEG_FINE;
}

static assay_jpeg_fault read_progressive(assay_jpeg_scan *scan, assay_jpeg_component *component, int16_t *block) {
  if (scan->first > 0) return scan->high ? refine_band(scan, component, block) : read_band(scan, component, block);
  if (scan->high) {
    if (take_bit(scan)) block[0] = (int16_t)(block[0] | 1 << scan->low);
    return ASSAY_JPEG_FINE;
  }
  assay_jpeg_fault fault = read_first(scan, component);
  block[0] = (int16_t)(component->prediction * (1 << scan->low));
  return fault;
}

// MARK: Units

/// Every sample of a block whose other coefficients are zero: as the whole transform would make it.
static void fill_flat(uint8_t *samples, ptrdiff_t stride, int32_t first, int32_t quantization) {
  int32_t level = ((int32_t)((uint32_t)first * (uint32_t)quantization * 4 + 16) >> 5) + 128;
  uint64_t word = 0x0101010101010101 * (uint64_t)(level < 0 ? 0 : level > 255 ? 255 : level);
  for (int row = 0; row < 8; row++) memcpy(samples + row * stride, &word, 8);
}

static assay_jpeg_fault read_place(assay_jpeg_scan *scan, assay_jpeg_component *component, ptrdiff_t row,
                                   ptrdiff_t column) {
  if (scan->progressive) {
    return read_progressive(scan, component,
                            component->coefficients + 64 * (row * component->blocks_per_row + column));
  }
  int16_t block[64] = {0};
  bool is_flat = false;
  assay_jpeg_fault fault = read_block(scan, component, block, &is_flat);
  if (fault) return fault;
  uint8_t *samples = component->samples + 8 * row * component->sample_stride + 8 * column;
  if (is_flat) {
    fill_flat(samples, component->sample_stride, block[0], component->quantization[0]);
  } else {
    assay_jpeg_inverse_blocks(samples, component->sample_stride, block, component->quantization, 1);
  }
  return ASSAY_JPEG_FINE;
}

/// Goes to the next marker, which must be the restart that is due.
static assay_jpeg_fault restart(assay_jpeg_scan *scan) {
  const uint8_t *bytes = scan->bytes;
  size_t position = scan->position;
  while (scan->end - position >= 2 && (bytes[position] != 0xFF || bytes[position + 1] == 0)) position++;
  while (scan->end - position >= 2 && bytes[position + 1] == 0xFF) position++;
  scan->position = position;
  if (scan->end - position < 2 || bytes[position + 1] != 0xD0 + scan->restart_number) return ASSAY_JPEG_NO_RESTART;
  scan->position += 2;
  scan->bits = 0;
  scan->bit_count = scan->missing_bits = scan->end_run = 0;
  scan->restart_number = (scan->restart_number + 1) & 7;
  scan->restart_left = scan->restart_interval;
  for (int32_t i = 0; i < scan->component_count; i++) scan->components[i].prediction = 0;
  return ASSAY_JPEG_FINE;
}

assay_jpeg_fault assay_jpeg_read_row(assay_jpeg_scan *scan, ptrdiff_t row) {
  for (ptrdiff_t unit = 0; unit < scan->units_per_row; unit++) {
    assay_jpeg_fault fault = ASSAY_JPEG_FINE;
    if (scan->restart_interval > 0) {
      if (scan->restart_left == 0) fault = restart(scan);
      if (fault) return fault;
      scan->restart_left--;
    }
    for (int32_t i = 0; i < scan->component_count; i++) {
      assay_jpeg_component *component = scan->components + i;
      for (int32_t down = 0; down < component->rows; down++) {
        for (int32_t right = 0; right < component->columns; right++) {
          fault = read_place(scan, component, row * component->rows + down, unit * component->columns + right);
          // Zeros behind the end may look like anything.
          if (scan->bit_count < scan->missing_bits) fault = ASSAY_JPEG_CUT_SHORT;
          if (fault == ASSAY_JPEG_FINE) continue;
          if (fault != ASSAY_JPEG_CUT_SHORT) scan->position -= (size_t)(scan->bit_count - scan->missing_bits) / 8;
          return fault;
        }
      }
    }
  }
  return ASSAY_JPEG_FINE;
}
