import AssayBase
import AssayStatistics
import Foundation
import Testing

/// Verdicts about rates are wrong no more often than stated, whether the rate is far from the threshold or next to it.
@Suite struct VerdictCoverageTests {
  /// A claim of a rate of at least `threshold`, and the true rates that are tried: below, just below, at, above.
  struct Setting: Sendable, CustomTestStringConvertible {
    let population: Int?
    let threshold: Double
    let confidence: Double

    var testDescription: String {
      "rate ≥ \(threshold) of \(population.map { "\($0)" } ?? "an infinite population") at \(confidence)"
    }

    /// The width of the zone in which either verdict is right; populations that end need none.
    var indifference: Double { population == nil ? 0.1 : 0 }
    var limit: Int { population ?? 600 }

    var rates: [Double] {
      guard let population else {
        return [-0.2, -0.1 - 1e-6, 0, 0.05].map { threshold + $0 }
      }
      let needed = Int((threshold * Double(population)).rounded(.up))
      return [-population / 10, -1, 0, 1, population / 20].map { Double(needed + $0) / Double(population) }
    }
  }

  static let settings: [Setting] = [0.9, 0.95, 0.99].flatMap { confidence in
    [(360, 0.5), (360, 0.9), (60, 0.3), (nil, 0.5), (nil, 0.9)].map {
      Setting(population: $0.0, threshold: $0.1, confidence: confidence)
    }
  }

  /// 10,000 runs for each rate with `ASSAY_HEAVY=1`, 200 without. The line printed for each is the table of the error.
  @Test(arguments: settings) func falseVerdictsAreAsRareAsStated(_ setting: Setting) throws {
    let runs = ProcessInfo.processInfo.environment["ASSAY_HEAVY"] == "1" ? 10_000 : 200
    let lines = try VerdictLines(
      atLeast: setting.threshold, indifference: setting.indifference, population: setting.population,
      confidence: setting.confidence, cases: setting.limit)
    var urn = Urn(seed: 11)
    for rate in setting.rates {
      var (wrong, undecided, cases) = (0, 0, 0)
      for _ in 0..<runs {
        let verdict = lines.verdict(sample(&urn, setting, rate))
        cases += verdict.cases
        switch verdict.decision {
        case .undecided: undecided += 1
        case .holds: if rate < setting.threshold - setting.indifference - 1e-12 { wrong += 1 }
        case .falsified: if rate >= setting.threshold - 1e-12 { wrong += 1 }
        }
      }
      let error = Double(wrong) / Double(runs)
      let mean = (Double(cases) / Double(runs) * 10).rounded() / 10
      let fixed = fixedSize(setting, rate).map { ", a fixed-size test \($0)" } ?? ""
      print(
        "verdicts, \(setting.testDescription), true rate \(Float(rate)): wrong \(error), undecided "
          + "\(Double(undecided) / Double(runs)), \(mean) cases\(fixed)")
      // What chance makes of the stated error in so many runs.
      let tolerated = try BinomialDistribution(trials: runs, probability: 1 - setting.confidence).quantile(0.9999)
      #expect(wrong <= tolerated, "\(wrong) of \(runs) at \(rate)")
    }
  }

  private func sample(_ urn: inout Urn, _ setting: Setting, _ rate: Double) -> [Bool] {
    guard let population = setting.population else { return urn.cases(setting.limit, probability: rate) }
    return urn.population(of: population, successes: Int((rate * Double(population)).rounded()))
  }

  /// The cases that a test of one size needs to tell `rate` from the threshold (or the zone's other end) with the stated
  /// error on both sides, by the normal approximation with the correction for a finite population.
  private func fixedSize(_ setting: Setting, _ rate: Double) -> Int? {
    let other = rate < setting.threshold ? setting.threshold : setting.threshold - setting.indifference
    let gap = (rate - other).magnitude
    guard gap > 1e-9 else { return nil }
    let quantile = SpecialFunctions.normalQuantile(setting.confidence)
    let spread = (rate * (1 - rate)).squareRoot() + (other * (1 - other)).squareRoot()
    let size = (quantile * spread / gap) * (quantile * spread / gap)
    guard let population = setting.population else { return Int(size.rounded(.up)) }
    return Int((size / (1 + (size - 1) / Double(population))).rounded(.up))
  }

  /// The lines are those of sequences that look after each case.
  @Test(arguments: [
    Setting(population: 60, threshold: 0.3, confidence: 0.95),
    Setting(population: nil, threshold: 0.5, confidence: 0.9),
  ])
  func linesAreThoseOfTheSequence(_ setting: Setting) throws {
    let limit = min(setting.limit, 120)
    let lines = try VerdictLines(
      atLeast: setting.threshold, indifference: setting.indifference, population: setting.population,
      confidence: setting.confidence, cases: limit)
    var urn = Urn(seed: 5)
    for rate in setting.rates {
      for _ in 0..<20 {
        let cases = Array(sample(&urn, setting, rate).prefix(limit))
        var sequence = try ProportionSequence(population: setting.population, confidence: setting.confidence)
        var decision = Decision.undecided
        for success in cases where decision == .undecided {
          try sequence.observe(success)
          decision = try sequence.decision(atLeast: setting.threshold, indifference: setting.indifference)
        }
        let verdict = lines.verdict(cases)
        #expect(verdict.decision == decision && verdict.cases == sequence.trials)
      }
    }
  }
}
