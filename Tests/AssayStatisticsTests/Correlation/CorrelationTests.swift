import AssayBase
import AssayStatistics
import Testing

/// Coefficients against SciPy, against counting every pair, and by their invariances.
@Suite struct CorrelationTests {
  private func distance(_ x: Double?, _ y: Double) -> Double { x.map { ($0 - y).magnitude } ?? .infinity }

  /// Values with ties: (7i² + 3i) mod (m + 7) and (5i² + 2i) mod (m + 6).
  private func samples(_ count: Int, _ modulus: Int) -> (a: [Double], b: [Double]) {
    (
      (0..<count).map { Double((7 * $0 * $0 + 3 * $0) % (modulus + 7)) },
      (0..<count).map { Double((5 * $0 * $0 + 2 * $0) % (modulus + 6)) }
    )
  }

  /// scipy.stats: kendalltau(a, b).statistic, spearmanr(a, b), pearsonr(a, b) of the samples above.
  @Test func agreesWithSciPy() throws {
    let figures: [(count: Int, modulus: Int, kendall: Double, spearman: (Double, Double), pearson: (Double, Double))] =
      [
        (
          12, 4, 0.048820841617808954, (0.019574069297778957, 0.9518540387141288),
          (0.07393037227166882, 0.8193813607535605)
        ),
        (
          40, 6, 0.0431475644231322, (0.05271848596873667, 0.7466399771942545),
          (0.056698520155135275, 0.7282144436106542)
        ),
        (
          9, 100, 0.3333333333333333, (0.4666666666666666, 0.2053863511058121),
          (0.29942013572418075, 0.43377894068855616)
        ),
      ]
    for figure in figures {
      let (a, b) = samples(figure.count, figure.modulus)
      #expect(distance(try Correlation.kendall(a, b), figure.kendall) < 1e-13)
      let spearman = try #require(try Correlation.spearman(a, b))
      #expect(distance(spearman, figure.spearman.0) < 1e-13)
      #expect(distance(try Correlation.pValue(of: spearman, count: a.count), figure.spearman.1) < 1e-12)
      let pearson = try #require(try Correlation.pearson(a, b))
      #expect(distance(pearson, figure.pearson.0) < 1e-13)
      #expect(distance(try Correlation.pValue(of: pearson, count: a.count), figure.pearson.1) < 1e-12)
    }
  }

  @Test(arguments: 0..<40) func kendallCountsEveryPair(_ seed: Int) throws {
    var random = RandomStream(RandomKey(seed: 81).derived(seed))
    let count = random.integer(in: 2...60)
    let levels = random.integer(in: 2...12)
    let a = (0..<count).map { _ in Double(random.integer(in: 0...levels)) }
    let b = (0..<count).map { _ in Double(random.integer(in: 0...levels)) }
    var (excess, inFirst, inSecond) = (0, 0, 0)
    for i in 0..<count {
      for j in 0..<i {
        let (x, y) = (a[i] - a[j], b[i] - b[j])
        excess += (x * y > 0 ? 1 : 0) - (x * y < 0 ? 1 : 0)
        inFirst += x == 0 ? 0 : 1
        inSecond += y == 0 ? 0 : 1
      }
    }
    let coefficient = try Correlation.kendall(a, b)
    if inFirst == 0 || inSecond == 0 {
      #expect(coefficient == nil)
    } else {
      let expected = Double(excess) / (Double(inFirst) * Double(inSecond)).squareRoot()
      #expect(distance(coefficient, expected) < 1e-14)
    }
  }

  @Test(arguments: 0..<20) func invariances(_ seed: Int) throws {
    var random = RandomStream(RandomKey(seed: 82).derived(seed))
    let count = random.integer(in: 3...50)
    let a = (0..<count).map { _ in random.unit() }
    let b = (0..<count).map { _ in random.unit() }
    for coefficient in [Correlation.pearson, Correlation.spearman, Correlation.kendall] {
      let value = try #require(try coefficient(a, b))
      #expect(value >= -1 && value <= 1)
      #expect(distance(try coefficient(b, a), value) < 1e-14)
      #expect(distance(try coefficient(a.map { 3 * $0 - 7 }, b), value) < 1e-12)
      #expect(distance(try coefficient(a.map { -$0 }, b), -value) < 1e-12)
      #expect(distance(try coefficient(a, a), 1) < 1e-14)
    }
    // Ranks do not change under an increasing function.
    let cubes = a.map { $0 * $0 * $0 }
    #expect(try Correlation.spearman(cubes, b) == Correlation.spearman(a, b))
    #expect(try Correlation.kendall(cubes, b) == Correlation.kendall(a, b))
  }

  @Test func valuesOfAnySize() throws {
    let a = [1e300, 2e300, 4e300]
    let b = [1e-300, 2e-300, 4e-300]
    #expect(distance(try Correlation.pearson(a, b), 1) < 1e-14)
  }

  @Test func samplesThatSayNothing() throws {
    for coefficient in [Correlation.pearson, Correlation.spearman, Correlation.kendall] {
      #expect(try coefficient([0.1, 0.1, 0.1], [1, 2, 3]) == nil)
      #expect(try coefficient([1, 2, 3], [0, -0.0, 0]) == nil)
      #expect(throws: AssayError.self) { try coefficient([1], [2]) }
      #expect(throws: AssayError.self) { try coefficient([1, 2], [2, 3, 4]) }
      #expect(throws: AssayError.self) { try coefficient([1, .nan], [2, 3]) }
    }
    #expect(try Correlation.pValue(of: 1, count: 5) == 0)
    #expect(try Correlation.pValue(of: 0.3, count: 2) == 1)
    #expect(distance(try Correlation.pValue(of: 0, count: 5), 1) < 1e-15)
  }
}
