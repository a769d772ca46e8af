import AssayBase

/// The number of successes in independent trials of one probability.
public struct BinomialDistribution: Sendable, Equatable {
  /// The number of trials, at least 0.
  public let trials: Int
  /// The probability of success in one trial, in [0, 1].
  public let probability: Double

  /// Makes a distribution; throws `.invalidArgument` for a negative count or a probability outside [0, 1].
  public init(trials: Int, probability: Double) throws {
    try Arguments.count(trials, "trials")
    try Arguments.probability(probability, "probability")
    self.trials = trials
    self.probability = probability
  }

  /// The logarithm of the probability of exactly `count` successes; minus infinity where that is impossible.
  ///
  /// The saddle-point form of Loader, "Fast and accurate computation of binomial probabilities" (2000), accurate to
  /// about 1e-14 of the probability for any number of trials.
  public func logProbability(_ count: Int) -> Double {
    Self.logProbability(count, of: trials, probability, 1 - probability)
  }

  /// The probability of `count` successes or fewer.
  public func cumulative(_ count: Int) -> Double { tails(count).lower }

  /// The probability of more than `count` successes, accurate where it is small.
  public func survival(_ count: Int) -> Double { tails(count).upper }

  /// The least count whose cumulative probability reaches `level`, in [0, 1].
  ///
  /// A cumulative probability within 1e-13 of itself below the level counts as reaching it, so that rounding does not
  /// decide ties such as the median of an odd number of fair trials. Cost: a logarithmic number of incomplete betas.
  public func quantile(_ level: Double) throws -> Int {
    try Arguments.probability(level, "level")
    var (low, high) = (0, trials)
    while low < high {
      let middle = low + (high - low) / 2
      let (lower, upper) = tails(middle)
      // Compare in the smaller tail, where the numbers have digits left.
      let reaches = level <= 0.5 ? lower >= level * (1 - 1e-13) : upper <= (1 - level) * (1 + 1e-13)
      if reaches { high = middle } else { low = middle + 1 }
    }
    return low
  }

  private func tails(_ count: Int) -> (lower: Double, upper: Double) {
    if count < 0 { return (0, 1) }
    if count >= trials { return (1, 0) }
    // P(K > k) = I_p(k + 1, n − k) (DLMF 8.17.5).
    let both = SpecialFunctions.regularizedBeta(probability, Double(count) + 1, Double(trials - count))
    return (both.upper, both.lower)
  }

  /// The logarithm of the binomial probability with both p and 1 − p given.
  static func logProbability(_ count: Int, of trials: Int, _ p: Double, _ q: Double) -> Double {
    guard count >= 0, count <= trials else { return -.infinity }
    if p == 0 { return count == 0 ? 0 : -.infinity }
    if q == 0 { return count == trials ? 0 : -.infinity }
    let (k, n, rest) = (Double(count), Double(trials), Double(trials - count))
    if count == 0 { return n * (p < 0.1 ? Elementary.log1p(-p) : Elementary.log(q)) }
    if rest == 0 { return n * (q < 0.1 ? Elementary.log1p(-q) : Elementary.log(p)) }
    let corrections =
      SpecialFunctions.stirlingRest(n) - SpecialFunctions.stirlingRest(k) - SpecialFunctions.stirlingRest(rest)
    let deviances = SpecialFunctions.deviance(k, n * p) + SpecialFunctions.deviance(rest, n * q)
    return corrections - deviances + 0.5 * Elementary.log(n / (6.283185307179586 * k * rest))
  }
}
