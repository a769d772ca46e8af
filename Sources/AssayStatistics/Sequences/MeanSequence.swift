import AssayBase

/// An anytime-valid confidence sequence for the mean of values in a known range.
///
/// With probability at least ``confidence`` the interval covers the true mean *at every step at once*, whatever the
/// distribution, so a check may look after each case and stop as soon as its claim is decided. The cases must come in
/// random order. From a finite population (without replacement) the interval is exact once that is exhausted.
///
/// Method: hedged betting, α/2 on each side (Waudby-Smith and Ramdas, "Estimating means of bounded random variables by
/// betting", JRSS B 86, 2024, theorem 3, and section 5 for sampling without replacement), with the running intersection
/// over all steps. Bounds are searched at each of the first 16 steps, then whenever an eighth more has been seen; that
/// delays a decision a little but loses nothing, since the search looks at all earlier steps too. Cost: some 200 products
/// a value on average; memory: 16 bytes a value. For yes-or-no outcomes ``ProportionSequence`` is sharper.
public struct MeanSequence: Sendable, Equatable {
  /// The range in which every value must lie.
  public let range: ClosedRange<Double>
  /// The size of the population, or nil when it is infinite.
  public let population: Int?
  /// The probability that all intervals cover the true mean.
  public let confidence: Double

  private var process: BettingProcess
  /// The bounds in units of the range, from betting alone.
  private var low = 0.0
  private var high = 1.0
  private var isContradicted = false
  private var nextSearch = 1
  /// The sum of the values in units of the range, and what its rounding lost (Neumaier).
  private var sum = 0.0
  private var lost = 0.0

  /// Starts without observations.
  ///
  /// - Parameters:
  ///   - range: The values' range, finite and not empty.
  ///   - population: How many cases there are, at least 1; nil for sampling with replacement.
  ///   - confidence: In (0, 1), such as 0.999.
  /// - Throws: `AssayError` of kind `.invalidArgument`.
  public init(in range: ClosedRange<Double> = 0...1, population: Int?, confidence: Double) throws {
    let significance = try Arguments.significance(of: confidence)
    let width = range.upperBound - range.lowerBound
    guard width > 0, width.isFinite else {
      throw AssayError(
        .invalidArgument, "the range has no finite width above 0", expected: "such as 0...1", found: "\(range)",
        at: "range")
    }
    if let population, population < 1 || population > ProportionSequence.largestPopulation {
      throw AssayError(
        .invalidArgument, "the population has no usable size",
        expected: "1 to \(ProportionSequence.largestPopulation), or nil", found: "\(population)", at: "population")
    }
    self.range = range
    self.population = population
    self.confidence = confidence
    process = BettingProcess(population: population, significance: significance)
  }

  /// The cases seen.
  public var count: Int { process.values.count }

  /// The mean of the values seen; nil before the first.
  public var estimate: Double? {
    count == 0 ? nil : unscaled((sum + lost) / Double(count))
  }

  /// Whether every case of a finite population has been seen.
  public var isExhausted: Bool { count == population }

  /// The interval that covers the true mean.
  public var interval: ClosedRange<Double> {
    if isExhausted, let estimate { return estimate...estimate }
    var bounds = (low, high)
    if let population {
      // What is left can add between nothing and one a case.
      let size = Double(population)
      bounds.0 = max(bounds.0, (sum + lost) / size)
      bounds.1 = min(bounds.1, (sum + lost + Double(population - count)) / size)
    }
    return .ordered(unscaled(bounds.0), unscaled(bounds.1), within: range)
  }

  /// Adds the value of one case.
  ///
  /// - Throws: `.invalidArgument` when it lies outside ``range`` or is NaN, `.limitExceeded` when the population is
  ///   exhausted.
  public mutating func observe(_ value: Double) throws {
    guard range.contains(value) else {
      throw AssayError(
        .invalidArgument, "the value lies outside the range of the sequence", expected: "\(range)", found: "\(value)")
    }
    if isExhausted {
      throw AssayError(
        .limitExceeded, "more cases than there are", expected: "at most \(count)", found: "\(count) seen and one more")
    }
    let x = min(max((value - range.lowerBound) / (range.upperBound - range.lowerBound), 0), 1)
    process.append(x)
    let next = sum + x
    lost += sum >= x ? (sum - next) + x : (x - next) + sum
    sum = next
    if count >= nextSearch { refresh() }
  }

