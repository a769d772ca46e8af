import AssayBase
import AssayStatistics

/// The first half of a run: cases of all phases, up to enough of them or a while after a failure.
struct FalsificationSearch<Value: Sendable> {
  /// Cases that a search always looks at before it stops at failures.
  private static var leastCases: Int { 10 }
  /// Cases that it looks at most after the first failure.
  private static var mostAfterFailure: Int { 1_000 }
  /// How many times the random cases may be drawn while a label's share is not decided.
  private static var coverageFactor: Int { 10 }

  let reduction: FalsificationReduction<Value>
  private var health: HealthMonitor
  private var coverage: CoverageTable
  private var held = 0
  private var failed = 0
  private var extra: [CasePhase: Int] = [:]
  /// Cases that held or failed, when a bug showed first and when the last new one did.
  private var firstFailure = 0
  private var lastFailure = 0
  private var saved: [SavedChoicesResult] = []
  private var failures: [FoundFailure<Value>] = []
  /// The best case of each target.
  private(set) var peaks: [String: (score: Double, nodes: [ChoiceNode])] = [:]
  /// Why the search ended early, if it did.
  private var end: FalsificationReport<Value>.Outcome?
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant

  init(_ reduction: FalsificationReduction<Value>) {
    self.reduction = reduction
    health = HealthMonitor(reduction.falsifier.property, plan: reduction.falsifier.plan)
    coverage = CoverageTable(confidence: reduction.falsifier.plan.confidence)
    start = clock.now
  }

  var falsifier: Falsifier<Value> { reduction.falsifier }
  private var plan: FalsificationPlan { falsifier.plan }
  private var counted: Int { held + failed }
  private var evaluated: Int { counted + extra.values.reduce(0, +) }

  /// Runs all phases.
  ///
  /// Throws ``AssayError`` if the generator is at fault.
  mutating func run() async throws {
    guard falsifier.cases > 0 || !plan.saved.isEmpty else { return }
    try await runSaved()
    if falsifier.cases > 0 { try checkBase() }
    try await runBoundaries()
    try await runRandom()
    try await runTargeted()
  }

  /// What was found, the failures reduced.
  func report() async throws -> FalsificationReport<Value> {
    var (outcome, flaky) = (end ?? .passed, [FlakyCase]())
    if !failures.isEmpty {
      (outcome, flaky) = try await reduction.outcome(of: failures)
    } else if end == nil, coverage.decision != .holds {
      outcome = .uncovered(coverage.decision)
    }
    return FalsificationReport(
      property: falsifier.property, seed: falsifier.seed, casesRun: counted, extraCases: extra,
      discards: health.discards, rejections: health.rejections, saved: saved, coverage: coverage, flakyCases: flaky,
      outcome: outcome)
  }

  /// Whether the search may go on: not cancelled, in time, and not long after a failure.
  mutating func mayContinue() -> Bool {
    if end != nil { return false }
    if Task.isCancelled {
      end = .cancelled
    } else if let seconds = falsifier.seconds, clock.now - start > .seconds(seconds) {
      end = .outOfTime
    } else if !failures.isEmpty {
      guard failures.count < plan.failureLimit else { return false }
      return evaluated < Self.leastCases
        || evaluated < min(firstFailure + Self.mostAfterFailure, lastFailure * 2)
    }
    return end == nil
  }
}

// The phases.
extension FalsificationSearch {
  private mutating func runSaved() async throws {
    for (index, known) in plan.saved.enumerated() {
      if Task.isCancelled { end = .cancelled }
      guard end == nil else { return }
      if let reason = falsifier.staleness(of: known.choices) {
        saved.append(SavedChoicesResult(name: known.name, outcome: .stale(reason)))
        continue
      }
      var source = ChoiceSource(replaying: known.choices)
      guard let drawn = try? draw(from: &source, at: CasePlace(.saved, index)) else { continue }
      let outcome: SavedChoicesResult.Outcome =
        switch try await evaluate(drawn).outcome {
        case .pass: .holds
        case .fail: .fails
        case .discard: .discarded
        }
      saved.append(SavedChoicesResult(name: known.name, outcome: outcome))
    }
  }

  /// Draws the simplest value, which every reduction ends near.
  private func checkBase() throws {
    var source = ChoiceSource(replaying: ChoiceSequence([]))
    do {
      _ = try falsifier.generator.draw(&source)
      try health.checkBase(source.nodes.count, of: source.limit)
    } catch GenerationStop.overrun {
      try health.checkBase(source.limit, of: source.limit)
    } catch is GenerationStop {}
  }

