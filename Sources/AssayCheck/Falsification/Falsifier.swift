import AssayBase

/// Searches for a value that breaks a property, and reduces what it finds.
///
/// Cases are drawn one after another from the key (seed, property, case, "draw"). The first that fails is run again
/// (a flaky one is reported, not reduced), announced as it is, and then reduced on its choices within a budget.
/// Everything but the clock is deterministic: the same seed finds the same case and, if time does not end the
/// reduction, the same minimal one.
public struct Falsifier<Value: Sendable>: Sendable {
  /// The property's name: part of the random key and of a failure's origin.
  public let property: String
  /// Where values come from.
  public let generator: Generator<Value>
  /// The seed of the run.
  public let seed: UInt64
  /// How many cases must hold.
  public let cases: Int
  /// The seconds after which no further case is started; without a limit if `nil`. The reduction has its own budget.
  public let seconds: Double?
  /// What the reduction may cost.
  public let budget: ShrinkBudget
  /// Puts a value into words.
  public let describe: @Sendable (Value) -> String

  /// Makes a falsifier; a negative number of cases counts as zero.
  public init(
    _ property: String, over generator: Generator<Value>, seed: UInt64, cases: Int = 100,
    seconds: Double? = nil, budget: ShrinkBudget = .standard,
    describe: @escaping @Sendable (Value) -> String = { String(describing: $0) }
  ) {
    self.property = property
    self.generator = generator
    self.seed = seed
    self.cases = max(0, cases)
    self.seconds = seconds
    self.budget = budget
    self.describe = describe
  }

  /// The random key of one case.
  public func key(ofCase index: Int) -> RandomKey {
    RandomKey(seed: seed).derived(property).derived(index).derived("draw")
  }

  /// Runs the cases against a predicate that must be `true`.
  ///
  /// Throws as ``run(announcing:_:)`` does.
  public func runPredicate(
    announcing announce: @Sendable (UnshrunkFailure) -> Void = { _ in },
    _ predicate: @escaping @Sendable (Value) async throws -> Bool
  ) async throws -> FalsificationReport<Value> {
    try await run(announcing: announce) { value in
      guard try await predicate(value) else { throw PredicateFailure() }
    }
  }

  /// Runs the cases against a property that throws where it does not hold, and ``Discard`` where it does not apply.
  ///
  /// - Parameter announce: called with the failure as it was found, before anything else is done with it.
  ///
  /// Throws ``AssayError`` if the generator is at fault: it throws one itself, or its filters reject nearly everything.
  public func run(
    announcing announce: @Sendable (UnshrunkFailure) -> Void = { _ in },
    _ body: @escaping @Sendable (Value) async throws -> Void
  ) async throws -> FalsificationReport<Value> {
    var tally = Tally()
    var index = 0
    let clock = ContinuousClock()
    let start = clock.now
    while tally.held < cases {
      if Task.isCancelled { return report(.cancelled, tally) }
      if let seconds, clock.now - start > .seconds(seconds) { return report(.outOfTime, tally) }
      var source = ChoiceSource(drawingFrom: key(ofCase: index))
      guard let value = try draw(from: &source, counting: &tally) else {
        index += 1
        continue
      }
      switch await outcome(of: value, body) {
      case .pass: tally.held += 1
      case .fail(let failure):
        tally.failed += 1
        let found = UnshrunkFailure(
          caseIndex: index, description: describe(value), choices: source.sequence, failure: failure)
        return report(try await pursue(found, value: value, from: source, announce, body), tally)
      case .discard:
        // A cancelled property has discarded nothing; the loop's head says so.
        if !Task.isCancelled { tally.discards += 1 }
        if tally.discards > 100 + 10 * tally.held { return report(.exhausted, tally) }
      }
      index += 1
    }
    return report(.passed, tally)
  }

  /// Runs the property once on the value that saved choices stand for.
  ///
  /// Throws ``AssayError`` if the choices give no value of this generator.
  public func replay(
    _ sequence: ChoiceSequence, _ body: @escaping @Sendable (Value) async throws -> Void
  ) async throws -> TrialOutcome {
    await outcome(of: try generator.value(replaying: sequence), body)
  }

  /// Reduces a saved failing case as a new one would be.
  ///
  /// Returns `nil` if the case does not fail. Throws ``AssayError`` if the choices give no value of this generator.
  public func reduce(
    _ sequence: ChoiceSequence, caseIndex: Int = 0, _ body: @escaping @Sendable (Value) async throws -> Void
  ) async throws -> FalsificationReport<Value>.Outcome? {
    let value = try generator.value(replaying: sequence)
    guard case .fail(let failure) = await outcome(of: value, body) else { return nil }
    var source = ChoiceSource(replaying: sequence)
    _ = try generator.draw(&source)
    let found = UnshrunkFailure(
      caseIndex: caseIndex, description: describe(value), choices: source.sequence, failure: failure)
    return try await pursue(found, value: value, from: source, { _ in }, body)
  }
}

