/// How the size of a change is measured on the 8-bit grid.
public enum GridNorm: String, Sendable, Hashable, CaseIterable {
  /// The largest change of a value, in grid steps.
  case linf
  /// The root of the summed squares, in grid steps.
  case l2
  /// The sum of the absolute changes, in grid steps.
  case l1
  /// The number of changed pixels, a pixel being all its channels.
  case l0
}
