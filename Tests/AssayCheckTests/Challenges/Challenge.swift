import AssayCheck
import AssayTestSupport

/// One of the public shrinking challenges: a generator, a property that is false, and what reducers get to.
struct Challenge: Sendable {
  /// What one seed led to.
  struct Result: Sendable {
    let minimum: String
    let trials: Int
    let stop: ShrinkStop
  }

  /// The seeds that every challenge runs from; with `ASSAY_HEAVY=1` 50 of them.
  static let seeds: ClosedRange<UInt64> = 1...UInt64(HeavyWork.count(usual: 16, heavy: 50))

  let name: String
  /// The best form known, in the words of its values.
  let best: String
  /// The least share of seeds that must end there.
  let share: Double
  /// Runs it from one seed; `nil` when nothing was found to reduce.
  let run: @Sendable (UInt64) async throws -> Result?

  init<Value: Sendable>(
    _ name: String, best: String, share: Double = 1, over generator: Generator<Value>,
    holds predicate: @escaping @Sendable (Value) async throws -> Bool
  ) {
    self.name = name
    self.best = best
    self.share = share
    run = { seed in
      let falsifier = Falsifier(
        name, over: generator, seed: seed, cases: 10_000, budget: ShrinkBudget(trials: 2_000, seconds: 600),
        plan: .randomOnly)
      return try await falsifier.runPredicate(predicate).counterexample.map {
        Result(minimum: $0.description, trials: $0.trials, stop: $0.stop)
      }
    }
  }
}
