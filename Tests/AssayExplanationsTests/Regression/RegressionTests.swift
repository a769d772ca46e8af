import AssayBase
import AssayExplanations
import Testing

/// Weighted linear regression: closed forms, columns that depend on each other, and selections against trying all.
@Suite struct RegressionTests {
  private static func numbers(_ count: Int, seed: UInt64) -> [Double] {
    var stream = RandomStream(RandomKey(seed: seed))
    return (0..<count).map { _ in stream.unit() }
  }

  /// Rows of noise with an outcome of noise.
  private static func design(rows: Int, width: Int, seed: UInt64) -> WeightedDesign {
    WeightedDesign(
      rows: numbers(rows * width, seed: seed), width: width, outcomes: numbers(rows, seed: seed + 1),
      weights: numbers(rows, seed: seed + 2))
  }

  @Test func linesAreFitExactly() {
    let xs: [Double] = [0, 1, 2, 5]
    let design = WeightedDesign(rows: xs, width: 1, outcomes: xs.map { 3 * $0 - 2 }, weights: [1, 0.5, 2, 0])
    let fit = LinearFit(design, penalty: 0)
    #expect(abs(fit.coefficients[0] - 3) < 1e-12)
    #expect(abs(fit.intercept + 2) < 1e-12)
    #expect(abs(fit.score - 1) < 1e-12)
    #expect(abs(fit.prediction(of: [10]) - 28) < 1e-11)
  }

  /// With one column, β = Σwxy / (Σwx² + penalty) of centred numbers.
  @Test func penaltiesShrink() {
    let design = WeightedDesign(rows: [0, 1], width: 1, outcomes: [0, 1], weights: [1, 1])
    let fit = LinearFit(design, penalty: 1.5)
    #expect(abs(fit.coefficients[0] - 0.25) < 1e-15)
    #expect(abs(fit.intercept - 0.375) < 1e-15)
  }

  /// At the optimum no column is correlated with what is left: the normal equations.
  @Test(arguments: [(30, 5), (12, 40)], [0, 0.01, 1])
  func gradientsVanish(_ size: (rows: Int, width: Int), _ penalty: Double) {
    let design = Self.design(rows: size.rows, width: size.width, seed: 5)
    let fit = LinearFit(design, penalty: penalty)
    for (column, coefficient) in zip(design.columns, fit.coefficients) {
      var rest = design.outcomes
      for (other, share) in zip(design.columns, fit.coefficients) {
        for row in rest.indices { rest[row] -= other[row] * share }
      }
      #expect(abs(SymmetricMatrix.product(column, rest) - penalty * coefficient) < 1e-7)
    }
  }

  /// Columns twice over share what one alone would have: the shortest of all solutions.
  @Test func equalColumnsShareEqually() {
    let (rows, column) = (25, Self.numbers(25, seed: 9))
    let other = Self.numbers(25, seed: 10)
    let outcomes = (0..<rows).map { 2 * column[$0] - other[$0] + 0.5 }
    let design = WeightedDesign(
      rows: (0..<rows).flatMap { [column[$0], other[$0], column[$0], 1] }, width: 4, outcomes: outcomes,
      weights: Array(repeating: 1, count: rows))
    let fit = LinearFit(design, penalty: 0)
    for (value, wanted) in zip(fit.coefficients, [1.0, -1, 1, 0]) { #expect(abs(value - wanted) < 1e-6) }
    #expect(abs(fit.intercept - 0.5) < 1e-6)
    #expect(abs(fit.score - 1) < 1e-9)
  }

  @Test func constantsExplainNothing() {
    let design = WeightedDesign(rows: [1, 1, 1], width: 1, outcomes: [4, 4, 4], weights: [1, 2, 3])
    let fit = LinearFit(design, penalty: 0)
    #expect(fit.coefficients == [0])
    #expect(fit.intercept == 4)
    #expect(fit.score == 1)
  }

  @Test(arguments: 20..<25 as Range<UInt64>)
  func forwardSelectionTakesTheBestEachTime(_ seed: UInt64) {
    let design = Self.design(rows: 20, width: 7, seed: seed)
    var expected: [Int] = []
    for _ in 0..<4 {
      let scores = (0..<7).map { column in
        expected.contains(column)
          ? -1 : LinearFit(design.keeping(expected + [column]), penalty: 0).score
      }
      expected.append(scores.enumerated().max { $0.element < $1.element }?.offset ?? 0)
    }
    #expect(StepwiseSelection.forward(design, count: 4) == expected)
  }

  @Test(arguments: 30..<35 as Range<UInt64>)
  func backwardEliminationDropsTheLeastEachTime(_ seed: UInt64) {
    let design = Self.design(rows: 20, width: 7, seed: seed)
    var expected = Array(0..<7)
    while expected.count > 3 {
      let scores = expected.map { column in
        LinearFit(design.keeping(expected.filter { $0 != column }), penalty: 0).score
      }
      expected.remove(at: scores.enumerated().max { $0.element < $1.element }?.offset ?? 0)
    }
    #expect(StepwiseSelection.backward(design, count: 3) == expected)
  }

  @Test func dependentColumnsGoFirst() {
    let column = Self.numbers(10, seed: 40)
    let other = Self.numbers(10, seed: 41)
    let design = WeightedDesign(
      rows: (0..<10).flatMap { [column[$0], column[$0], 3, other[$0]] }, width: 4,
      outcomes: (0..<10).map { column[$0] + 2 * other[$0] }, weights: Array(repeating: 1, count: 10))
    #expect(StepwiseSelection.backward(design, count: 2) == [0, 3])
    #expect(Set(StepwiseSelection.forward(design, count: 2)) == [0, 3])
    #expect(Set(StepwiseSelection.forward(design, count: 4)) == [0, 1, 2, 3])
    #expect(StepwiseSelection.backward(design, count: 9) == [0, 1, 2, 3])
  }
}
