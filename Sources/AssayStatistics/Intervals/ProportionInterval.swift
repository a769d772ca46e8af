import AssayBase

/// Confidence intervals for a proportion from a fixed number of independent trials.
///
/// These hold at one sample size chosen beforehand. To look after every case and stop when the claim is decided, use
/// ``ProportionSequence``. `z` below is the normal quantile of 1 − α/2, `p` the observed proportion.
public struct ProportionInterval: Sendable, Equatable {
  /// The successes seen.
  public let successes: Int
  /// The trials made, at least 1.
  public let trials: Int
  /// The probability 1 − α that an interval covers the truth.
  public let confidence: Double

  private let significance: Double

  /// Makes the intervals; throws `.invalidArgument` unless 0 ≤ successes ≤ trials, trials ≥ 1 and confidence in (0, 1).
  public init(successes: Int, trials: Int, confidence: Double) throws {
    significance = try Arguments.significance(of: confidence)
    try Arguments.count(trials, least: 1, "trials")
    guard successes >= 0, successes <= trials else {
      throw AssayError(
        .invalidArgument, "the successes do not fit the trials", expected: "0 to \(trials)", found: "\(successes)",
        at: "successes")
    }
    self.successes = successes
    self.trials = trials
    self.confidence = confidence
  }

  /// The observed proportion.
  public var estimate: Double { Double(successes) / Double(trials) }

  /// The exact interval of Clopper and Pearson (Biometrika 26, 1934): never below its confidence.
  public var clopperPearson: ClosedRange<Double> {
    .ordered(exactLower(significance / 2), exactUpper(significance / 2))
  }

  /// The exact one-sided lower bound: with probability 1 − α the truth is not below it.
  public var clopperPearsonLowerBound: Double { exactLower(significance) }

  /// The exact one-sided upper bound: with probability 1 − α the truth is not above it.
  public var clopperPearsonUpperBound: Double { exactUpper(significance) }

  /// The score interval of Wilson (JASA 22, 1927): close to its confidence on average, at times below.
  public var wilson: ClosedRange<Double> {
    let (n, p, z) = (Double(trials), estimate, score)
    let square = z * z
    let center = p + square / (2 * n)
    let half = z * (p * (1 - p) / n + square / (4 * n * n)).squareRoot()
    let scale = 1 + square / n
    return cornered((center - half) / scale, (center + half) / scale)
  }

  /// Wilson's interval with continuity correction (Newcombe, Statistics in Medicine 17, 1998, method 4).
  public var wilsonWithContinuity: ClosedRange<Double> {
    let (n, p, z) = (Double(trials), estimate, score)
    let q = Double(trials - successes) / n
    let square = z * z
    let center = 2 * n * p + square
    let scale = 2 * (n + square)
    let below = max(0, square - 2 - 1 / n + 4 * p * (n * q + 1)).squareRoot()
    let above = max(0, square + 2 - 1 / n + 4 * p * (n * q - 1)).squareRoot()
    return cornered((center - 1 - z * below) / scale, (center + 1 + z * above) / scale)
  }

  /// Hoeffding's interval (JASA 58, 1963, theorem 1): p ± ``hoeffdingHalfWidth``, cut to [0, 1].
  public var hoeffding: ClosedRange<Double> {
    .ordered(estimate - hoeffdingHalfWidth, estimate + hoeffdingHalfWidth)
  }

  /// Half the width of Hoeffding's interval, √(ln(2/α) / 2n), before it is cut.
  public var hoeffdingHalfWidth: Double {
    (Elementary.log(2 / significance) / (2 * Double(trials))).squareRoot()
  }

  /// The equal-tailed interval from the prior Beta(½, ½), closed at an end where every outcome is alike.
  ///
  /// Brown, Cai and DasGupta, "Interval estimation for a binomial proportion" (Statistical Science 16, 2001), section
  /// 4.1.
  public var jeffreys: ClosedRange<Double> {
    let (a, b) = (Double(successes) + 0.5, Double(trials - successes) + 0.5)
    let low = successes == 0 ? 0 : SpecialFunctions.betaQuantile(significance / 2, a, b).value
    let high =
      successes == trials ? 1 : SpecialFunctions.betaQuantile(significance / 2, a, b, upperTail: true).value
    return .ordered(low, high)
  }

  private var score: Double { -SpecialFunctions.normalQuantile(significance / 2) }

  private func exactLower(_ tail: Double) -> Double {
    if successes == 0 { return 0 }
    return SpecialFunctions.betaQuantile(tail, Double(successes), Double(trials - successes) + 1).value
  }

  private func exactUpper(_ tail: Double) -> Double {
    if successes == trials { return 1 }
    return SpecialFunctions.betaQuantile(
      tail, Double(successes) + 1, Double(trials - successes), upperTail: true
    ).value
  }

  /// The interval with its ends exactly 0 and 1 where every outcome is alike.
  private func cornered(_ low: Double, _ high: Double) -> ClosedRange<Double> {
    .ordered(successes == 0 ? 0 : low, successes == trials ? 1 : high)
  }
}
