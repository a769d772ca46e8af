import AssayBase
import AssayStatistics
import Testing

@Suite struct ProportionSequenceTests {
  @Test func saysNothingBeforeTheFirstCase() throws {
    for population in [nil, 1, 360] {
      let sequence = try ProportionSequence(population: population, confidence: 0.999)
      #expect(sequence.interval == 0...1)
      #expect(sequence.estimate == nil)
      #expect(!sequence.isExhausted)
      #expect(try sequence.decision(atLeast: 0) == .holds)
      #expect(try sequence.decision(atMost: 1) == .holds)
      #expect(try sequence.decision(atLeast: 0.5) == .undecided)
      #expect(try sequence.decision(atLeast: 1) == .undecided)
    }
  }

  @Test(arguments: [(1, 0), (1, 1), (10, 3), (97, 97), (360, 0), (360, 288)])
  func isExactWhenExhausted(_ size: Int, _ successes: Int) throws {
    var urn = Urn(seed: 5)
    var sequence = try ProportionSequence(population: size, confidence: 0.999)
    for success in urn.population(of: size, successes: successes) { try sequence.observe(success) }
    let rate = Double(successes) / Double(size)
    #expect(sequence.isExhausted)
    #expect(sequence.interval == rate...rate)
    #expect(sequence.estimate == rate)
    #expect(try sequence.decision(atLeast: rate) == .holds)
    #expect(try sequence.decision(atMost: rate) == .holds)
    if successes < size {
      #expect(try sequence.decision(atLeast: Double(successes + 1) / Double(size)) == .falsified)
    }
    if successes > 0 {
      #expect(try sequence.decision(atMost: Double(successes - 1) / Double(size)) == .falsified)
    }
    #expect(throws: AssayError.self) { try sequence.observe(true) }
  }

  @Test func everyThresholdOnAGridOfCountsIsDecidedExactly() throws {
    for size in [3, 7, 10, 49, 360, 1000] {
      var sequence = try ProportionSequence(population: size, confidence: 0.99)
      let successes = size / 3
      try sequence.observe(successes: successes, trials: size)
      for count in 0...size {
        // Two ways to arrive at the same rate, with different rounding.
        for threshold in [Double(count) / Double(size), Double(count) * (1 / Double(size))] where threshold <= 1 {
          #expect(try sequence.decision(atLeast: threshold) == (successes >= count ? .holds : .falsified))
          #expect(try sequence.decision(atMost: threshold) == (successes <= count ? .holds : .falsified))
        }
      }
    }
  }

  @Test(arguments: [nil, 40, 2000] as [Int?]) func neverWidens(_ population: Int?) throws {
    var urn = Urn(seed: 6)
    for probability in [0.0, 0.1, 0.5, 0.97, 1.0] {
      var sequence = try ProportionSequence(population: population, confidence: 0.99)
      var before = sequence.interval
      for success in urn.cases(population ?? 300, probability: probability).prefix(300) {
        try sequence.observe(success)
        let now = sequence.interval
        #expect(now.lowerBound >= before.lowerBound && now.upperBound <= before.upperBound)
        #expect(now.lowerBound >= 0 && now.upperBound <= 1)
        before = now
      }
    }
  }

  @Test func agreesWithItsDefinitionOnEveryCount() throws {
    // All counts m of a small population, excluded or not by M / L(m) ≥ 1/α directly, without running intersection.
    let (size, confidence) = (24, 0.9)
    for trials in 1..<size {
      for successes in 0...trials {
        var sequence = try ProportionSequence(population: size, confidence: confidence)
        try sequence.observe(successes: successes, trials: trials)
        let marginal =
          SpecialFunctions.logBinomial(trials, successes)
          + SpecialFunctions.logBeta(Double(successes) + 0.5, Double(trials - successes) + 0.5)
          - SpecialFunctions.logBeta(0.5, 0.5)
        let kept = try (0...size).filter { count in
          let draws = try HypergeometricDistribution(population: size, successes: count, draws: trials)
          return draws.logProbability(successes) > Elementary.log(1 - confidence) + marginal - 1e-9
        }
        let expected = Double(kept.first ?? -1) / Double(size)...Double(kept.last ?? size + 1) / Double(size)
        #expect(sequence.interval == expected)
        #expect(kept.count == (kept.last ?? 0) - (kept.first ?? 0) + 1)
      }
    }
  }

