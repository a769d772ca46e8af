import AssayBase

/// The exact sign test: whether wins outnumber losses among pairs, ties left out.
///
/// Under the null hypothesis wins follow a binomial distribution of probability ½ (Dixon and Mood, JASA 41, 1946).
public struct SignTest: Sendable, Equatable {
  /// The pairs in which the first is larger.
  public let wins: Int
  /// The pairs in which the second is larger.
  public let losses: Int

  /// Makes a test; throws `.invalidArgument` for negative counts.
  public init(wins: Int, losses: Int) throws {
    try Arguments.count(wins, "wins")
    try Arguments.count(losses, "losses")
    self.wins = wins
    self.losses = losses
  }

  /// The exact p-value; 1 without wins and losses.
  ///
  /// `.greater` asks whether there are more wins than chance explains, as a one-sided health check does.
  public func pValue(_ alternative: Alternative = .greater) -> Double {
    alternative.probability(atMost: Self.tail(wins, losses), atLeast: Self.tail(losses, wins))
  }

  /// P(K ≤ `few`) for K binomial with `few + many` trials of probability ½.
  static func tail(_ few: Int, _ many: Int) -> Double {
    if many == 0 { return 1 }
    return SpecialFunctions.regularizedBeta(0.5, Double(many), Double(few) + 1).lower
  }
}
