/// The order in which failing images are smaller.
struct GridSize: Sendable, Hashable, Comparable {
  /// Changed pixels.
  let pixels: Int
  /// Σ|Δ| in grid steps.
  let total: Int

  static func < (left: GridSize, right: GridSize) -> Bool {
    (left.pixels, left.total) < (right.pixels, right.total)
  }
}