  @Test func boundsOfAnInfinitePopulationSolveTheirEquation() throws {
    for (successes, trials) in [(0, 1), (1, 1), (0, 500), (500, 500), (3, 10), (97, 100), (12_345, 50_000)] {
      var sequence = try ProportionSequence(population: nil, confidence: 0.999)
      try sequence.observe(successes: successes, trials: trials)
      let (s, f) = (Double(successes), Double(trials - successes))
      let limit =
        Elementary.log(1 - 0.999) + SpecialFunctions.logBeta(s + 0.5, f + 0.5) - SpecialFunctions.logBeta(0.5, 0.5)
      func excess(_ p: Double) -> Double {
        (s == 0 ? 0 : s * Elementary.log(p)) + (f == 0 ? 0 : f * Elementary.log1p(-p)) - limit
      }
      let interval = sequence.interval
      if successes == 0 { #expect(interval.lowerBound == 0) } else { #expect(abs(excess(interval.lowerBound)) < 1e-6) }
      if f == 0 { #expect(interval.upperBound == 1) } else { #expect(abs(excess(interval.upperBound)) < 1e-6) }
    }
  }

  @Test func decidesBeforeTheEndAndStaysFastOnLargePopulations() throws {
    var urn = Urn(seed: 7)
    var sequence = try ProportionSequence(population: 100_000, confidence: 0.999)
    for success in urn.cases(3000, probability: 0.9) { try sequence.observe(success) }
    #expect(try sequence.decision(atLeast: 0.8) == .holds)
    #expect(try sequence.decision(atLeast: 0.95) == .falsified)
    #expect(sequence.interval.upperBound - sequence.interval.lowerBound < 0.06)
    try sequence.observe(successes: 87_300, trials: 97_000)
    #expect(sequence.isExhausted && sequence.interval.lowerBound == sequence.interval.upperBound)
  }

  @Test func aContradictedHistoryFallsBackToThePresent() throws {
    // Successes first and failures last is no random order: the intersection over steps becomes empty.
    for population in [200, nil] {
      var sequence = try ProportionSequence(population: population, confidence: 0.99)
      for index in 0..<200 { try sequence.observe(index < 100) }
      #expect(sequence.interval.contains(0.5))
      #expect(sequence.estimate == 0.5)
    }
  }

  @Test func anIndifferenceWidthAlwaysEndsInAVerdict() throws {
    var urn = Urn(seed: 8)
    for (rate, allowed) in [
      (0.9, [Decision.holds]), (0.95, [.holds]), (0.8, [.falsified]), (0.88, [.holds, .falsified]),
    ] {
      var sequence = try ProportionSequence(population: nil, confidence: 0.999)
      var decision = Decision.undecided
      while decision == .undecided, sequence.trials < 20_000 {
        let batch = urn.cases(50, probability: rate).count { $0 }
        try sequence.observe(successes: batch, trials: 50)
        decision = try sequence.decision(atLeast: 0.9, indifference: 0.05)
      }
      #expect(allowed.contains(decision))
    }
  }

  @Test func oneCounterexampleFalsifiesAlways() throws {
    for population in [nil, 50] {
      var sequence = try ProportionSequence(population: population, confidence: 0.999)
      try sequence.observe(successes: 20, trials: 20)
      #expect(try sequence.decision(atLeast: 1) == .undecided)
      try sequence.observe(false)
      #expect(try sequence.decision(atLeast: 1) == .falsified)
      #expect(try sequence.decision(atMost: 0) == .falsified)
    }
  }

  @Test func badArgumentsThrow() throws {
    for confidence in [0, 1, -0.1, 1.5, .nan, .infinity] {
      #expect(throws: AssayError.self) { try ProportionSequence(population: 10, confidence: confidence) }
    }
    for population in [0, -3, .max] {
      #expect(throws: AssayError.self) { try ProportionSequence(population: population, confidence: 0.9) }
    }
    var sequence = try ProportionSequence(population: 10, confidence: 0.9)
    for (successes, trials) in [(-1, 2), (3, 2), (0, -1), (0, 11), (0, .max)] {
      #expect(throws: AssayError.self) { try sequence.observe(successes: successes, trials: trials) }
    }
    #expect(sequence.trials == 0)
    for threshold in [-0.1, 1.1, .nan] {
      #expect(throws: AssayError.self) { try sequence.decision(atLeast: threshold) }
      #expect(throws: AssayError.self) { try sequence.decision(atMost: threshold) }
    }
    for width in [-0.1, .nan, .infinity] {
      #expect(throws: AssayError.self) { try sequence.decision(atLeast: 0.5, indifference: width) }
    }
  }
}
