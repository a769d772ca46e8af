/// Observations of a weighted linear regression: what each column is, what came out, and how much each row counts.
///
/// Sums run in a fixed order in double precision.
package struct WeightedDesign {
  /// The number of rows.
  package let count: Int
  /// The number of columns.
  package let width: Int
  /// The weighted means of the columns and of the outcome.
  package let means: [Double]
  package let meanOutcome: Double
  /// The columns less their means, each row times the root of its weight: column after column.
  package let columns: [[Double]]
  /// The outcome less its mean, times the root of the weight.
  package let outcomes: [Double]

  /// Observations with rows of `width` entries; weights are not negative, one of them positive.
  package init(rows: [Double], width: Int, outcomes: [Double], weights: [Double]) {
    let count = outcomes.count
    precondition(rows.count == count * width && weights.count == count, "a row and a weight for each outcome")
    let total = weights.reduce(0, +)
    let roots = weights.map { $0.squareRoot() }
    let meanOutcome = zip(outcomes, weights).reduce(0) { $0 + $1.0 * $1.1 } / total
    var means: [Double] = []
    columns = (0..<width).map { column in
      let mean = (0..<count).reduce(0) { $0 + rows[$1 * width + column] * weights[$1] } / total
      means.append(mean)
      return (0..<count).map { (rows[$0 * width + column] - mean) * roots[$0] }
    }
    self.outcomes = (0..<count).map { (outcomes[$0] - meanOutcome) * roots[$0] }
    (self.count, self.width, self.means, self.meanOutcome) = (count, width, means, meanOutcome)
  }

  private init(_ design: WeightedDesign, keeping kept: [Int]) {
    count = design.count
    width = kept.count
    means = kept.map { design.means[$0] }
    meanOutcome = design.meanOutcome
    columns = kept.map { design.columns[$0] }
    outcomes = design.outcomes
  }

  /// The same observations of some columns alone.
  package func keeping(_ columns: [Int]) -> WeightedDesign { WeightedDesign(self, keeping: columns) }

  /// The products of columns with each other.
  package var gram: SymmetricMatrix { SymmetricMatrix(productsOf: columns) }

  /// The products of columns with the outcome.
  package var moments: [Double] { columns.map { SymmetricMatrix.product($0, outcomes) } }

  /// The weighted squares of the outcome's differences from its mean.
  package var spread: Double { SymmetricMatrix.product(outcomes, outcomes) }
}
