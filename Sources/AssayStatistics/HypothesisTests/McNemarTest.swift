import AssayBase

/// McNemar's test of two classifiers on the same cases, from the cases on which they disagree; two-sided.
///
/// McNemar, "Note on the sampling error of the difference between correlated proportions" (Psychometrika 12, 1947); the
/// mid-p variant after Fagerland, Lydersen and Laake (BMC Medical Research Methodology 13:91, 2013).
public struct McNemarTest: Sendable, Equatable {
  /// The cases only the first gets right.
  public let onlyFirst: Int
  /// The cases only the second gets right.
  public let onlySecond: Int

  /// Makes a test; throws `.invalidArgument` for negative counts.
  public init(onlyFirst: Int, onlySecond: Int) throws {
    try Arguments.count(onlyFirst, "onlyFirst")
    try Arguments.count(onlySecond, "onlySecond")
    self.onlyFirst = onlyFirst
    self.onlySecond = onlySecond
  }

  /// The exact p-value: twice the smaller binomial tail, at most 1; 1 without disagreement.
  public var exactPValue: Double { min(1, 2 * smallerTail) }

  /// The mid-p value: the exact one less the probability of what was observed, at most 1.
  public var midPValue: Double {
    if onlyFirst + onlySecond == 0 { return 1 }
    let few = min(onlyFirst, onlySecond)
    let observed = BinomialDistribution.logProbability(few, of: onlyFirst + onlySecond, 0.5, 0.5)
    return min(1, 2 * smallerTail - Elementary.exp(observed))
  }

  /// Edwards' statistic with continuity correction, (|b − c| − 1)² / (b + c); 0 without disagreement.
  ///
  /// The formula as it stands: b = c > 0 gives 1 / (b + c).
  public var statistic: Double {
    let sum = onlyFirst + onlySecond
    let excess = Double(abs(onlyFirst - onlySecond) - 1)
    return sum == 0 ? 0 : excess * excess / Double(sum)
  }

  /// The p-value of ``statistic`` by chi-squared with one degree of freedom.
  public var chiSquaredPValue: Double { SpecialFunctions.chiSquaredSurvival(statistic, degrees: 1) }

  private var smallerTail: Double {
    SignTest.tail(min(onlyFirst, onlySecond), max(onlyFirst, onlySecond))
  }
}
