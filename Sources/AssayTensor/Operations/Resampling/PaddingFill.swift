/// What stands in the margin of a padded image.
public enum PaddingFill: Sendable, Hashable {
  /// One value.
  case constant(Float)
  /// The image mirrored at its outermost pixels, which are not repeated.
  case reflected
  /// The outermost pixels.
  case replicated
}
