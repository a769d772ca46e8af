import AssayBase
import AssayCheck
import AssayDatasets
import AssayFixtures
import AssayNetworks
import AssayProperties
import Testing

/// Reductions that only trials end, so that a slow machine finds the same.
let untimed = ShrinkBudget(trials: 2_000, seconds: 3_600)

/// Runs a check of one model.
func verdict<Model: Classifier>(
  _ property: Property<Model>, of model: Model, on data: Dataset = Digits.test, seed: UInt64 = 1, cases: Int? = nil,
  seconds: Double? = nil
) async throws -> Verdict {
  let configuration = CheckConfiguration(seed: seed, cases: cases, seconds: seconds, shrinking: untimed)
  return try await CheckRunner(configuration).run(property, of: model, on: data)
}

/// What the random numbers of a check are keyed by.
func runKey(_ seed: UInt64, _ property: String) -> RandomKey { RandomKey(seed: seed).derived(property) }

/// Expects that what was counted fits together.
func expectConsistent(_ verdict: Verdict, sourceLocation: SourceLocation = #_sourceLocation) {
  #expect(verdict.cases >= 1 && verdict.cases <= verdict.population, sourceLocation: sourceLocation)
  #expect(verdict.failures >= 0 && verdict.failures <= verdict.cases, sourceLocation: sourceLocation)
  #expect(verdict.passes == (verdict.outcome == .holds), sourceLocation: sourceLocation)
  #expect(verdict.seconds >= 0, sourceLocation: sourceLocation)
  if let estimate = verdict.estimate {
    #expect(verdict.interval?.contains(estimate) == true, sourceLocation: sourceLocation)
  } else {
    #expect(verdict.interval == nil, sourceLocation: sourceLocation)
  }
  if verdict.outcome == .holds { #expect(verdict.counterexample == nil, sourceLocation: sourceLocation) }
  #expect(verdict.summary.hasPrefix(verdict.headline), sourceLocation: sourceLocation)
}

/// Expects that two verdicts agree in everything but the time they took.
func expectSame(_ a: Verdict, _ b: Verdict, sourceLocation: SourceLocation = #_sourceLocation) {
  #expect(a.outcome == b.outcome && a.seed == b.seed && a.confidence == b.confidence, sourceLocation: sourceLocation)
  #expect(a.property == b.property && a.model == b.model && a.data == b.data, sourceLocation: sourceLocation)
  #expect(a.estimate == b.estimate && a.interval == b.interval, sourceLocation: sourceLocation)
  #expect(
    a.cases == b.cases && a.population == b.population && a.failures == b.failures, sourceLocation: sourceLocation)
  #expect(a.reason == b.reason && a.worst == b.worst, sourceLocation: sourceLocation)
  #expect(a.counterexample == b.counterexample, sourceLocation: sourceLocation)
  #expect(a.summary == b.summary, sourceLocation: sourceLocation)
}
