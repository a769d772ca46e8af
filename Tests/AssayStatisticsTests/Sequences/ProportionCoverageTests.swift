import AssayStatistics
import Testing

/// Over a whole path the interval must cover the truth with the stated probability, by simulation with fixed seeds.
@Suite struct ProportionCoverageTests {
  struct Setting: Sendable, CustomTestStringConvertible {
    let population: Int?
    let successes: Int
    let confidence: Double
    let paths: Int

    var testDescription: String { "\(successes) of \(population ?? 200) at \(confidence)" }
  }

  static let settings: [Setting] = [
    Setting(population: 10, successes: 5, confidence: 0.95, paths: 2000),
    Setting(population: 30, successes: 3, confidence: 0.95, paths: 1400),
    Setting(population: 60, successes: 30, confidence: 0.95, paths: 1000),
    Setting(population: 60, successes: 59, confidence: 0.95, paths: 1000),
    Setting(population: 60, successes: 45, confidence: 0.99, paths: 1000),
    Setting(population: 360, successes: 300, confidence: 0.95, paths: 200),
    Setting(population: nil, successes: 100, confidence: 0.95, paths: 600),
    Setting(population: nil, successes: 190, confidence: 0.95, paths: 600),
    Setting(population: nil, successes: 20, confidence: 0.99, paths: 600),
  ]

  @Test(arguments: settings) func coversTheWholePath(_ setting: Setting) throws {
    var urn = Urn(seed: 20_260)
    let size = setting.population ?? 200
    let rate = Double(setting.successes) / Double(size)
    var missed = 0
    for _ in 0..<setting.paths {
      var sequence = try ProportionSequence(population: setting.population, confidence: setting.confidence)
      let cases =
        setting.population == nil
        ? urn.cases(size, probability: rate) : urn.population(of: size, successes: setting.successes)
      var covered = true
      for success in cases {
        try sequence.observe(success)
        covered = covered && sequence.interval.contains(rate)
        if !covered { break }
      }
      if !covered { missed += 1 }
    }
    let coverage = 1 - Double(missed) / Double(setting.paths)
    print("coverage of a proportion, \(setting.testDescription): \(coverage)")
    #expect(coverage >= setting.confidence)
  }
}