  /// Adds the values of several cases, in their order; throws as the form for one value does, at the first bad one.
  public mutating func observe(_ values: [Double]) throws {
    for value in values { try observe(value) }
  }

  /// Searches the bounds now, for a caller that stops before the next search is due.
  public mutating func refresh() {
    nextSearch = count + max(1, count < 16 ? 1 : count / 8)
    if isContradicted || isExhausted || count == 0 { return }
    let center = min(max((sum + lost) / Double(count), 0), 1)
    let newLow = bound(from: low, to: max(low, center), mirrored: false)
    let newHigh = 1 - bound(from: 1 - high, to: max(1 - high, 1 - center), mirrored: true)
    low = max(low, newLow)
    high = min(high, newHigh)
    guard low > high else { return }
    // No mean is left, which happens with probability at most 1 − confidence: from here on only certain bounds count.
    isContradicted = true
    (low, high) = (0, 1)
  }

  /// The largest excluded mean found between `start` and `end`, to a part in 4096 of their distance and never too large.
  private func bound(from start: Double, to end: Double, mirrored: Bool) -> Double {
    if process.excludes(end, mirrored: mirrored) { return end }
    var (excluded, kept) = (start, end)
    for _ in 0..<12 {
      let middle = excluded + (kept - excluded) / 2
      if process.excludes(middle, mirrored: mirrored) { excluded = middle } else { kept = middle }
    }
    return excluded
  }

  /// Whether `mean`, in the units of the values, has been excluded at any step.
  package func excludes(_ mean: Double) -> Bool {
    let m = (mean - range.lowerBound) / (range.upperBound - range.lowerBound)
    return process.excludes(m) || process.excludes(1 - m, mirrored: true)
  }

  private func unscaled(_ x: Double) -> Double {
    range.lowerBound + x * (range.upperBound - range.lowerBound)
  }
}

extension MeanSequence {
  /// Whether the claim "the mean is at least `threshold`" is decided.
  ///
  /// It is `.falsified` once the whole interval lies below the threshold, and `.holds` once the whole interval lies at or
  /// above `threshold − indifference`; the first goes before the second. So a mean inside the zone
  /// `threshold − indifference ..< threshold` may end either way, a mean outside never ends wrong (but for the
  /// confidence), and any mean ends as soon as the interval is narrower than the width. Distances below 1e-12 of the
  /// range count as none, so that an exhausted population whose mean is the threshold holds in spite of rounding.
  ///
  /// - Throws: `.notFinite` or `.invalidArgument` for a threshold that is not finite, or an indifference that is not
  ///   finite and at least 0.
  public func decision(atLeast threshold: Double, indifference: Double = 0) throws -> Decision {
    try Arguments.finite(threshold, "threshold")
    try Arguments.indifference(indifference)
    let bounds = interval
    if bounds.upperBound < threshold - rounding { return .falsified }
    return bounds.lowerBound >= threshold - indifference - rounding ? .holds : .undecided
  }

  /// Whether the claim "the mean is at most `threshold`" is decided: the mirror image of the other.
  ///
  /// The zone of indifference is above the threshold here.
  public func decision(atMost threshold: Double, indifference: Double = 0) throws -> Decision {
    try Arguments.finite(threshold, "threshold")
    try Arguments.indifference(indifference)
    let bounds = interval
    if bounds.lowerBound > threshold + rounding { return .falsified }
    return bounds.upperBound <= threshold + indifference + rounding ? .holds : .undecided
  }

  private var rounding: Double { 1e-12 * (range.upperBound - range.lowerBound) }
}
