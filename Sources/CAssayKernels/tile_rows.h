// The rows of a register tile by their number: F(row, base, multiple) for each row, whose address is base + multiple ×
// stride. The groups are such that two image rows of 7, 5, 3 or 2 pixels and three rows of 4 or 3 fit one tile.
#ifndef ASSAY_TILE_ROWS_H
#define ASSAY_TILE_ROWS_H

#define ASSAY_ROWS_1(F) F(0, 0, 0)
#define ASSAY_ROWS_2(F) ASSAY_ROWS_1(F) F(1, 0, 1)
#define ASSAY_ROWS_3(F) ASSAY_ROWS_2(F) F(2, 0, 2)
#define ASSAY_ROWS_4(F) ASSAY_ROWS_2(F) F(2, 1, 0) F(3, 1, 1)
#define ASSAY_ROWS_5(F) ASSAY_ROWS_3(F) F(3, 1, 0) F(4, 1, 1)
#define ASSAY_ROWS_6(F) ASSAY_ROWS_5(F) F(5, 1, 2)
#define ASSAY_ROWS_FOUR(F) ASSAY_ROWS_3(F) F(3, 0, 3)
#define ASSAY_ROWS_7(F) ASSAY_ROWS_FOUR(F) F(4, 1, 0) F(5, 1, 1) F(6, 1, 2)
#define ASSAY_ROWS_8(F) ASSAY_ROWS_7(F) F(7, 1, 3)
#define ASSAY_ROWS_9(F) ASSAY_ROWS_6(F) F(6, 2, 0) F(7, 2, 1) F(8, 2, 2)
#define ASSAY_ROWS_10(F) ASSAY_ROWS_5(F) F(5, 2, 0) F(6, 2, 1) F(7, 2, 2) F(8, 3, 0) F(9, 3, 1)
#define ASSAY_ROWS_11(F) ASSAY_ROWS_8(F) F(8, 2, 0) F(9, 2, 1) F(10, 2, 2)
#define ASSAY_ROWS_12(F) ASSAY_ROWS_11(F) F(11, 2, 3)
#define ASSAY_ROWS_13(F) ASSAY_ROWS_12(F) F(12, 3, 0)
#define ASSAY_ROWS_14(F)                                                                                               \
  ASSAY_ROWS_7(F) F(7, 2, 0) F(8, 2, 1) F(9, 2, 2) F(10, 2, 3) F(11, 3, 0) F(12, 3, 1) F(13, 3, 2)

// The bases that a tile uses, G(base) for each.
#define ASSAY_BASES_1(G) G(0)
#define ASSAY_BASES_2(G) G(0)
#define ASSAY_BASES_3(G) G(0)
#define ASSAY_BASES_4(G) G(0) G(1)
#define ASSAY_BASES_5(G) G(0) G(1)
#define ASSAY_BASES_6(G) G(0) G(1)
#define ASSAY_BASES_7(G) G(0) G(1)
#define ASSAY_BASES_8(G) G(0) G(1)
#define ASSAY_BASES_9(G) G(0) G(1) G(2)
#define ASSAY_BASES_10(G) G(0) G(1) G(2) G(3)
#define ASSAY_BASES_11(G) G(0) G(1) G(2)
#define ASSAY_BASES_12(G) G(0) G(1) G(2)
#define ASSAY_BASES_13(G) G(0) G(1) G(2) G(3)
#define ASSAY_BASES_14(G) G(0) G(1) G(2) G(3)

/// The first row of each group, by the number of rows; the number of rows where a group is missing.
static const signed char assay_tile_groups[15][5] = {
  {0, 0, 0, 0, 0},     {0, 1, 1, 1, 1},     {0, 2, 2, 2, 2},    {0, 3, 3, 3, 3},    {0, 2, 4, 4, 4},
  {0, 3, 5, 5, 5},     {0, 3, 6, 6, 6},     {0, 4, 7, 7, 7},    {0, 4, 8, 8, 8},    {0, 3, 6, 9, 9},
  {0, 3, 5, 8, 10},    {0, 4, 8, 11, 11},   {0, 4, 8, 12, 12},  {0, 4, 8, 12, 13},  {0, 4, 7, 11, 14},
};

#endif
