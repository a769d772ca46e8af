import AssayBase
import AssayCheck

/// Values of a generator, and what it shrinks to.
enum Draws {
  static func values<Value: Sendable>(_ generator: Generator<Value>, _ count: Int, seed: UInt64 = 7) throws -> [Value] {
    try (0..<count).map { try generator.value(for: RandomKey(seed: seed).derived($0)) }
  }

  static func simplest<Value: Sendable>(_ generator: Generator<Value>) throws -> Value {
    try generator.value(replaying: ChoiceSequence([]))
  }

  /// The minimal counterexample to a predicate; `nil` when none of `cases` is one.
  static func minimum<Value: Sendable>(
    _ generator: Generator<Value>, seed: UInt64 = 1, cases: Int = 500,
    holds predicate: @escaping @Sendable (Value) throws -> Bool
  ) async throws -> Value? {
    let falsifier = Falsifier("minimum", over: generator, seed: seed, cases: cases)
    return try await falsifier.runPredicate(predicate).counterexample?.value
  }

  /// The message of the error that drawing the simplest value throws.
  static func fault<Value: Sendable>(_ generator: Generator<Value>) -> AssayError? {
    do {
      _ = try simplest(generator)
      return nil
    } catch { return error as? AssayError }
  }
}