  private mutating func runBoundaries() async throws {
    let most = plan.boundaryCases ?? falsifier.cases / 10
    guard most > 0 else { return }
    var seen: Set<ChoiceSequence> = []
    for choices in BoundaryChoices.sequences(of: falsifier.generator, atMost: most, key: falsifier.key) {
      guard mayContinue() else { return }
      var source = ChoiceSource(replaying: choices)
      guard let drawn = try? draw(from: &source, at: CasePlace(.boundary, seen.count)),
        seen.insert(drawn.choices).inserted
      else { continue }
      _ = try await evaluate(drawn)
    }
  }

  private mutating func runRandom() async throws {
    var index = 0
    while try wantsRandom(), mayContinue() {
      defer { index += 1 }
      if health.isExhausted(after: counted, of: falsifier.cases) {
        end = .exhausted
        return
      }
      var source = ChoiceSource(drawingFrom: falsifier.key(ofCase: index))
      guard let drawn = try monitored(&source, at: CasePlace(.random, index)) else { continue }
      let result = try await evaluate(drawn)
      switch result.outcome {
      case .pass: held += 1
      case .fail: failed += 1
      case .discard:
        // A cancelled property has discarded nothing; the loop's head says so.
        if !Task.isCancelled { health.discards += 1 }
      }
      if result.outcome != .discard { try coverage.add(result.notes) }
    }
  }

  /// Whether there are too few random cases, or as many as it takes to decide the share of a label.
  private mutating func wantsRandom() throws -> Bool {
    if counted < falsifier.cases { return true }
    guard failures.isEmpty, coverage.hasDemands else { return false }
    // A look costs more than a case often does.
    if !counted.isMultiple(of: max(1, falsifier.cases / 10)) { return true }
    guard try coverage.decide() == .undecided else { return false }
    let (most, overflow) = falsifier.cases.multipliedReportingOverflow(by: Self.coverageFactor)
    return counted < (overflow ? .max : most)
  }

  private mutating func runTargeted() async throws {
    let most = plan.targetedCases ?? falsifier.cases
    guard most > 0, !peaks.isEmpty, failures.isEmpty else { return }
    let labels = peaks.keys.sorted()
    for label in labels { try await climb(label, cases: max(1, most / labels.count)) }
  }
}

// One case.
extension FalsificationSearch {
  /// Draws a value under the eye of the health checks; `nil` if the generator gave up on the case.
  private mutating func monitored(_ source: inout ChoiceSource, at place: CasePlace) throws -> DrawnCase<Value>? {
    let before = ThreadClock.seconds
    do {
      let drawn = try draw(from: &source, at: place)
      try health.note(drawSeconds: ThreadClock.seconds - before, counted)
      return drawn
    } catch let stop as GenerationStop {
      try health.note(stop, counted, limit: source.limit)
      return nil
    }
  }

  func draw(from source: inout ChoiceSource, at place: CasePlace) throws -> DrawnCase<Value> {
    let value = try falsifier.generator.draw(&source)
    return DrawnCase(place: place, value: value, nodes: source.nodes, spans: source.spans)
  }

  /// Runs the property on a case and keeps what it tells: failures, scores and progress.
  mutating func evaluate(_ drawn: DrawnCase<Value>) async throws -> (outcome: TrialOutcome, notes: TrialNotes.Content) {
    let result = await falsifier.trial(of: drawn.value, reduction.body)
    if result.outcome != .discard {
      if drawn.place.phase != .random { extra[drawn.place.phase, default: 0] += 1 }
      for (label, score) in result.notes.scores where peaks[label].map({ $0.score < score }) ?? true {
        peaks[label] = (score, drawn.nodes)
      }
    }
    if case .fail(let failure) = result.outcome { meet(drawn, failure, score: result.notes.scores.values.max()) }
    reduction.progress(.searching(drawn.place.phase, cases: counted, of: falsifier.cases))
    return result
  }

  private mutating func meet(_ drawn: DrawnCase<Value>, _ failure: Failure, score: Double?) {
    if let known = failures.firstIndex(where: { $0.origin == failure.origin }) {
      let describe = falsifier.describe
      failures[known].add(drawn, failure, score: score, described: describe(drawn.value))
      return
    }
    guard failures.count < plan.failureLimit else { return }
    let found = FoundFailure(drawn, failure, score: score, described: falsifier.describe(drawn.value))
    reduction.announce(found.first)
    failures.append(found)
    // The case itself is not counted yet where it is a random one.
    lastFailure = evaluated + (drawn.place.phase == .random ? 1 : 0)
    if failures.count == 1 { firstFailure = lastFailure }
  }

  /// How many cases a climb has run.
  var targetedCases: Int { extra[.targeted, default: 0] }

  /// Whether no case has failed.
  var isUnbroken: Bool { failures.isEmpty }
}
