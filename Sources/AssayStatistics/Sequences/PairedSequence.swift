import AssayBase

/// An anytime-valid comparison of two models on the same cases: the mean of differences in [−1, 1].
///
/// A ``MeanSequence`` of the differences, first model minus second, with the counts of a sign test beside it.
public struct PairedSequence: Sendable, Equatable {
  /// The sequence of the differences.
  public private(set) var differences: MeanSequence
  /// The cases in which the first model's value is larger.
  public private(set) var wins: Int = 0
  /// The cases in which the second model's value is larger.
  public private(set) var losses: Int = 0

  /// Starts without observations; arguments and errors as for ``MeanSequence``.
  public init(population: Int?, confidence: Double) throws {
    differences = try MeanSequence(in: -1...1, population: population, confidence: confidence)
  }

  /// The pairs seen.
  public var count: Int { differences.count }

  /// The pairs without a difference.
  public var ties: Int { count - wins - losses }

  /// The mean difference seen; nil before the first pair.
  public var estimate: Double? { differences.estimate }

  /// The interval that covers the true mean difference, at every step at once.
  public var interval: ClosedRange<Double> { differences.interval }

  /// Whether every pair of a finite population has been seen.
  public var isExhausted: Bool { differences.isExhausted }

  /// Adds the difference of one pair, in [−1, 1]; errors as for ``MeanSequence``.
  public mutating func observe(_ difference: Double) throws {
    try differences.observe(difference)
    if difference > 0 { wins += 1 }
    if difference < 0 { losses += 1 }
  }

  /// Adds the values of one pair, both in [0, 1].
  public mutating func observe(_ first: Double, _ second: Double) throws {
    try Arguments.probability(first, "first")
    try Arguments.probability(second, "second")
    try observe(first - second)
  }

  /// Searches the bounds now, for a caller that stops before the next search is due.
  public mutating func refresh() { differences.refresh() }

  /// Whether "the mean difference is at least `threshold`" is decided; see ``MeanSequence/decision(atLeast:indifference:)``.
  public func decision(atLeast threshold: Double, indifference: Double = 0) throws -> Decision {
    try differences.decision(atLeast: threshold, indifference: indifference)
  }

  /// Whether "the mean difference is at most `threshold`" is decided; see ``MeanSequence/decision(atMost:indifference:)``.
  public func decision(atMost threshold: Double, indifference: Double = 0) throws -> Decision {
    try differences.decision(atMost: threshold, indifference: indifference)
  }

  /// The exact sign test of the pairs seen. Valid at one sample size chosen beforehand, unlike the sequence.
  public func signTest() throws -> SignTest { try SignTest(wins: wins, losses: losses) }
}
