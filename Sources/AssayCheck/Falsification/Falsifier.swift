import AssayBase

/// Searches for values that break a property, and reduces what it finds.
///
/// The cases: saved ones; boundary values; random ones, drawn one after another from the key (seed, property, case,
/// "draw"); and, where the property calls ``target(_:label:)``, a climb from the best of them. The first failure is
/// announced as it is. The search goes on for a while, because one run may show several bugs: to ten cases, or twice as
/// many as it took to the last new failure, as Hypothesis does. Then each is run again (a flaky one is reported, not
/// reduced) and reduced on its choices within a shared budget. Everything but the clock is deterministic: the same seed
/// finds the same cases and, if time does not end the reduction, the same minimal ones.
///
///     let report = try await Falsifier("sorting keeps the count", over: .array(of: .integer), seed: 1)
///       .runPredicate { $0.sorted().count == $0.count }
public struct Falsifier<Value: Sendable>: Sendable {
  /// The property's name: part of the random key and of a failure's origin.
  public let property: String
  /// Where values come from.
  public let generator: Generator<Value>
  /// The seed of the run.
  public let seed: UInt64
  /// How many random cases must hold.
  public let cases: Int
  /// The seconds after which no further case is started; without a limit if `nil`. The reduction has its own budget.
  public let seconds: Double?
  /// What the reduction of all failures together may cost.
  public let budget: ShrinkBudget
  /// Which cases are run besides the random ones, and what is doubted.
  public let plan: FalsificationPlan
  /// Puts a value into words.
  public let describe: @Sendable (Value) -> String

  /// Makes a falsifier; a negative number of cases counts as zero.
  public init(
    _ property: String, over generator: Generator<Value>, seed: UInt64, cases: Int = 100,
    seconds: Double? = nil, budget: ShrinkBudget = .standard, plan: FalsificationPlan = .standard,
    describe: @escaping @Sendable (Value) -> String = { String(describing: $0) }
  ) {
    self.property = property
    self.generator = generator
    self.seed = seed
    self.cases = max(0, cases)
    self.seconds = seconds
    self.budget = budget
    self.plan = plan
    self.describe = describe
  }

  /// The random key of one random case.
  public func key(ofCase index: Int) -> RandomKey { key.derived(index).derived("draw") }

  /// The key that all random numbers of the run come from.
  var key: RandomKey { RandomKey(seed: seed).derived(property) }

  /// Runs the cases against a predicate that must be `true`.
  ///
  /// Throws as ``run(announcing:reporting:_:)`` does.
  public func runPredicate(
    announcing announce: @escaping @Sendable (UnshrunkFailure) -> Void = { _ in },
    _ predicate: @escaping @Sendable (Value) async throws -> Bool
  ) async throws -> FalsificationReport<Value> {
    try await run(announcing: announce) { value in
      guard try await predicate(value) else { throw PredicateFailure() }
    }
  }

  /// Runs the cases against a property that throws where it does not hold, and ``Discard`` where it does not apply.
  ///
  /// - Parameters:
  ///   - announce: called with each distinct failure as it was found, before anything else is done with it.
  ///   - progress: called after each case and each trial of a reduction.
  ///
  /// Throws ``AssayError`` if the generator is at fault: it throws one itself, or a ``HealthCheck`` fails.
  public func run(
    announcing announce: @escaping @Sendable (UnshrunkFailure) -> Void = { _ in },
    reporting progress: @escaping @Sendable (FalsificationProgress) -> Void = { _ in },
    _ body: @escaping @Sendable (Value) async throws -> Void
  ) async throws -> FalsificationReport<Value> {
    let reduction = FalsificationReduction(falsifier: self, announce: announce, progress: progress, body: body)
    var search = FalsificationSearch(reduction)
    try await search.run()
    return try await search.report()
  }

  /// Runs the property once on the value that saved choices stand for.
  ///
  /// Throws ``AssayError`` if the choices give no value of this generator.
  public func replay(
    _ sequence: ChoiceSequence, _ body: @escaping @Sendable (Value) async throws -> Void
  ) async throws -> TrialOutcome {
    await trial(of: try generator.value(replaying: sequence), body).outcome
  }

  /// Why the choices of a saved case are no longer what they were, or `nil` if they are.
  public func staleness(of sequence: ChoiceSequence) -> String? {
    var source = ChoiceSource(replaying: sequence)
    do {
      _ = try generator.draw(&source)
    } catch {
      return "its choices give no value of this generator: \(error)"
    }
    if source.misfits > 0 { return "\(source.misfits) of its \(sequence.count) choices do not fit the generator" }
    return source.isExact ? nil : "it has \(sequence.count) choices, and the generator asks for \(source.nodes.count)"
  }

  /// Runs the property on one value and keeps what it notes; a cancelled run counts as discarded.
  func trial(
    of value: Value, _ body: @Sendable (Value) async throws -> Void
  ) async -> (outcome: TrialOutcome, notes: TrialNotes.Content) {
    let notes = TrialNotes()
    let outcome: TrialOutcome
    do {
      try await TrialNotes.$current.withValue(notes) { try await body(value) }
      outcome = .pass
    } catch is Discard {
      outcome = .discard
    } catch is CancellationError where Task.isCancelled {
      outcome = .discard
    } catch {
      outcome = .fail(Failure(property: property, error: error))
    }
    return (outcome, notes.snapshot)
  }
}
