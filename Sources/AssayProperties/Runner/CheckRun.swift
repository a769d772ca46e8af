import AssayBase
import AssayDatasets
import AssayStatistics

/// One run of a check.
struct CheckRun<Model: Sendable> {
  let property: Property<Model>
  let model: Model
  let identity: @Sendable () -> ModelIdentity
  let data: Dataset
  let configuration: CheckConfiguration
  let key: RandomKey
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant

  init(
    _ property: Property<Model>, _ model: Model, _ identity: @escaping @Sendable () -> ModelIdentity, _ data: Dataset,
    _ configuration: CheckConfiguration
  ) {
    self.property = property.about(data)
    self.model = model
    self.identity = identity
    self.data = data
    self.configuration = configuration
    key = RandomKey(seed: configuration.seed).derived(property.name)
    start = clock.now
  }

  var seconds: Double { (clock.now - start).inSeconds }

  func verdict(named modelName: String) async throws -> Verdict {
    try await BlockingWork.run { [property, model, data] in try property.measure.validate(model, on: data) }
    let saved = try await replaySaved()
    if let verdict = try await refutation(saved, named: modelName) { return verdict }
    let order = try await BlockingWork.run { [property, model, data, key] in
      let eligible = try property.measure.eligibleCases(model, on: data)
      let order = data.shuffledIndices(key: key.derived("order"))
      guard let eligible else { return order }
      let wanted = Set(eligible)
      return order.filter { wanted.contains($0) }
    }
    guard !order.isEmpty else {
      throw AssayError(.empty, "there is no example that “\(property.name)” is about", at: data.name)
    }
    if let shard = configuration.split { return try await splitVerdict(order, shard, named: modelName) }
    var measurement = try CheckMeasurement(
      property.claim, cases: order, on: try ground(of: order), confidence: configuration.confidence,
      baseline: try baselineDecider(for: order, model: modelName), isRecording: isRecording)
    let decision = try await measure(order, &measurement)
    if isRecording { try record(measurement) }
    return try await conclude(decision, measurement, saved, named: modelName)
  }

  /// What the claim must know of its cases.
  func ground(of cases: [Int]) throws -> ClaimGround {
    switch property.claim {
    case .always, .rate, .meanIsPositive, .mean: return ClaimGround()
    case .quantile(_, _, let norm): return ClaimGround(largest: norm.diameter(of: data.imageSize))
    case .classGap:
      var counts = [Int](repeating: 0, count: data.classNames.count)
      for index in cases { counts[try data.label(at: index)] += 1 }
      return ClaimGround(classes: counts)
    }
  }

  /// The number of cases measured before the claim is looked at: few at first, since many claims are decided early.
  private static func batchSize(after cases: Int) -> Int { cases == 0 ? 32 : 64 }

  private func measure(_ order: [Int], _ measurement: inout CheckMeasurement) async throws -> Decision {
    let limit = isRecording ? order.count : min(order.count, configuration.cases ?? order.count)
    while measurement.wantsMore, measurement.cases < limit, isRecording || !isOutOfTime {
      try Task.checkCancellation()
      let done = measurement.cases
      let batch = Array(order[done..<min(limit, done + Self.batchSize(after: done))])
      let (examples, outcomes) = try await measured(batch)
      measurement.measured.keep(examples, outcomes)
      for (example, outcome) in zip(examples, outcomes) where measurement.wantsMore {
        try measurement.observe(example, outcome)
      }
      configuration.progress("\(measurement.cases) of \(order.count) examples, \(measurement.failures) fail")
    }
    if measurement.decision == .undecided { try measurement.refresh() }
    // A claim about every case that is asked of some cases only holds when those pass.
    if measurement.decision == .undecided, property.claim == .always, measurement.baseline == nil,
      measurement.cases == limit
    {
      return .holds
    }
    return measurement.decision
  }

  /// Some examples, and what comes of each.
  func measured(_ indices: [Int]) async throws -> (examples: [Example], outcomes: [CaseOutcome]) {
    try await BlockingWork.run { [property, model, data, key] in
      let examples = try data.examples(at: indices)
      return (examples, try property.measure.outcomes(model, of: examples, key: key))
    }
  }

