import AssayBase

/// Wilcoxon's signed-rank test of paired samples (Biometrics Bulletin 1, 1945); zero differences are dropped.
public struct WilcoxonTest: Sendable, Equatable {
  /// The most differences for which the exact p-value is computed.
  public static let exactLimit: Int = 256

  /// The sum of the ranks of positive differences, with mean ranks for ties.
  public let positiveRankSum: Double
  /// The sum of the ranks of negative differences.
  public let negativeRankSum: Double
  /// The differences that are not zero.
  public let count: Int

  private let doubledRanks: [Int]
  private let tieCorrection: Double

  /// Tests `a` against `b`, value by value; throws unless both have the same one or more finite values.
  public init(_ a: [Double], _ b: [Double]) throws {
    try Arguments.sample(a, least: 1, "a")
    try Arguments.sample(b, least: 1, "b")
    try Arguments.paired(a, b)
    let differences = zip(a, b).map { $0 - $1 }.filter { $0 != 0 }
    let ranks = Ranks(differences.map(\.magnitude))
    let positive = zip(differences, ranks.doubled).reduce(0) { $0 + ($1.0 > 0 ? $1.1 : 0) }
    count = differences.count
    doubledRanks = ranks.doubled
    tieCorrection = ranks.tieCorrection
    positiveRankSum = Double(positive) / 2
    negativeRankSum = Double(ranks.doubled.reduce(0, +) - positive) / 2
  }

  /// The p-value by the normal approximation, corrected for ties, without continuity correction; 1 without differences.
  public func asymptoticPValue(_ alternative: Alternative = .twoSided) -> Double {
    if count == 0 { return 1 }
    let n = Double(count)
    let variance = n * (n + 1) * (2 * n + 1) / 24 - tieCorrection / 48
    let z = (positiveRankSum - n * (n + 1) / 4) / variance.squareRoot()
    return alternative.probability(
      atMost: SpecialFunctions.normalCDF(z), atLeast: SpecialFunctions.normalSurvival(z))
  }

  /// The exact p-value: every pattern of signs is equally likely. Ties keep their mean ranks.
  ///
  /// Throws `.limitExceeded` above ``exactLimit`` differences. Cost: n³ additions.
  public func exactPValue(_ alternative: Alternative = .twoSided) throws -> Double {
    guard count <= Self.exactLimit else {
      throw AssayError(
        .limitExceeded, "too many differences for the exact test", expected: "at most \(Self.exactLimit)",
        found: "\(count)", advice: "Use asymptoticPValue, which is accurate here")
    }
    let total = doubledRanks.reduce(0, +)
    let observed = Int(2 * positiveRankSum)
    var distribution = [Double](repeating: 0, count: total + 1)
    distribution[0] = 1
    var reached = 0
    distribution.withUnsafeMutableBufferPointer { p in
      for rank in doubledRanks {
        reached += rank
        for sum in stride(from: reached, through: 0, by: -1) {
          p[sum] = 0.5 * (p[sum] + (sum >= rank ? p[sum - rank] : 0))
        }
      }
    }
    return alternative.probability(
      atMost: distribution[...observed].reduce(0, +), atLeast: distribution[observed...].reversed().reduce(0, +))
  }
}
