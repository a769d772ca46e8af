import AssayBase

/// An anytime-valid confidence sequence for the rate of a yes-or-no outcome.
///
/// With probability at least ``confidence`` the interval covers the true rate *at every step at once*, so a check may
/// look after each case and stop as soon as its claim is decided. The cases must come in random order.
///
/// - From a finite population, without replacement: the prior–posterior-ratio martingale with a beta-binomial prior
///   (Waudby-Smith and Ramdas, "Confidence sequences for sampling without replacement", NeurIPS 2020, theorem 2.1). A
///   population with m successes is excluded once M/L(m) ≥ 1/α, where L(m) is the hypergeometric probability of what was
///   seen and M its mean under the prior. When the population is exhausted, the interval is the exact rate.
/// - From an infinite one: the same mixture over binomial probabilities (Robbins, "Statistical methods related to the law
///   of the iterated logarithm", Annals of Mathematical Statistics 41, 1970).
///
/// The prior is Beta(½, ½), which costs little in the middle and is far sharper than the uniform one for rates near 0 and
/// 1. The interval is the intersection of those of all steps. If that is empty, which happens with probability at most
/// 1 − ``confidence``, the present step's set alone is given.
public struct ProportionSequence: Sendable, Equatable {
  /// The largest finite population.
  public static let largestPopulation: Int = 1 << 31

  /// The size of the population, or nil when it is infinite.
  public let population: Int?
  /// The probability that all intervals cover the true rate.
  public let confidence: Double
  /// The successes seen.
  public private(set) var successes: Int = 0
  /// The cases seen.
  public private(set) var trials: Int = 0

  private let logSignificance: Double
  /// The least count (or, in an infinite population, probability) of successes that is not excluded.
  private var least: RateBound
  /// The same for failures.
  private var leastFailures: RateBound

  /// Starts without observations.
  ///
  /// - Parameters:
  ///   - population: How many cases there are, 1 to ``largestPopulation``; nil for sampling with replacement.
  ///   - confidence: In (0, 1), such as 0.999.
  /// - Throws: `AssayError` of kind `.invalidArgument`.
  public init(population: Int?, confidence: Double) throws {
    logSignificance = Elementary.log(try Arguments.significance(of: confidence))
    if let population, population < 1 || population > Self.largestPopulation {
      throw AssayError(
        .invalidArgument, "the population has no usable size", expected: "1 to \(Self.largestPopulation), or nil",
        found: "\(population)", at: "population")
    }
    self.population = population
    self.confidence = confidence
    least = population == nil ? .probability(0) : .count(0)
    leastFailures = least
  }

  /// The cases seen that were no successes.
  public var failures: Int { trials - successes }

  /// The observed rate; nil before the first case.
  public var estimate: Double? { trials == 0 ? nil : Double(successes) / Double(trials) }

  /// Whether every case of a finite population has been seen.
  public var isExhausted: Bool { trials == population }

  /// The interval that covers the true rate.
  public var interval: ClosedRange<Double> {
    switch (least, leastFailures) {
    case (.count(let low), .count(let failures)):
      let size = Double(population ?? 1)
      return .ordered(Double(low) / size, Double((population ?? 1) - failures) / size)
    case (.probability(let low), .probability(let failure)): return .ordered(low, 1 - failure)
    default: return 0...1
    }
  }

  /// Adds one case.
  ///
  /// Throws `.limitExceeded` when the population is exhausted. Cost: a few evaluations of a binomial probability.
  public mutating func observe(_ success: Bool) throws {
    try observe(successes: success ? 1 : 0, trials: 1)
  }

  /// Adds several cases as one step.
  ///
  /// - Throws: `.invalidArgument` unless 0 ≤ `successes` ≤ `trials`, `.limitExceeded` when more cases than the population
  ///   has would have been seen.
  public mutating func observe(successes newSuccesses: Int, trials newTrials: Int) throws {
    guard newTrials >= 0, newSuccesses >= 0, newSuccesses <= newTrials else {
      throw AssayError(
        .invalidArgument, "the successes do not fit the trials", expected: "0 to \(newTrials)",
        found: "\(newSuccesses)", at: "successes")
    }
    let limit = population ?? Self.largestPopulation
    guard newTrials <= limit - trials else {
      throw AssayError(
        .limitExceeded, "more cases than there are", expected: "at most \(limit)",
        found: "\(trials) seen and \(newTrials) more")
    }
    guard newTrials > 0 else { return }
    successes += newSuccesses
    trials += newTrials
    update()
  }

  private mutating func update() {
    let evidence = RateEvidence(
      hits: successes, misses: failures, population: population, logSignificance: logSignificance)
    let raised = evidence.leastHits(from: least)
    let raisedFailures = evidence.swapped.leastHits(from: leastFailures)
    if let raised, let raisedFailures, evidence.isConsistent(raised, raisedFailures) {
      (least, leastFailures) = (raised, raisedFailures)
      return
    }
    let start: RateBound = population == nil ? .probability(0) : .count(0)
    least = evidence.leastHits(from: start) ?? start
    leastFailures = evidence.swapped.leastHits(from: start) ?? start
  }
}

extension ProportionSequence {
  /// Whether the claim "the rate is at least `threshold`" is decided.
  ///
  /// It is `.falsified` once the whole interval lies below the threshold, and `.holds` once the whole interval lies at or
  /// above `threshold − indifference`; the first goes before the second. So a rate inside the zone
  /// `threshold − indifference ..< threshold` may end either way, a rate outside never ends wrong (but for the
  /// confidence), and any rate ends as soon as the interval is narrower than the width. With width 0 and an infinite
  /// population, a rate at the threshold may stay undecided for ever.
  ///
  /// In a finite population of N, counts are compared: the rate is at least t if the successes are at least
  /// ⌈t·N − 1e-9⌉ (and a few rounding errors of t·N less for large N), so that 0.3 of 10 needs exactly 3.
  ///
  /// - Throws: `.invalidArgument` unless `threshold` is in [0, 1] and `indifference` is finite and at least 0.
  public func decision(atLeast threshold: Double, indifference: Double = 0) throws -> Decision {
    try Arguments.probability(threshold, "threshold")
    try Arguments.indifference(indifference)
    return Self.decide(least, leastFailures, atLeast: threshold, indifference, population)
  }

  /// Whether the claim "the rate is at most `threshold`" is decided: the mirror image of the other, for failures.
  ///
  /// The zone of indifference is above the threshold here.
  public func decision(atMost threshold: Double, indifference: Double = 0) throws -> Decision {
    try Arguments.probability(threshold, "threshold")
    try Arguments.indifference(indifference)
    return Self.decide(leastFailures, least, atLeast: 1 - threshold, indifference, population)
  }

  private static func decide(
    _ least: RateBound, _ leastOther: RateBound, atLeast threshold: Double, _ indifference: Double, _ population: Int?
  ) -> Decision {
    let lenient = max(0, threshold - indifference)
    switch (least, leastOther) {
    case (.count(let low), .count(let other)):
      let size = population ?? 1
      if size - other < needed(threshold, of: size) { return .falsified }
      return low >= needed(lenient, of: size) ? .holds : .undecided
    case (.probability(let low), .probability(let other)):
      if other > 1 - threshold { return .falsified }
      return low >= lenient ? .holds : .undecided
    default: return .undecided
    }
  }

  /// The number of successes among `size` cases that makes a rate.
  static func needed(_ rate: Double, of size: Int) -> Int {
    let product = rate * Double(size)
    return max(0, Int((product - 1e-9 - product * 0x1p-50).rounded(.up)))
  }
}
