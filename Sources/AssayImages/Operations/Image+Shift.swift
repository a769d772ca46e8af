extension Image {
  /// The image moved down by `rows` and right by `columns` (negative: up and left), the freed border set to `fill`.
  ///
  /// - Parameter fill: The value of pixels that come from outside, in [0, 1].
  public func shifted(rows: Int, columns: Int, fill: Float = 0) -> Image {
    precondition(fill >= 0 && fill <= 1, "the fill must be in [0, 1], not \(fill)")
    // A shift by the whole extent leaves nothing, and clamping to it keeps the sums below from overflowing.
    let down = min(max(rows, -size.height), size.height)
    let right = min(max(columns, -size.width), size.width)
    return rearranged(to: size, fill: fill) { row, column in
      let (oldRow, oldColumn) = (row - down, column - right)
      guard oldRow >= 0, oldRow < size.height, oldColumn >= 0, oldColumn < size.width else { return nil }
      return (oldRow, oldColumn)
    }
  }
}
