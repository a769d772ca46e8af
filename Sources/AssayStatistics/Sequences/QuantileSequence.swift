import AssayBase

/// An anytime-valid confidence sequence for a quantile, without assumptions on the values' distribution.
///
/// The q-quantile is the largest number that a share 1 − q of the values reaches: in a finite population of N the
/// ⌈(1 − q)·N⌉-th largest value. Its interval has values seen as its ends: a number is excluded when the share that
/// reaches it is, by a ``ProportionSequence``, on the wrong side of 1 − q (the interval of order statistics of Howard and
/// Ramdas, "Sequential estimation of quantiles with applications to A/B testing and best-arm identification", Bernoulli
/// 28, 2022, with a sharper sequence behind it). Each end gets half of the error. With probability at least
/// ``confidence`` the interval covers the true quantile *at every step at once*; it is exact when a finite population is
/// exhausted. Memory: a number for each value.
public struct QuantileSequence: Sendable, Equatable {
  /// The share q of values that lie below.
  public let probability: Double
  /// What every value must lie in; the interval where nothing is known.
  public let range: ClosedRange<Double>
  /// The size of the population, or nil when it is infinite.
  public let population: Int?
  /// The probability that all intervals cover the true quantile.
  public let confidence: Double
  /// The values seen, in rising order.
  private var values: [Double] = []

  /// Starts without observations.
  ///
  /// - Parameters:
  ///   - probability: q, in (0, 1): 0.5 for the median.
  ///   - range: The values' range.
  ///   - population: As for ``ProportionSequence``.
  ///   - confidence: In (0, 1), such as 0.999.
  /// - Throws: `AssayError` of kind `.invalidArgument`.
  public init(
    probability: Double, in range: ClosedRange<Double>, population: Int?, confidence: Double
  ) throws {
    guard probability > 0, probability < 1 else {
      throw AssayError(
        .invalidArgument, "a quantile needs a share between 0 and 1", expected: "such as 0.5, the median",
        found: "\(probability)", at: "quantile")
    }
    // Whatever is wrong with the other arguments is the same for the shares.
    _ = try ProportionSequence(population: population, confidence: confidence)
    self.probability = probability
    self.range = range
    self.population = population
    self.confidence = confidence
  }

  /// The number of values seen.
  public var count: Int { values.count }

  /// The quantile of the values seen; nil before the first.
  public var estimate: Double? {
    guard !values.isEmpty else { return nil }
    return largest(max(1, ProportionSequence.needed(1 - probability, of: count)))
  }

  /// Adds one value.
  ///
  /// - Throws: `.invalidArgument` when it lies outside ``range`` or is NaN, `.limitExceeded` when the population is
  ///   exhausted.
  public mutating func observe(_ value: Double) throws {
    guard range.contains(value) else {
      throw AssayError(
        .invalidArgument, "the value lies outside the range of the sequence", expected: "\(range)", found: "\(value)")
    }
    if let population, count >= population {
      throw AssayError(
        .limitExceeded, "more cases than there are", expected: "at most \(population)",
        found: "\(count) seen and one more")
    }
    values.insert(value, at: values.partitioningIndex { $0 > value })
  }

  /// The interval that covers the true quantile.
  ///
  /// - Throws: Nothing that ``init(probability:in:population:confidence:)`` would not have thrown.
  public func interval() throws -> ClosedRange<Double> {
    guard !values.isEmpty else { return range }
    let reaching = try leastCount { try decision(reaching: $0) == .holds }
    let short = try leastCount { try decision(reaching: $0) != .falsified }
    let low = reaching.flatMap { $0 == 0 ? nil : largest($0) } ?? range.lowerBound
    // With one value fewer than that, the quantile is not reached: it is at most the next one.
    let high = short.map { $0 == 0 ? range.upperBound : largest($0) } ?? values[0]
    return .ordered(low, high, within: range)
  }

  /// Whether a number that so many of the values reach is at most the quantile.
  private func decision(reaching count: Int) throws -> Decision {
    var share = try ProportionSequence(population: population, confidence: 1 - (1 - confidence) / 2)
    try share.observe(successes: count, trials: values.count)
    return try share.decision(atLeast: 1 - probability)
  }

  /// The value that is number `rank` from the top, from 1.
  private func largest(_ rank: Int) -> Double { values[values.count - rank] }

  /// The least number of values, 0 to all, from which on `holds` is true; nil when it never is.
  private func leastCount(_ holds: (Int) throws -> Bool) rethrows -> Int? {
    var (low, high) = (0, values.count + 1)
    while low < high {
      let middle = (low + high) / 2
      if try holds(middle) { high = middle } else { low = middle + 1 }
    }
    return low > values.count ? nil : low
  }
}

extension Array {
  /// The first index whose element fulfils a condition that all later ones fulfil too.
  fileprivate func partitioningIndex(where isBehind: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isBehind(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
