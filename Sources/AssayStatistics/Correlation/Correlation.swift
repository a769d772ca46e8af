import AssayBase

/// How far two paired samples move together: coefficients from −1 (opposed) over 0 to 1 (together).
///
/// Each is `nil` where it is not defined: when all values of a sample are equal. All throw unless both samples have the
/// same two or more finite values. Results do not depend on the machine: sums run in the order of the samples.
public enum Correlation {
  /// Pearson's correlation: the covariance by the product of the standard deviations.
  public static func pearson(_ a: [Double], _ b: [Double]) throws -> Double? {
    try check(a, b)
    guard !isConstant(a), !isConstant(b) else { return nil }
    return linear(a, b)
  }

  /// Spearman's rank correlation (American Journal of Psychology 15, 1904): Pearson's of the ranks, mean ranks for ties.
  ///
  /// Cost: two sorts.
  public static func spearman(_ a: [Double], _ b: [Double]) throws -> Double? {
    try check(a, b)
    guard !isConstant(a), !isConstant(b) else { return nil }
    return linear(Ranks(a).doubled.map { Double($0) }, Ranks(b).doubled.map { Double($0) })
  }

  /// Kendall's τ-b: pairs in the same order less pairs in opposite order, by the pairs that ties leave to compare.
  ///
  /// Kendall, "The treatment of ties in ranking problems" (Biometrika 33, 1945). Counted in n·log n steps by the exchanges
  /// of a merge sort (Knight, Journal of the American Statistical Association 61, 1966).
  public static func kendall(_ a: [Double], _ b: [Double]) throws -> Double? {
    try check(a, b)
    let pairs = OrderedPairs(Ranks(a).doubled, Ranks(b).doubled)
    guard pairs.untiedInFirst > 0, pairs.untiedInSecond > 0 else { return nil }
    let scale = Double(pairs.untiedInFirst).squareRoot() * Double(pairs.untiedInSecond).squareRoot()
    return within(Double(pairs.concordantExcess) / scale)
  }

  /// The probability of a Pearson or Spearman coefficient at least this far from 0 without any association.
  ///
  /// Student's t with `count` − 2 degrees of freedom: exact for Pearson's of normal samples, an approximation for
  /// Spearman's. 1 for fewer than three pairs.
  public static func pValue(of coefficient: Double, count: Int) throws -> Double {
    try Arguments.finite(coefficient, "coefficient")
    guard count > 2 else { return 1 }
    let rest = (1 - coefficient) * (1 + coefficient)
    guard rest > 0 else { return 0 }
    let t = coefficient.magnitude * (Double(count - 2) / rest).squareRoot()
    return min(1, 2 * SpecialFunctions.studentSurvival(t, degrees: Double(count - 2)))
  }

  private static func check(_ a: [Double], _ b: [Double]) throws {
    try Arguments.sample(a, least: 2, "a")
    try Arguments.sample(b, least: 2, "b")
    try Arguments.paired(a, b)
  }

  /// Asked of the values themselves: the rounded mean of equal values need not be that value.
  private static func isConstant(_ values: [Double]) -> Bool {
    values.allSatisfy { $0 == values[0] }
  }

  private static func linear(_ a: [Double], _ b: [Double]) -> Double {
    let (centerA, centerB) = (a.mean, b.mean)
    // Scaled, so that squares neither overflow nor vanish.
    let scaleA = a.reduce(0) { max($0, ($1 - centerA).magnitude) }
    let scaleB = b.reduce(0) { max($0, ($1 - centerB).magnitude) }
    let x = a.map { ($0 - centerA) / scaleA }
    let y = b.map { ($0 - centerB) / scaleB }
    let product = zip(x, y).lazy.map { $0 * $1 }.compensatedSum
    let squares = (x.lazy.map { $0 * $0 }.compensatedSum, y.lazy.map { $0 * $0 }.compensatedSum)
    return within(product / (squares.0.squareRoot() * squares.1.squareRoot()))
  }

  /// Rounding may lead a little outside.
  private static func within(_ coefficient: Double) -> Double { min(1, max(-1, coefficient)) }
}
