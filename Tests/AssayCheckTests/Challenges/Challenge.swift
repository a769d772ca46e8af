import AssayCheck
import Testing

/// Runs one of the public shrinking challenges from several seeds and compares what every seed reaches.
enum Challenge {
  static let seeds: [UInt64] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]

  /// The distinct minimal descriptions over all seeds, and the most trials that a seed took.
  static func minima<Value: Sendable>(
    _ name: String, _ generator: Generator<Value>, cases: Int = 5_000,
    holds predicate: @escaping @Sendable (Value) async throws -> Bool
  ) async throws -> Set<String> {
    var reached: Set<String> = []
    var most = 0
    for seed in seeds {
      let falsifier = Falsifier(
        name, over: generator, seed: seed, cases: cases, budget: ShrinkBudget(trials: 2_000, seconds: 120))
      let report = try await falsifier.runPredicate(predicate)
      let found = try #require(report.counterexample, "seed \(seed) found nothing: \(report.outcome)")
      reached.insert(found.description)
      most = max(most, found.trials)
      if found.stop != .fixpoint { Issue.record("\(name), seed \(seed): stopped by \(found.stop)") }
    }
    print("challenge \(name): \(reached.sorted().joined(separator: "  |  ")), at most \(most) trials")
    return reached
  }
}
