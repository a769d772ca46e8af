// How the Winograd kernels cut images into tiles and tiles into blocks.
#ifndef ASSAY_KERNELS_WINOGRAD_TILES_H
#define ASSAY_KERNELS_WINOGRAD_TILES_H

#include "conv_winograd.h"

enum {
  POSITIONS = 16, TAPS = 9, PATCH = 4, TILE = 2,
  // A block's transformed images and results fill about a second-level cache, but enough tiles are taken at
  // once that the weights, which pass for every block, do not wait for memory.
  BLOCK_FLOATS = 256 * 1024, LEAST_TILES = 96, MOST_TILES = 240, TILE_STEP = 12,
};

/// The tiles of one image.
typedef struct tiling {
  ptrdiff_t down, across;
} tiling;

static inline tiling tiling_of(ptrdiff_t out_height, ptrdiff_t out_width) {
  return (tiling){(out_height + TILE - 1) / TILE, (out_width + TILE - 1) / TILE};
}

/// The first of a tile's outputs.
typedef struct tile_place {
  ptrdiff_t image, y, x;
} tile_place;

/// Where a tile lies: they are numbered through the rows of each image, and image by image.
static inline tile_place place_of(const tiling *tiling, ptrdiff_t tile) {
  ptrdiff_t row = tile / tiling->across;
  return (tile_place){row / tiling->down, row % tiling->down * TILE, tile % tiling->across * TILE};
}

/// How many tiles of `floats` each make a block.
static inline ptrdiff_t tiles_for(ptrdiff_t floats) {
  return assay_min(assay_max(BLOCK_FLOATS / floats / TILE_STEP * TILE_STEP, LEAST_TILES), MOST_TILES);
}

/// Floats between the tiles of a position: an odd number of cache lines, or nearly, lest they share cache sets.
static inline ptrdiff_t tile_stride(ptrdiff_t channels) { return channels + ASSAY_LANES; }
static inline ptrdiff_t position_stride(ptrdiff_t channels, ptrdiff_t tiles) {
  return tiles * tile_stride(channels) + ASSAY_LANES;
}

#endif
