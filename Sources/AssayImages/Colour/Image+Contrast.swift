extension Image {
  /// The image with every value's distance from mid-gray multiplied: `0.5 + factor (v - 0.5)`, clamped to [0, 1].
  ///
  /// - Parameter factor: 1 changes nothing, 0 gives plain gray, more than 1 strengthens the contrast; finite, at least 0.
  public func contrast(_ factor: Float) -> Image {
    precondition(factor.isFinite && factor >= 0, "contrast needs a finite factor of at least 0, not \(factor)")
    // `0.5 + 1 * (v - 0.5)` loses low bits of small values, and no change must be none.
    if factor == 1 { return self }
    return Image(unchecked: values.map { min(max(0.5 + factor * ($0 - 0.5), 0), 1) }, size: size)
  }
}