  private var isOutOfTime: Bool { configuration.seconds.map { seconds > $0 } ?? false }

  private func conclude(
    _ decision: Decision, _ measurement: CheckMeasurement, _ saved: SavedReplay?, named modelName: String
  ) async throws -> Verdict {
    let comparison = try measurement.baseline?.comparison()
    let lost = Set(comparison?.lost ?? [])
    // What the earlier model could do shows best that this one falls behind.
    let failed =
      measurement.measured.failed.filter { lost.contains($0.example.index) }
      + measurement.measured.failed.filter { !lost.contains($0.example.index) }
    var doubts: [Doubt] = []
    var evidence: FailureEvidence?
    var reason: String?
    var outcome = Verdict.Outcome(decision)
    switch decision {
    case .holds:
      doubts = try await reasonsForDoubt(about: measurement.measured)
      if !doubts.isEmpty { outcome = .unreliable }
    case .undecided: reason = undecidedReason(measurement)
    case .falsified:
      if let first = failed.first, case .always = property.claim {
        reason = "example #\(first.example.index), label \(first.example.label): \(first.outcome.reason ?? "fails")"
      }
      if let flake = try await flake(failed) {
        outcome = .unreliable
        reason = flake
      } else {
        evidence = try await explain(failed)
        reason = reason ?? evidence?.note
        if property.claim == .meanIsPositive, measurement.estimate == 0 { reason = "neither of the two does better" }
      }
    }
    var verdict = Verdict(
      outcome: outcome, property: property.name, model: modelName, data: data.name, estimate: measurement.estimate,
      interval: try measurement.interval(), confidence: configuration.confidence, cases: measurement.cases,
      population: measurement.population, failures: measurement.failures, seed: configuration.seed, seconds: seconds,
      reason: reason, counterexample: evidence?.counterexample, worst: evidence?.worst, doubts: doubts, saved: saved,
      baseline: comparison)
    verdict.findings = measurement.findings
    return verdict
  }

  /// Why the cases that were measured do not support a claim that would hold.
  func reasonsForDoubt(about cases: MeasuredCases) async throws -> [Doubt] {
    try await BlockingWork.run { [property, model, key] in
      try property.measure.doubts(model, cases.first, property.soundnessChecks, key: key)
    }
  }

  /// The picture of a failure, announced before it is made smaller.
  func explain(_ failed: [FailedCase]) async throws -> FailureEvidence? {
    guard let first = failed.first, configuration.explainsFailures else { return nil }
    configuration.announce(
      "\(property.name) is falsified: example #\(first.example.index), label \(first.example.label): "
        + "\(first.outcome.reason ?? "fails"); reducing the failing image …")
    configuration.progress("reducing the failing image")
    let request = ExplanationRequest(
      property: property.name, examples: data, key: key, budget: configuration.shrinking)
    return try await property.measure.explain(model, failed, request)
  }

  /// Runs the first failing case again; what it says when that passes.
  func flake(_ failed: [FailedCase]) async throws -> String? {
    guard property.claim != .meanIsPositive, let first = failed.first else { return nil }
    let again = try await BlockingWork.run { [property, model, key] in
      try property.measure.outcomes(model, of: [first.example], key: key)
    }
    guard let outcome = again.first, outcome.passes else { return nil }
    let reason = first.outcome.reason ?? "no reason given"
    return "flaky: example #\(first.example.index) failed (\(reason)) and passed when run again with the same random "
      + "numbers"
  }

  private func undecidedReason(_ measurement: CheckMeasurement) -> String {
    if isOutOfTime, let seconds = configuration.seconds {
      return "the budget of \(seconds) s ended before the claim was decided; raise it, or lower the "
        + "confidence"
    }
    return SplitVerdict.undecidedReason(cases: measurement.cases, confidence: configuration.confidence)
  }
}

extension Verdict.Outcome {
  init(_ decision: Decision) {
    switch decision {
    case .holds: self = .holds
    case .falsified: self = .falsified
    case .undecided: self = .undecided
    }
  }
}
