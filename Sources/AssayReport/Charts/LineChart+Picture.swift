import AssayImages

extension LineChart {
  /// The chart as a picture; the same chart always gives the same bytes.
  ///
  /// - Throws: `AssayError` where memory or the format set a limit.
  package func rendered() throws -> ByteImage { try drawing.rendered() }
}
