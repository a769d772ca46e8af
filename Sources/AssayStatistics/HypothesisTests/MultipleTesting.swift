import AssayBase

/// Corrections of several p-values for having looked at all of them.
///
/// Each adjusted p-value may be compared with the level directly, in the order of the input.
public struct MultipleTesting: Sendable, Equatable {
  /// The p-values before correction.
  public let pValues: [Double]

  /// Takes p-values in [0, 1]; throws `.invalidArgument` for others. None are allowed.
  public init(_ pValues: [Double]) throws {
    for (index, p) in pValues.enumerated() { try Arguments.probability(p, "pValues[\(index)]") }
    self.pValues = pValues
  }

  /// Bonferroni's correction: controls the probability of any false rejection.
  public var bonferroni: [Double] {
    pValues.map { min(1, $0 * Double(pValues.count)) }
  }

  /// Holm's step-down correction (Scandinavian Journal of Statistics 6, 1979): as Bonferroni's, and never weaker.
  public var holm: [Double] {
    var (adjusted, largest) = (pValues, 0.0)
    for (rank, index) in order.enumerated() {
      largest = max(largest, min(1, pValues[index] * Double(pValues.count - rank)))
      adjusted[index] = largest
    }
    return adjusted
  }

  /// Benjamini and Hochberg's step-up correction (JRSS B 57, 1995): controls the rate of false discoveries.
  ///
  /// For independent or positively dependent tests.
  public var benjaminiHochberg: [Double] { stepUp(Double(pValues.count)) }

  /// Benjamini and Yekutieli's correction (Annals of Statistics 29, 2001): the same under any dependence.
  public var benjaminiYekutieli: [Double] {
    let harmonic = (0..<pValues.count).reversed().reduce(0.0) { $0 + 1 / Double($1 + 1) }
    return stepUp(Double(pValues.count) * harmonic)
  }

  private var order: [Int] {
    pValues.indices.sorted { (pValues[$0], $0) < (pValues[$1], $1) }
  }

  private func stepUp(_ factor: Double) -> [Double] {
    var (adjusted, smallest) = (pValues, 1.0)
    for (rank, index) in order.enumerated().reversed() {
      smallest = min(smallest, pValues[index] * factor / Double(rank + 1))
      adjusted[index] = smallest
    }
    return adjusted
  }
}
