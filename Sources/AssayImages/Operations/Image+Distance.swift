import AssayBase

extension Image {
  /// The largest absolute difference between two values, ℓ∞; 0 for equal images.
  ///
  /// - Throws: `AssayError` of kind `shapeMismatch` when the sizes differ, as do the other distances.
  public func linfDistance(to other: Image) throws -> Float {
    try checkSameSize(as: other)
    return zip(values, other.values).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }

  /// The Euclidean distance over all values, ℓ2: the root of the sum of squares, summed in double precision in order.
  public func l2Distance(to other: Image) throws -> Float {
    try checkSameSize(as: other)
    let sum = zip(values, other.values).reduce(0.0) { sum, pair in
      let difference = Double(pair.0) - Double(pair.1)
      return sum + difference * difference
    }
    return Float(sum.squareRoot())
  }

  /// The sum of absolute differences over all values, ℓ1, summed in double precision in order.
  public func l1Distance(to other: Image) throws -> Float {
    try checkSameSize(as: other)
    return Float(zip(values, other.values).reduce(0.0) { $0 + abs(Double($1.0) - Double($1.1)) })
  }

  /// The number of values that differ, ℓ0 over values; a pixel of three channels can count three times.
  public func l0Distance(to other: Image) throws -> Int {
    try checkSameSize(as: other)
    return zip(values, other.values).reduce(0) { $0 + ($1.0 == $1.1 ? 0 : 1) }
  }

  /// The number of pixels that differ in at least one channel.
  public func changedPixels(from other: Image) throws -> Int {
    try checkSameSize(as: other)
    let plane = size.height * size.width
    return (0..<plane).reduce(0) { count, pixel in
      let differs = (0..<size.channels).contains { values[$0 * plane + pixel] != other.values[$0 * plane + pixel] }
      return count + (differs ? 1 : 0)
    }
  }

  private func checkSameSize(as other: Image) throws {
    guard size == other.size else {
      throw AssayError(
        .shapeMismatch, "images of different sizes cannot be compared", expected: "\(size)", found: "\(other.size)")
    }
  }
}
