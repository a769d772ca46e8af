/// Which values of a metric speak for an explanation.
public enum MetricPreference: String, Sendable, Hashable {
  /// The larger the better.
  case larger
  /// The smaller the better.
  case smaller
  /// Neither by itself.
  case neither
}
