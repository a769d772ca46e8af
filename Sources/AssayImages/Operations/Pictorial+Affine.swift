import AssayBase
import AssayTensor

extension Pictorial {
  /// The image turned counter-clockwise about its centre by `degrees`, of the same size.
  ///
  /// Bilinear: every pixel is a weighted mean of the four around the place it comes from. What comes from outside has the
  /// value `fill`, so that the border blends into it. No turn changes no bit, and quarter turns of square images are exact.
  public func rotated(degrees: Double, fill: Float = 0) -> Self { transformed(degrees: degrees, fill: fill) }

  /// The image enlarged about its centre by `factor` (below 1: made smaller), of the same size; bilinear as
  /// ``rotated(degrees:fill:)``.
  ///
  /// - Parameter factor: positive and finite.
  public func scaled(by factor: Double, fill: Float = 0) -> Self { transformed(scale: factor, fill: fill) }

  /// The image turned, enlarged and then moved, in one bilinear step.
  ///
  /// - Parameters:
  ///   - degrees: counter-clockwise about the centre.
  ///   - scale: about the centre; positive and finite.
  ///   - rows: how far down, in pixels and fractions of them.
  ///   - columns: how far to the right.
  ///   - fill: the value of what lies outside, in [0, 1].
  public func transformed(
    degrees: Double = 0, scale: Double = 1, rows: Double = 0, columns: Double = 0, fill: Float = 0
  ) -> Self {
    precondition(fill >= 0 && fill <= 1, "the fill must be in [0, 1], not \(fill)")
    return transformed(
      by: AffineMap(degrees: degrees, scale: scale, rows: rows, columns: columns), beyond: .constant(fill))
  }

  /// The image whose pixels come from where `map` says, of the same size.
  ///
  /// - Parameters:
  ///   - nearest: whether the nearest pixel is taken, and not the mean of the four around the place.
  ///   - beyond: what lies outside the image.
  public func transformed(by map: AffineMap, nearest: Bool = false, beyond: PaddingFill = .constant(0)) -> Self {
    if map == .identity { return self }
    return mapped(
      by: .affine(map.matrix, from: extent, to: extent, nearest: nearest, beyond: beyond), fill: beyond.value)
  }

  /// The image bent: the pixel at (row, column) comes from that place plus the displacement given for it.
  ///
  /// - Parameters:
  ///   - rows: how far down each pixel's source is, row after row, in pixels; H·W numbers.
  ///   - columns: how far to the right.
  public func deformed(
    rows: [Float], columns: [Float], nearest: Bool = false, beyond: PaddingFill = .constant(0)
  ) -> Self {
    let (height, width) = extent
    precondition(
      rows.count == height * width && columns.count == rows.count,
      "displacements of \(rows.count) and \(columns.count) pixels do not fit \(height)×\(width)")
    return mapped(
      by: .deforming(down: rows, right: columns, extent, nearest: nearest, beyond: beyond), fill: beyond.value)
  }
}
