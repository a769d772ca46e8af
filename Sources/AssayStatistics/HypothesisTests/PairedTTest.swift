import AssayBase

/// Student's t test of paired samples.
public struct PairedTTest: Sendable, Equatable {
  /// The mean difference over its standard error.
  ///
  /// Zero when all differences are zero, infinite when they are all the same other number.
  public let statistic: Double
  /// The degrees of freedom: the pairs less one.
  public let degreesOfFreedom: Int

  /// Tests `a` against `b`, value by value; throws unless both have the same two or more finite values.
  public init(_ a: [Double], _ b: [Double]) throws {
    try Arguments.sample(a, least: 2, "a")
    try Arguments.sample(b, least: 2, "b")
    try Arguments.paired(a, b)
    let differences = zip(a, b).map { $0 - $1 }
    let n = Double(differences.count)
    let mean = differences.mean
    let error = (differences.sumOfSquares / (n - 1) / n).squareRoot()
    statistic = mean == 0 ? 0 : mean / error
    degreesOfFreedom = differences.count - 1
  }

  /// The p-value by Student's t.
  public func pValue(_ alternative: Alternative = .twoSided) -> Double {
    let degrees = Double(degreesOfFreedom)
    return alternative.probability(
      atMost: SpecialFunctions.studentSurvival(-statistic, degrees: degrees),
      atLeast: SpecialFunctions.studentSurvival(statistic, degrees: degrees))
  }
}
