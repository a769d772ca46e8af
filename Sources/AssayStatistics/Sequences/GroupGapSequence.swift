import AssayBase

/// An anytime-valid confidence sequence for how far the worst group's rate is behind the rate of all cases.
///
/// The cases of each group, and all of them, are followed by a ``ProportionSequence`` of their own; all of these together
/// keep ``confidence`` (Bonferroni), so the interval of the gap covers the truth *at every step at once*, whichever group
/// turns out to be the worst. Exact when all cases have been seen. Within a group the cases must come in random order.
public struct GroupGapSequence: Sendable, Equatable {
  /// The probability that all intervals cover the true gap.
  public let confidence: Double
  /// A sequence for each group; nil for one without cases.
  private var groups: [ProportionSequence?]
  private var all: ProportionSequence

  /// Starts without observations.
  ///
  /// - Parameters:
  ///   - populations: The number of cases of each group; groups without cases do not count.
  ///   - confidence: In (0, 1), such as 0.999.
  /// - Throws: `AssayError(.invalidArgument)` for other numbers, and when fewer than two groups have cases.
  public init(populations: [Int], confidence: Double) throws {
    let used = populations.count { $0 > 0 }
    guard used >= 2, populations.allSatisfy({ $0 >= 0 }) else {
      throw AssayError(
        .invalidArgument, "a gap between groups needs groups", expected: "two groups with cases at least",
        found: "\(populations)", at: "populations")
    }
    let each = 1 - (try Arguments.significance(of: confidence)) / Double(used + 1)
    self.confidence = confidence
    groups = try populations.map { $0 == 0 ? nil : try ProportionSequence(population: $0, confidence: each) }
    all = try ProportionSequence(population: populations.reduce(0, +), confidence: each)
  }

  /// Adds one case of a group.
  ///
  /// - Throws: `.invalidArgument` for a group without cases, `.limitExceeded` when all of its cases have been seen.
  public mutating func observe(_ success: Bool, group: Int) throws {
    guard groups.indices.contains(group), groups[group] != nil else {
      throw AssayError(
        .invalidArgument, "a case of a group that has none", expected: "a group with cases", found: "\(group)",
        at: "group")
    }
    try groups[group]?.observe(success)
    try all.observe(success)
  }

  /// The gap seen; nil before every group has a case.
  public var estimate: Double? {
    guard let overall = all.estimate, let worst else { return nil }
    return overall - worst.rate
  }

  /// The group with the smallest rate seen, the first of equals; nil before every group has a case.
  public var worst: (group: Int, rate: Double, cases: Int)? {
    let seen = groups.enumerated().compactMap { group, sequence in sequence.map { (group, $0) } }
    guard seen.allSatisfy({ $0.1.trials > 0 }) else { return nil }
    return seen.map { (group: $0.0, rate: $0.1.estimate ?? 1, cases: $0.1.trials) }.min { $0.rate < $1.rate }
  }

  /// The rate of all cases seen; nil before the first.
  public var overall: Double? { all.estimate }

  /// The interval that covers the true gap, which is never negative.
  public var interval: ClosedRange<Double> {
    let bounds = groups.compactMap { $0?.interval }
    let (low, high) = (bounds.map(\.lowerBound).min() ?? 0, bounds.map(\.upperBound).min() ?? 1)
    return .ordered(max(0, all.interval.lowerBound - high), max(0, all.interval.upperBound - low))
  }

  /// Whether the claim "no group is behind by more than `threshold`" is decided.
  ///
  /// Distances below 1e-12 count as none.
  public func decision(atMost threshold: Double) throws -> Decision {
    try Arguments.probability(threshold, "threshold")
    let bounds = interval
    if bounds.lowerBound > threshold + 1e-12 { return .falsified }
    return bounds.upperBound <= threshold + 1e-12 ? .holds : .undecided
  }
}
