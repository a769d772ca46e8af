import AssayBase

/// Fisher's exact test of independence in a table of two rows and two columns.
public struct FisherTest: Sendable, Equatable {
  /// The table's first row.
  public let firstRow: [Int]
  /// The table's second row.
  public let secondRow: [Int]

  /// Makes a test of the table a b / c d; throws `.invalidArgument` for negative counts.
  public init(_ a: Int, _ b: Int, _ c: Int, _ d: Int) throws {
    for (count, name) in [(a, "a"), (b, "b"), (c, "c"), (d, "d")] { try Arguments.count(count, name) }
    firstRow = [a, b]
    secondRow = [c, d]
  }

  /// The exact p-value given the table's margins; 1 for a table with an empty row or column.
  ///
  /// `.greater` asks for odds a·d / b·c above 1. Two-sided: the probability of all tables no likelier than the observed
  /// one, with a relative slack of 1e-7 for ties. Cost: linear in the smallest margin.
  public func pValue(_ alternative: Alternative = .twoSided) -> Double {
    let observed = firstRow[0]
    let row = firstRow[0] + firstRow[1]
    let column = firstRow[0] + secondRow[0]
    let population = row + secondRow[0] + secondRow[1]
    func probability(_ count: Int) -> Double {
      Elementary.exp(
        HypergeometricDistribution.logProbability(count, row - count, successes: column, population: population))
    }
    let support = max(0, row + column - population)...min(row, column)
    let limit = probability(observed) * (1 + 1e-7)
    let sum = support.lazy.map { count in
      switch alternative {
      case .less: count <= observed ? probability(count) : 0
      case .greater: count >= observed ? probability(count) : 0
      case .twoSided:
        probability(count) <= limit ? probability(count) : 0
      }
    }.compensatedSum
    return min(1, sum)
  }
}
