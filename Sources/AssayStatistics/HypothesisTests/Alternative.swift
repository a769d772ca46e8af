/// Which deviations from the null hypothesis a test looks for.
public enum Alternative: String, Sendable, Equatable, CaseIterable {
  /// Both directions.
  case twoSided
  /// The first sample (or wins, or the table's odds) tends to be smaller.
  case less
  /// The first sample (or wins, or the table's odds) tends to be larger.
  case greater
}

extension Alternative {
  /// The p-value from the probabilities to see as little or less, and as much or more.
  func probability(atMost lower: Double, atLeast upper: Double) -> Double {
    switch self {
    case .twoSided: min(1, 2 * min(lower, upper))
    case .less: min(1, lower)
    case .greater: min(1, upper)
    }
  }
}
