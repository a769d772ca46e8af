/// What a mean must not fall below, or not exceed.
package enum MeanBound: Sendable, Equatable {
  /// The mean is at least this.
  case atLeast(Double)
  /// The mean is at most this.
  case atMost(Double)

  /// The number.
  package var threshold: Double {
    switch self {
    case .atLeast(let threshold), .atMost(let threshold): threshold
    }
  }

  /// What files and errors call it.
  package var name: String {
    switch self {
    case .atLeast: "atLeast"
    case .atMost: "atMost"
    }
  }

  /// Whether a single value is on the claimed side.
  package func allows(_ value: Double) -> Bool {
    switch self {
    case .atLeast(let threshold): value >= threshold
    case .atMost(let threshold): value <= threshold
    }
  }
}
