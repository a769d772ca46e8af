import AssayBase
import AssayStatistics
import Testing

@Suite struct QuantileSequenceTests {
  /// The value that a share 1 − q of all reaches, by its definition.
  private func quantile(_ probability: Double, of values: [Double]) -> Double {
    let needed = Int(((1 - probability) * Double(values.count) - 1e-9).rounded(.up))
    return values.filter { t in values.count { $0 >= t } >= needed }.max() ?? -.infinity
  }

  private func values(_ count: Int, seed: UInt64, levels: Int) -> [Double] {
    var stream = RandomStream(RandomKey(seed: seed).derived("quantile"))
    return (0..<count).map { _ in Double(stream.integer(in: 0...levels)) }
  }

  /// With few levels most values come several times.
  @Test(arguments: [0.1, 0.25, 0.5, 0.9], [3, 1_000_000])
  func isExactWhenExhausted(_ probability: Double, _ levels: Int) throws {
    for (seed, count) in [1, 2, 7, 10, 51, 120].enumerated() {
      let values = values(count, seed: UInt64(seed), levels: levels)
      var sequence = try QuantileSequence(
        probability: probability, in: 0...Double(levels), population: count, confidence: 0.999)
      #expect(sequence.estimate == nil)
      #expect(try sequence.interval() == 0...Double(levels))
      for value in values { try sequence.observe(value) }
      let truth = quantile(probability, of: values)
      #expect(try sequence.interval() == truth...truth, "\(count) values")
      #expect(sequence.estimate == truth)
      #expect(throws: AssayError.self) { try sequence.observe(1) }
    }
  }

  /// The interval holds the quantile of the whole at every step, in more runs than the confidence says.
  @Test(arguments: [0.1, 0.5], [nil, 60])
  func coversTheQuantileAtEveryStep(_ probability: Double, _ population: Int?) throws {
    let (runs, length) = (200, 60)
    var missed = 0
    for seed in 0..<runs {
      let values = values(length, seed: UInt64(1_000 + seed), levels: 1_000)
      let truth = population == nil ? (probability * 1_001).rounded(.down) : quantile(probability, of: values)
      var sequence = try QuantileSequence(
        probability: probability, in: 0...1_000, population: population, confidence: 0.9)
      let misses = try values.map { value in
        try sequence.observe(value)
        return try !sequence.interval().contains(truth)
      }
      if misses.contains(true) { missed += 1 }
    }
    // 200 runs at 10 % miss 20 on average; more than 36 come by chance in fewer than one of ten thousand.
    #expect(missed <= 36, "\(missed) of \(runs)")
  }

  @Test func theIntervalNarrows() throws {
    var sequence = try QuantileSequence(probability: 0.5, in: 0...1_000, population: nil, confidence: 0.99)
    for value in values(2_000, seed: 5, levels: 1_000) { try sequence.observe(value) }
    let interval = try sequence.interval()
    #expect(interval.contains(500) && interval.upperBound - interval.lowerBound < 150, "\(interval)")
  }

  @Test func badInputIsRefused() throws {
    for probability in [0, 1, -0.5, .nan] {
      #expect(throws: AssayError.self) {
        try QuantileSequence(probability: probability, in: 0...1, population: nil, confidence: 0.9)
      }
    }
    #expect(throws: AssayError.self) {
      try QuantileSequence(probability: 0.5, in: 0...1, population: 0, confidence: 0.9)
    }
    var sequence = try QuantileSequence(probability: 0.5, in: 0...1, population: 3, confidence: 0.9)
    for value in [2, -1, .nan, .infinity] { #expect(throws: AssayError.self) { try sequence.observe(value) } }
    #expect(sequence.count == 0)
  }
}
