import AssayBase
import Synchronization

/// The second half of a run: each failure is run again, reduced and confirmed, within one budget.
struct FalsificationReduction<Value: Sendable>: Sendable {
  let falsifier: Falsifier<Value>
  let announce: @Sendable (UnshrunkFailure) -> Void
  let progress: @Sendable (FalsificationProgress) -> Void
  let body: @Sendable (Value) async throws -> Void

  private typealias Outcome = FalsificationReport<Value>.Outcome

  /// What is left of the budget, and which bugs were met.
  private struct State {
    var queue: [FoundFailure<Value>]
    var trials: Int
    var seconds: Double
  }

  /// Reduces the failures, and those that show on the way; the outcome, and the cases that did not repeat besides.
  func outcome(
    of failures: [FoundFailure<Value>]
  ) async throws -> (outcome: FalsificationReport<Value>.Outcome, flaky: [FlakyCase]) {
    var state = State(queue: failures, trials: falsifier.budget.trials, seconds: falsifier.budget.seconds)
    var counterexamples: [Counterexample<Value>] = []
    var flaky: [FlakyCase] = []
    var place = 0
    while place < state.queue.count {
      switch try await pursue(place, &state) {
      case .success(let counterexample): counterexamples.append(counterexample)
      case .failure(let unstable): flaky.append(unstable.flaky)
      }
      place += 1
    }
    if counterexamples.isEmpty, let first = flaky.first { return (.flaky(first), Array(flaky.dropFirst())) }
    return (.falsified(counterexamples), flaky)
  }

  private struct Unstable: Error {
    let flaky: FlakyCase
  }

  private func pursue(
    _ place: Int, _ state: inout State
  ) async throws -> Result<Counterexample<Value>, Unstable> {
    let found = state.queue[place]
    if !Task.isCancelled, let flaky = await unstable(found) { return .failure(Unstable(flaky: flaky)) }
    // What one reduction leaves of its share is the next one's.
    let left = state.queue.count - place
    let budget = ShrinkBudget(trials: state.trials / left, seconds: state.seconds / Double(left))
    var shrinker = Shrinker(
      start: ShrinkRun(nodes: found.start.nodes, spans: found.start.spans, failure: found.failure), budget: budget)
    let sightings = Mutex<[(DrawnCase<Value>, Failure)]>([])
    let clock = ContinuousClock()
    let start = clock.now
    await reduce(found, with: &shrinker) { drawn, failure in sightings.withLock { $0.append((drawn, failure)) } }
    state.trials -= shrinker.trials
    state.seconds -= (clock.now - start).inSeconds
    for (drawn, failure) in sightings.withLock({ $0 }) { meet(drawn, failure, &state) }

    let choices = ChoiceSequence(shrinker.best.choices)
    let minimal = try falsifier.generator.value(replaying: choices)
    let failure = shrinker.best.failure
    if !Task.isCancelled, choices != found.first.choices {
      let again = await falsifier.trial(of: minimal, body).outcome
      if !Task.isCancelled, Self.origin(of: again) != found.origin {
        let description = falsifier.describe(minimal)
        return .failure(
          Unstable(
            flaky: FlakyCase(
              place: found.first.place, description: description, choices: choices, first: failure, second: again,
              difference: .outcome)))
      }
    }
    return .success(
      Counterexample(
        place: found.first.place, value: minimal, description: falsifier.describe(minimal), choices: choices,
        failure: failure, originalDescription: found.first.description, originalChoices: found.first.choices,
        originalFailure: found.first.failure, worst: found.worst, trials: shrinker.trials,
        stop: shrinker.stop ?? .fixpoint))
  }

  /// Runs the shrinker on one bug; cases that fail otherwise are `met`, and count for nothing.
  private func reduce(
    _ found: FoundFailure<Value>, with shrinker: inout Shrinker,
    meeting met: @escaping (DrawnCase<Value>, Failure) -> Void
  ) async {
    let trials = Mutex(0)
    let from = found.first.choices.count
    await shrinker.run { choices, limit in
      var replay = ChoiceSource(replaying: choices, limit: limit)
      // Whatever the generator throws on edited choices, the candidate is no test case.
      guard let value = try? falsifier.generator.draw(&replay) else {
        return ShrinkProposal(nodes: replay.nodes, spans: replay.spans, evaluate: nil)
      }
      let drawn = DrawnCase(place: found.first.place, value: value, nodes: replay.nodes, spans: replay.spans)
      return ShrinkProposal(nodes: drawn.nodes, spans: drawn.spans) {
        let outcome = await falsifier.trial(of: value, body).outcome
        let count = trials.withLock {
          $0 += 1
          return $0
        }
        progress(.reducing(trials: count, choices: min(limit, from), from: from))
        guard case .fail(let failure) = outcome else { return nil }
        if failure.origin == found.origin { return failure }
        met(drawn, failure)
        return nil
      }
    }
  }

  /// Takes a bug that showed while another was reduced, unless it is known or there are enough.
  private func meet(_ drawn: DrawnCase<Value>, _ failure: Failure, _ state: inout State) {
    guard state.queue.count < falsifier.plan.failureLimit,
      !state.queue.contains(where: { $0.origin == failure.origin })
    else { return }
    let found = FoundFailure(drawn, failure, described: falsifier.describe(drawn.value))
    announce(found.first)
    state.queue.append(found)
  }

  /// Draws the case again and runs it again; what differed, if anything did.
  private func unstable(_ found: FoundFailure<Value>) async -> FlakyCase? {
    let drawn = found.start
    func flaky(_ second: TrialOutcome, _ difference: FlakyCase.Difference) -> FlakyCase {
      FlakyCase(
        place: drawn.place, description: falsifier.describe(drawn.value), choices: drawn.choices,
        first: found.failure, second: second, difference: difference)
    }
    var source = ChoiceSource(replaying: drawn.choices)
    let value = try? falsifier.generator.draw(&source)
    if value == nil || source.nodes != drawn.nodes {
      return flaky(.discard, .generator(Self.difference(drawn.nodes, source.nodes)))
    }
    let second = await falsifier.trial(of: drawn.value, body).outcome
    return Task.isCancelled || Self.origin(of: second) == found.origin ? nil : flaky(second, .outcome)
  }

  /// The first place where two runs of the generator part.
  private static func difference(_ first: [ChoiceNode], _ second: [ChoiceNode]) -> String {
    for (index, pair) in zip(first, second).enumerated() where pair.0 != pair.1 {
      return "choice \(index + 1) was \(pair.0.choice), \(pair.0.domain), and then \(pair.1.choice), \(pair.1.domain)"
    }
    return "it made \(first.count) choices and then \(second.count)"
  }

  private static func origin(of outcome: TrialOutcome) -> FailureOrigin? {
    if case .fail(let failure) = outcome { failure.origin } else { nil }
  }
}
