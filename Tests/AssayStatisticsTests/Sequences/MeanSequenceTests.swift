import AssayBase
import AssayStatistics
import Testing

@Suite struct MeanSequenceTests {
  struct Setting: Sendable, CustomTestStringConvertible {
    let shape: String
    let population: Int?
    let confidence: Double
    let paths: Int

    var testDescription: String { "\(shape), \(population.map { "\($0)" } ?? "infinite") at \(confidence)" }

    /// The values of a population, or a cycle from which an infinite one is drawn.
    var values: [Double] {
      let count = population ?? 50
      return (0..<count).map { index in
        let position = (Double(index) + 0.5) / Double(count)
        switch shape {
        case "even": return position
        case "two-valued": return index % 5 == 0 ? 0 : 1
        default: return position * position * position * position
        }
      }
    }
  }

  static let settings: [Setting] = [
    Setting(shape: "even", population: 50, confidence: 0.95, paths: 500),
    Setting(shape: "two-valued", population: 50, confidence: 0.95, paths: 500),
    Setting(shape: "skewed", population: 200, confidence: 0.95, paths: 300),
    Setting(shape: "skewed", population: 50, confidence: 0.99, paths: 500),
    Setting(shape: "even", population: nil, confidence: 0.95, paths: 500),
    Setting(shape: "two-valued", population: nil, confidence: 0.95, paths: 500),
    Setting(shape: "skewed", population: nil, confidence: 0.99, paths: 300),
  ]

  @Test(arguments: settings) func coversTheWholePath(_ setting: Setting) throws {
    var urn = Urn(seed: 77)
    let values = setting.values
    let mean = values.reduce(0, +) / Double(values.count)
    var missed = 0
    for _ in 0..<setting.paths {
      var sequence = try MeanSequence(population: setting.population, confidence: setting.confidence)
      if setting.population == nil {
        for _ in 0..<200 { try sequence.observe(values[Int(urn.unit() * Double(values.count))]) }
      } else {
        try sequence.observe(urn.shuffled(values))
      }
      // Exclusion looks at every step of the path, more than the interval ever does.
      if sequence.excludes(mean) { missed += 1 }
    }
    let coverage = 1 - Double(missed) / Double(setting.paths)
    print("coverage of a mean, \(setting.testDescription): \(coverage)")
    #expect(coverage >= setting.confidence)
  }

  @Test func excludesWhatTheIntervalLeavesOutAndNeverWidens() throws {
    var urn = Urn(seed: 3)
    for population in [nil, 120] {
      var sequence = try MeanSequence(in: -2...6, population: population, confidence: 0.95)
      var before = sequence.interval
      for _ in 0..<119 {
        try sequence.observe(5 - urn.unit())
        let now = sequence.interval
        #expect(now.lowerBound >= before.lowerBound && now.upperBound <= before.upperBound)
        before = now
      }
      sequence.refresh()
      #expect(sequence.interval.contains(4.5))
      #expect(sequence.interval.upperBound - sequence.interval.lowerBound < 4)
      #expect(sequence.excludes(-1))
    }
  }

  @Test func isExactWhenExhausted() throws {
    var urn = Urn(seed: 4)
    for count in [1, 2, 17, 100] {
      let values = (0..<count).map { _ in urn.unit() }
      var sequence = try MeanSequence(population: count, confidence: 0.999)
      try sequence.observe(values)
      let mean = values.reduce(0, +) / Double(count)
      #expect(sequence.isExhausted)
      #expect(sequence.interval.lowerBound == sequence.interval.upperBound)
      #expect(abs(sequence.interval.lowerBound - mean) < 1e-14)
      #expect(try sequence.decision(atLeast: mean) == .holds)
      #expect(try sequence.decision(atMost: mean) == .holds)
      #expect(try sequence.decision(atLeast: mean + 1e-9) == .falsified)
      #expect(try sequence.decision(atMost: mean - 1e-9) == .falsified)
      #expect(throws: AssayError.self) { try sequence.observe(0.5) }
    }
  }

  @Test func constantValuesNarrowTheInterval() throws {
    for value in [0.0, 0.3, 1.0] {
      var sequence = try MeanSequence(population: nil, confidence: 0.999)
      try sequence.observe([Double](repeating: value, count: 400))
      #expect(sequence.interval.contains(value))
      #expect(sequence.interval.upperBound - sequence.interval.lowerBound < 0.15)
    }
  }

  @Test func anIndifferenceWidthEndsInAVerdict() throws {
    var urn = Urn(seed: 9)
    for (threshold, expected) in [(0.5, Decision.holds), (0.4, .holds), (0.62, .falsified)] {
      var sequence = try MeanSequence(population: nil, confidence: 0.99)
      var decision = Decision.undecided
      while decision == .undecided, sequence.count < 5000 {
        try sequence.observe(urn.unit())
        decision = try sequence.decision(atLeast: threshold, indifference: 0.08)
      }
      #expect(decision == expected)
    }
  }

  @Test func aContradictedHistoryFallsBackToWhatIsCertain() throws {
    var sequence = try MeanSequence(population: 400, confidence: 0.95)
    try sequence.observe([Double](repeating: 1, count: 200) + [Double](repeating: 0, count: 199))
    #expect(sequence.interval.contains(0.5))
    try sequence.observe(0)
    #expect(sequence.interval == 0.5...0.5)
  }

  @Test func badArgumentsThrow() throws {
    #expect(throws: AssayError.self) { try MeanSequence(in: 1...1, population: nil, confidence: 0.9) }
    #expect(throws: AssayError.self) { try MeanSequence(in: 0...(.infinity), population: nil, confidence: 0.9) }
    #expect(throws: AssayError.self) { try MeanSequence(population: 0, confidence: 0.9) }
    #expect(throws: AssayError.self) { try MeanSequence(population: nil, confidence: .nan) }
    var sequence = try MeanSequence(population: nil, confidence: 0.9)
    for value in [-0.1, 1.1, .nan, .infinity] {
      #expect(throws: AssayError.self) { try sequence.observe(value) }
    }
    #expect(sequence.count == 0 && sequence.interval == 0...1)
    #expect(throws: AssayError.self) { try sequence.decision(atLeast: .nan) }
    #expect(throws: AssayError.self) { try sequence.decision(atMost: 0.5, indifference: -1) }
  }
}
