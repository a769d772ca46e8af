import AssayBase

/// A seeded source of samples for the coverage tests.
struct Urn {
  private var stream: RandomStream

  init(seed: UInt64) { stream = RandomStream(RandomKey(seed: seed)) }

  /// All cases of a population with `successes` of them, in random order.
  mutating func population(of size: Int, successes: Int) -> [Bool] {
    stream.permutation(of: size).map { $0 < successes }
  }

  /// The `values` in random order.
  mutating func shuffled(_ values: [Double]) -> [Double] {
    stream.permutation(of: values.count).map { values[$0] }
  }

  /// Independent cases that succeed with `probability`.
  mutating func cases(_ count: Int, probability: Double) -> [Bool] {
    (0..<count).map { _ in stream.unit() < probability }
  }

  /// A uniform number in [0, 1).
  mutating func unit() -> Double { stream.unit() }
}
