extension Shape {
  /// The extents in the order of storage: channels last for four axes.
  var storageDimensions: [Int] {
    rank == 4 ? [dimensions[0], dimensions[2], dimensions[3], dimensions[1]] : dimensions
  }

  /// The shape that both stretch to, aligned at the last axis as in NumPy.
  static func broadcast(_ x: Shape, _ y: Shape) -> Shape {
    let rank = max(x.rank, y.rank)
    let (a, b) = (x.padded(toRank: rank), y.padded(toRank: rank))
    return Shape(
      zip(a.dimensions, b.dimensions).map { extent, other in
        precondition(extent == other || extent == 1 || other == 1, "shapes \(x) and \(y) do not fit together")
        return extent == 1 ? other : extent
      })
  }

  func padded(toRank rank: Int) -> Shape {
    Shape([Int](repeating: 1, count: max(0, rank - self.rank)) + dimensions)
  }
}
