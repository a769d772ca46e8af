import AssayStatistics

/// How many examples may be odd before a soundness check raises a doubt.
enum ToleratedShare {
  /// The share of examples that may have no gradient, say nothing, or be out of reach, in a sound evaluation.
  static var share: Double { 0.1 }
  /// The chance at which a difference is no longer called chance.
  static var level: Double { 1e-4 }

  /// Whether so many are more than chance makes of the tolerated share.
  static func isExceeded(by count: Int, of total: Int) throws -> Bool {
    try BinomialDistribution(trials: total, probability: share).survival(count - 1) < level
  }
}
