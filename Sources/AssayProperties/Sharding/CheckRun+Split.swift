import AssayBase
import AssayDatasets

/// Checks whose cases are dealt to several processes.
extension CheckRun {
  /// Measures the cases of this process, all of them, whatever they show.
  ///
  /// Alone, the process gives the verdict that the merged parts of many would give, and reduces its failure; one of many
  /// gives no verdict, but for a claim about every case that it refutes.
  func splitVerdict(_ order: [Int], _ shard: Shard, named modelName: String) async throws -> Verdict {
    try checkThatCasesCanBeSplit()
    let total = min(order.count, configuration.cases ?? order.count)
    var outcomes: [CaseOutcome] = []
    var failed: [FailedCase] = []
    let places = shard.places(below: total)
    for start in stride(from: 0, to: places.count, by: 64) {
      try Task.checkCancellation()
      let batch = places[start..<min(places.count, start + 64)].map { order[$0] }
      let (examples, results) = try await measured(batch)
      outcomes += results
      failed += zip(examples, results).filter { !$1.passes }.map { FailedCase(example: $0, outcome: $1) }
      configuration.progress("\(outcomes.count) of \(places.count) examples of shard \(shard)")
    }
    let part = SplitCases(
      shard: shard,
      check: SplitCases.Check(
        property: property.name, claim: property.claim, model: modelName, data: data.name, seed: configuration.seed,
        confidence: configuration.confidence, population: order.count, cases: total,
        ground: try ground(of: order)),
      passes: outcomes.map(\.passes), values: property.claim.takesValues ? outcomes.map(\.value) : [],
      firstFailure: failed.first.map(reason), flake: try await flake(failed),
      doubts: try await doubts(order, shard, total), seconds: seconds)
    return try await verdict(of: part, failed)
  }

  private func verdict(of part: SplitCases, _ failed: [FailedCase]) async throws -> Verdict {
    if part.shard.count == 1 {
      let verdict = try SplitVerdict.merging([part])
      let evidence = verdict.outcome == .falsified ? try await explain(failed) : nil
      return verdict.with(evidence, split: part)
    }
    let isRefuted = part.check.claim == .always && !failed.isEmpty && part.flake == nil
    let merged = "the cases of shard \(part.shard) are measured; `assay merge` decides when all are"
    let verdict = Verdict(
      outcome: isRefuted ? .falsified : .undecided, property: property.name, model: part.check.model, data: data.name,
      estimate: nil, interval: nil, confidence: configuration.confidence, cases: part.passes.count,
      population: part.check.population, failures: failed.count, seed: configuration.seed, seconds: seconds,
      reason: isRefuted ? part.firstFailure : merged, counterexample: nil, worst: nil)
    return verdict.with(isRefuted ? try await explain(failed) : nil, split: part)
  }

  /// The doubts about the first cases of the check, which only the first process looks into: they are the same whatever
  /// the number of processes, and so must not rest on its own cases.
  private func doubts(_ order: [Int], _ shard: Shard, _ total: Int) async throws -> [Doubt] {
    guard shard.index == 1 else { return [] }
    var cases = MeasuredCases()
    let (examples, outcomes) = try await measured(Array(order[..<min(total, 32)]))
    cases.keep(examples, outcomes)
    return try await reasonsForDoubt(about: cases)
  }

  private func reason(_ failure: FailedCase) -> String {
    "example #\(failure.example.index), label \(failure.example.label): \(failure.outcome.reason ?? "fails")"
  }

  private func checkThatCasesCanBeSplit() throws {
    let obstacle =
      configuration.seconds != nil
      ? "a budget of seconds" : property.baseline != nil ? "a baseline" : nil
    guard let obstacle else { return }
    throw AssayError(
      .invalidArgument, "the cases of a check with \(obstacle) cannot be split: its verdict would depend on the split",
      at: property.name, advice: "Leave out .splitCases, and the check is dealt to one process as a whole")
  }
}
