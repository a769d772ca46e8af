import AssayBase
import AssayDatasets
import AssayStatistics

/// One run of a check.
struct CheckRun<Model: Sendable> {
  private let property: Property<Model>
  private let model: Model
  private let modelName: String
  private let data: Dataset
  private let configuration: CheckConfiguration
  private let key: RandomKey
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant

  init(
    _ property: Property<Model>, _ model: Model, _ modelName: String, _ data: Dataset,
    _ configuration: CheckConfiguration
  ) {
    self.property = property
    self.model = model
    self.modelName = modelName
    self.data = data
    self.configuration = configuration
    key = RandomKey(seed: configuration.seed).derived(property.name)
    start = clock.now
  }

  func verdict() async throws -> Verdict {
    let order = try await BlockingWork.run { [property, model, data, key] in
      try property.measure.validate(model, on: data)
      let eligible = try property.measure.eligibleCases(model, on: data)
      let order = data.shuffledIndices(key: key.derived("order"))
      guard let eligible else { return order }
      let wanted = Set(eligible)
      return order.filter { wanted.contains($0) }
    }
    guard !order.isEmpty else {
      throw AssayError(.empty, "there is no example that “\(property.name)” is about", at: data.name)
    }
    var decider = try ClaimDecider(
      property.claim, population: order.count, confidence: configuration.confidence)
    var cases = MeasuredCases()
    let decision = try await measure(order, &decider, &cases)
    return try await conclude(decision, decider, cases, population: order.count)
  }

  /// The number of cases measured before the claim is looked at: few at first, since many claims are decided early.
  private static func batchSize(after cases: Int) -> Int { cases == 0 ? 32 : 64 }

  private func measure(
    _ order: [Int], _ decider: inout ClaimDecider, _ cases: inout MeasuredCases
  ) async throws -> Decision {
    let limit = min(order.count, configuration.cases ?? order.count)
    var decision = try decider.decision()
    while decision == .undecided, decider.cases < limit, !isOutOfTime {
      try Task.checkCancellation()
      let batch = Array(order[decider.cases..<min(limit, decider.cases + Self.batchSize(after: decider.cases))])
      let (examples, outcomes) = try await BlockingWork.run { [property, model, data, key] in
        let examples = try data.examples(at: batch)
        return (examples, try property.measure.outcomes(model, of: examples, key: key))
      }
      cases.keep(examples, outcomes)
      for (example, outcome) in zip(examples, outcomes) where decision == .undecided {
        try decider.observe(outcome)
        if !outcome.passes { cases.failed.append(FailedCase(example: example, outcome: outcome)) }
        decision = try decider.decision()
      }
    }
    if decision == .undecided {
      decider.refresh()
      decision = try decider.decision()
    }
    // A claim about every case that is asked of some cases only holds when those pass.
    if decision == .undecided, property.claim == .always, decider.cases == limit { return .holds }
    return decision
  }

  private var isOutOfTime: Bool {
    configuration.seconds.map { (clock.now - start).inSeconds > $0 } ?? false
  }

  private func conclude(
    _ decision: Decision, _ decider: ClaimDecider, _ cases: MeasuredCases, population: Int
  ) async throws -> Verdict {
    let failed = cases.failed
    var doubts: [Doubt] = []
    var evidence: FailureEvidence?
    var reason: String?
    var outcome = Verdict.Outcome(decision)
    switch decision {
    case .holds:
      doubts = try await reasonsForDoubt(about: cases)
      if !doubts.isEmpty { outcome = .unreliable }
    case .undecided: reason = undecidedReason(decider)
    case .falsified:
      if let first = failed.first, case .always = property.claim {
        reason = "example #\(first.example.index), label \(first.example.label): \(first.outcome.reason ?? "fails")"
      }
      if let flake = try await flake(failed) {
        outcome = .unreliable
        reason = flake
      } else if let first = failed.first, configuration.explainsFailures {
        configuration.announce(
          "\(property.name) is falsified: example #\(first.example.index), label \(first.example.label): "
            + "\(first.outcome.reason ?? "fails"); reducing the failing image …")
        evidence = try await property.measure.explain(model, failed, request)
        reason = reason ?? evidence?.note
        if property.claim == .meanIsPositive, decider.estimate == 0 { reason = "neither of the two does better" }
      }
    }
    return Verdict(
      outcome: outcome, property: property.name, model: modelName, data: data.name, estimate: decider.estimate,
      interval: decider.interval, confidence: configuration.confidence, cases: decider.cases, population: population,
      failures: decider.failures, seed: configuration.seed, seconds: (clock.now - start).inSeconds, reason: reason,
      counterexample: evidence?.counterexample, worst: evidence?.worst, doubts: doubts)
  }

  private var request: ExplanationRequest {
    ExplanationRequest(
      property: property.name, data: data.name, classNames: data.classNames, key: key,
      budget: configuration.shrinking)
  }

  /// Why the cases that were measured do not support a claim that would hold.
  private func reasonsForDoubt(about cases: MeasuredCases) async throws -> [Doubt] {
    try await BlockingWork.run { [property, model, key] in
      try property.measure.doubts(model, cases.first, property.soundnessChecks, key: key)
    }
  }

  /// Runs the first failing case again; what it says when that passes.
  private func flake(_ failed: [FailedCase]) async throws -> String? {
    guard property.claim != .meanIsPositive, let first = failed.first else { return nil }
    let again = try await BlockingWork.run { [property, model, key] in
      try property.measure.outcomes(model, of: [first.example], key: key)
    }
    guard let outcome = again.first, outcome.passes else { return nil }
    let reason = first.outcome.reason ?? "no reason given"
    return "flaky: example #\(first.example.index) failed (\(reason)) and passed when run again with the same random "
      + "numbers"
  }

  private func undecidedReason(_ decider: ClaimDecider) -> String {
    if isOutOfTime, let seconds = configuration.seconds {
      return "the budget of \(seconds) s ended before the claim was decided; raise it, or lower the "
        + "confidence"
    }
    let confidence = PercentText.of(configuration.confidence)
    return "\(decider.cases) cases do not decide the claim at \(confidence); allow more cases, or lower the confidence"
  }
}

extension Verdict.Outcome {
  fileprivate init(_ decision: Decision) {
    switch decision {
    case .holds: self = .holds
    case .falsified: self = .falsified
    case .undecided: self = .undecided
    }
  }
}
