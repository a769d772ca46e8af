/// What a generated image shows over its fill.
public enum ImageTexture: String, Sendable, Hashable, CaseIterable {
  /// Nothing: one colour.
  case flat
  /// A few unrelated pixels or cells.
  case sparse
  /// A value for every channel of every pixel, all equally likely.
  case noise
  /// Noise of a few pixels' length: values that change slowly.
  case smooth
  /// One colour passing into another, along a line or from a point.
  case gradient
  /// Rectangles and ellipses of single colours.
  case shapes
  /// Stripes in any direction, or squares, of two colours.
  case stripes
}
