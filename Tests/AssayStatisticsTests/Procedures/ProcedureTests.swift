import AssayBase
import AssayStatistics
import Testing

@Suite struct ProcedureTests {
  @Test func exactIntervalsCoverEveryRate() throws {
    // The coverage of Clopper and Pearson's interval, summed exactly over all outcomes.
    for rate in [0.01, 0.2, 0.5, 0.83, 0.999] {
      let distribution = try BinomialDistribution(trials: 30, probability: rate)
      var coverage = 0.0
      for count in 0...30 {
        let interval = try ProportionInterval(successes: count, trials: 30, confidence: 0.9).clopperPearson
        if interval.contains(rate) { coverage += Elementary.exp(distribution.logProbability(count)) }
      }
      #expect(coverage >= 0.9)
    }
  }

  @Test func distributionsSumToOne() throws {
    let binomial = try BinomialDistribution(trials: 60, probability: 0.37)
    #expect(abs((0...60).reduce(0.0) { $0 + Elementary.exp(binomial.logProbability($1)) } - 1) < 1e-13)
    for (population, successes, draws) in [(20, 7, 9), (50, 50, 3), (13, 0, 13), (360, 300, 48)] {
      let draw = try HypergeometricDistribution(population: population, successes: successes, draws: draws)
      let total = draw.support.reduce(0.0) { $0 + Elementary.exp(draw.logProbability($1)) }
      #expect(abs(total - 1) < 1e-12)
      #expect(draw.logProbability(draw.support.upperBound + 1) == -.infinity)
    }
    #expect(try BinomialDistribution(trials: 11, probability: 0.5).quantile(0.5) == 5)
    #expect(try BinomialDistribution(trials: 5, probability: 0).quantile(1) == 0)
    #expect(try BinomialDistribution(trials: 0, probability: 0.5).logProbability(0) == 0)
  }

  @Test func signTestCountsTails() throws {
    #expect(try SignTest(wins: 0, losses: 0).pValue() == 1)
    #expect(abs(try SignTest(wins: 10, losses: 0).pValue() - 0x1p-10) < 1e-18)
    #expect(abs(try SignTest(wins: 3, losses: 1).pValue() - 5.0 / 16) < 1e-15)
    #expect(abs(try SignTest(wins: 3, losses: 1).pValue(.less) - 15.0 / 16) < 1e-15)
    #expect(try SignTest(wins: 4, losses: 4).pValue(.twoSided) == 1)
  }

  @Test func exactRankTestsEqualTheirEnumeration() throws {
    let (a, b) = ([1.0, 2, 2, 5], [2.0, 0, 3, 1, 1])
    // All choices of 4 of the 9 pooled values, by their sum of mean ranks.
    let doubledRanks = (a + b).map { value in
      (a + b).count { $0 < value } * 2 + (a + b).count { $0 == value } + 1
    }
    let observed = doubledRanks[..<4].reduce(0, +)
    let sums = (0..<512).filter { ($0 as Int).nonzeroBitCount == 4 }.map { choice in
      (0..<9).reduce(0) { $0 + (choice >> $1 & 1 == 1 ? doubledRanks[$1] : 0) }
    }
    let expected = Double(sums.count { $0 >= observed }) / Double(sums.count)
    #expect(abs(try MannWhitneyTest(a, b).exactPValue(.greater) - expected) < 1e-14)

    let signed = try WilcoxonTest([3, -1, 2, 2, 0], [0, 0, 0, 0, 0])
    // Ranks 4, 1, 2.5, 2.5: of 16 patterns of signs, two have a sum of positive ranks of 9 or more.
    #expect(signed.positiveRankSum == 9 && signed.negativeRankSum == 1 && signed.count == 4)
    #expect(try signed.exactPValue(.greater) == 2.0 / 16)
    #expect(try WilcoxonTest([1, 1], [1, 1]).exactPValue() == 1)
  }

  @Test func constantSamplesGiveFiniteAnswers() throws {
    #expect(try PairedTTest([1, 2], [1, 2]).pValue() == 1)
    #expect(try PairedTTest([2, 3], [1, 2]).statistic == .infinity)
    #expect(try PairedTTest([2, 3], [1, 2]).pValue() == 0)
    #expect(try MannWhitneyTest([1, 1], [1, 1, 1]).asymptoticPValue() == 1)
    #expect(try KolmogorovSmirnovDistance([1, 1], [1]).value == 0)
    #expect(try KolmogorovSmirnovDistance([1, 2], [3]).value == 1)
    let bootstrap = try PairedBootstrap([1, 2, 3], [0, 1, 2], rows: [[0, 1, 2], [2, 2, 2]], confidence: 0.9)
    #expect(bootstrap.percentile == 1...1 && bootstrap.acceleration == 0)
    #expect(try MultipleTesting([]).holm == [])
  }

  @Test func endedRatioTestIgnoresMore() throws {
    var test = try SequentialRatioTest(null: 0.1, alternative: 0.9, alpha: 0.05, beta: 0.05)
    while test.observe(true) == .undecided {}
    let ended = test
    #expect(test.observe(false) == .acceptsAlternative)
    #expect(test == ended)
  }

  @Test func badArgumentsThrow() {
    #expect(throws: AssayError.self) { try ProportionInterval(successes: 3, trials: 2, confidence: 0.9) }
    #expect(throws: AssayError.self) { try ProportionInterval(successes: 0, trials: 0, confidence: 0.9) }
    #expect(throws: AssayError.self) { try ProportionInterval(successes: 0, trials: 1, confidence: .nan) }
    #expect(throws: AssayError.self) { try MeanInterval([0.5, 2], confidence: 0.9) }
    #expect(throws: AssayError.self) { try MeanInterval([0.5], confidence: 0.9) }
    #expect(throws: AssayError.self) { try MeanInterval([0.5, .nan], confidence: 0.9) }
    #expect(throws: AssayError.self) { try BinomialDistribution(trials: -1, probability: 0.5) }
    #expect(throws: AssayError.self) { try BinomialDistribution(trials: 3, probability: .nan) }
    #expect(throws: AssayError.self) { try HypergeometricDistribution(population: 5, successes: 6, draws: 1) }
    #expect(throws: AssayError.self) { try McNemarTest(onlyFirst: -1, onlySecond: 0) }
    #expect(throws: AssayError.self) { try FisherTest(1, 2, 3, -1) }
    #expect(throws: AssayError.self) { try PairedTTest([1, 2], [1, 2, 3]) }
    #expect(throws: AssayError.self) { try WilcoxonTest([.infinity], [1]) }
    #expect(throws: AssayError.self) { try MannWhitneyTest([], [1]) }
    #expect(throws: AssayError.self) { try MultipleTesting([0.5, 1.5]) }
    #expect(throws: AssayError.self) {
      try PairedBootstrap([1, 2], [1, 2], rows: [[0, 2], [0, 1]], confidence: 0.9)
    }
    #expect(throws: AssayError.self) {
      try SequentialRatioTest(null: 0.5, alternative: 0.5, alpha: 0.1, beta: 0.1)
    }
    let many = [Double](repeating: 0, count: 300)
    #expect(throws: AssayError.self) { try MannWhitneyTest(many, many).exactPValue() }
  }
}
