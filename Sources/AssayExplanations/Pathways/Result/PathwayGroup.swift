/// What a channel is important for.
public enum PathwayGroup: String, Sendable, Hashable, CaseIterable {
  /// For the original class and not for the target class.
  case original
  /// For the target class and not for the original class.
  case target
  /// For both classes.
  case both
  /// For neither, but under attack.
  case attack
}