extension Falsifier {
  private struct Tally {
    var held = 0
    var failed = 0
    var discards = 0
    var rejections = 0
  }

  private func report(_ outcome: FalsificationReport<Value>.Outcome, _ tally: Tally) -> FalsificationReport<Value> {
    FalsificationReport(
      property: property, seed: seed, casesRun: tally.held + tally.failed, discards: tally.discards,
      rejections: tally.rejections, outcome: outcome)
  }

  /// The value of a case, or `nil` if the generator gave up on it; throws when it gives up on nearly all.
  private func draw(from source: inout ChoiceSource, counting tally: inout Tally) throws -> Value? {
    do {
      return try generator.draw(&source)
    } catch let stop as GenerationStop {
      tally.rejections += 1
      let drawn = tally.held + tally.discards
      guard tally.rejections >= 50, tally.rejections > 9 * drawn else { return nil }
      let found = "\(drawn) values in \(drawn + tally.rejections) cases"
      switch stop {
      case .rejected(let place):
        throw AssayError(
          .limitExceeded, "a filter rejects nearly everything its generator makes",
          expected: "at least one case in ten with a value", found: found, at: place,
          advice: "Make fitting values instead of filtering: `.integer(in: 0...50).map { 2 * $0 }` gives even numbers, "
            + "`flatMap` a value that depends on an earlier one")
      case .overrun:
        throw AssayError(
          .limitExceeded, "nearly every value of the generator needs more than \(source.limit) choices",
          expected: "at least one case in ten with a value", found: found, at: property,
          advice: "Make smaller values: lower the `count:` of arrays or the `depth:` of recursion")
      }
    }
  }

  /// Runs the property on one value; a cancelled run counts as discarded.
  private func outcome(of value: Value, _ body: @Sendable (Value) async throws -> Void) async -> TrialOutcome {
    do {
      try await body(value)
      return .pass
    } catch is Discard {
      return .discard
    } catch is CancellationError where Task.isCancelled {
      return .discard
    } catch {
      return .fail(Failure(origin: FailureOrigin(property: property, error: error), message: "\(error)"))
    }
  }

  /// Announces, reruns, reduces and confirms a failure.
  private func pursue(
    _ found: UnshrunkFailure, value: Value, from source: ChoiceSource,
    _ announce: @Sendable (UnshrunkFailure) -> Void, _ body: @escaping @Sendable (Value) async throws -> Void
  ) async throws -> FalsificationReport<Value>.Outcome {
    announce(found)
    let second = await outcome(of: value, body)
    let isCancelled = Task.isCancelled
    if !isCancelled, Self.origin(of: second) != found.failure.origin {
      return .flaky(flaky(found, found.description, found.choices, found.failure, second))
    }
    var shrinker = Shrinker(
      start: ShrinkRun(nodes: source.nodes, spans: source.spans, failure: found.failure), budget: budget)
    await shrinker.run { choices, limit in
      var replay = ChoiceSource(replaying: choices, limit: limit)
      // Whatever the generator throws on edited choices, the candidate is no test case.
      guard let candidate = try? generator.draw(&replay) else {
        return ShrinkProposal(nodes: replay.nodes, spans: replay.spans, evaluate: nil)
      }
      return ShrinkProposal(nodes: replay.nodes, spans: replay.spans) {
        guard case .fail(let failure) = await outcome(of: candidate, body), failure.origin == found.failure.origin
        else { return nil }
        return failure
      }
    }
    let choices = ChoiceSequence(shrinker.best.choices)
    let minimal = try generator.value(replaying: choices)
    let failure = shrinker.best.failure
    if !Task.isCancelled {
      let confirmation = await outcome(of: minimal, body)
      if Self.origin(of: confirmation) != found.failure.origin, !Task.isCancelled {
        return .flaky(flaky(found, describe(minimal), choices, failure, confirmation))
      }
    }
    return .falsified(
      Counterexample(
        caseIndex: found.caseIndex, value: minimal, description: describe(minimal), choices: choices,
        failure: failure, originalDescription: found.description, originalChoices: found.choices,
        originalFailure: found.failure, trials: shrinker.trials, stop: shrinker.stop ?? .fixpoint))
  }

  private func flaky(
    _ found: UnshrunkFailure, _ description: String, _ choices: ChoiceSequence, _ first: Failure,
    _ second: TrialOutcome
  ) -> FlakyCase {
    FlakyCase(
      caseIndex: found.caseIndex, description: description, choices: choices, first: first, second: second)
  }

  private static func origin(of outcome: TrialOutcome) -> FailureOrigin? {
    if case .fail(let failure) = outcome { failure.origin } else { nil }
  }
}
