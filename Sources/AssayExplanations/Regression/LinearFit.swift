/// A weighted linear regression with an intercept that no penalty touches, and how well it fits.
package struct LinearFit {
  /// A number a column.
  package let coefficients: [Double]
  package let intercept: Double
  /// The share of the weighted spread that the fit explains, R²; 1 where there is no spread and nothing is missed.
  package let score: Double

  /// The least Σ w (y − b − x·β)² + penalty·|β|².
  ///
  /// Solved by Cholesky's method over columns or over rows, whichever are fewer. Without a penalty, columns that depend on
  /// each other have no one solution: then the shortest is taken. A diagonal of 1e-9 of the mean one makes the equations
  /// definite, and two rounds of refinement take its effect out again where the columns decide (Riley, "Solving systems of
  /// linear equations with a positive definite, symmetric, but possibly ill-conditioned matrix", 1955).
  package init(_ design: WeightedDesign, penalty: Double) {
    let coefficients = Self.coefficients(design, penalty: penalty)
    self.coefficients = coefficients
    intercept = design.meanOutcome - SymmetricMatrix.product(design.means, coefficients)
    score = Self.score(design, coefficients)
  }

  /// What the fit gives for a row.
  package func prediction(of row: [Double]) -> Double { intercept + SymmetricMatrix.product(row, coefficients) }

  private static func coefficients(_ design: WeightedDesign, penalty: Double) -> [Double] {
    guard design.width > design.count else { return solve(design.gram, design.moments, penalty) }
    // β = Zᵀ (Z Zᵀ + penalty)⁻¹ y for Z of few rows.
    let rows = (0..<design.count).map { row in design.columns.map { $0[row] } }
    let duals = solve(SymmetricMatrix(productsOf: rows), design.outcomes, penalty)
    return design.columns.map { SymmetricMatrix.product($0, duals) }
  }

  private static func solve(_ matrix: SymmetricMatrix, _ right: [Double], _ penalty: Double) -> [Double] {
    guard matrix.trace > 0 else { return right.map { _ in 0 } }
    guard penalty == 0 else { return matrix.addingToDiagonal(penalty).choleskyFactor().solve(right) }
    let factor = matrix.addingToDiagonal(1e-9 * matrix.trace / Double(matrix.side)).choleskyFactor()
    var solution = factor.solve(right)
    for _ in 0..<2 {
      let missing = zip(right, matrix.times(solution)).map { $0 - $1 }
      solution = zip(solution, factor.solve(missing)).map { $0 + $1 }
    }
    return solution
  }

  private static func score(_ design: WeightedDesign, _ coefficients: [Double]) -> Double {
    var rest = design.outcomes
    for (column, coefficient) in zip(design.columns, coefficients) where coefficient != 0 {
      for row in rest.indices { rest[row] -= column[row] * coefficient }
    }
    let missed = SymmetricMatrix.product(rest, rest)
    guard design.spread > 0 else { return missed > 0 ? 0 : 1 }
    return 1 - missed / design.spread
  }
}
