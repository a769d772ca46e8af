import AssayBase

/// Where a transform gets its random decisions from: a stream of random numbers, or a generator that can shrink them.
///
/// Each decision says which of its outcomes is the simplest, the one that changes an image least.
public protocol TransformDraws {
  /// A number of the range, each equally likely.
  mutating func number(in range: ClosedRange<Double>, simplest: Double) throws -> Double

  /// A whole number of the range, each equally likely.
  mutating func integer(in range: ClosedRange<Int>, simplest: Int) throws -> Int

  /// `true` with the given probability; `false` is the simpler.
  mutating func boolean(probability: Double) throws -> Bool

  /// The key of whatever needs more numbers than can be decided one by one, such as a field of displacements.
  mutating func key() throws -> RandomKey
}

extension TransformDraws {
  /// A number of the range; the simplest is `identity`, or the bound next to it.
  mutating func number(in range: ClosedRange<Double>, identity: Double) throws -> Double {
    if range.lowerBound == range.upperBound { return range.lowerBound }
    return try number(in: range, simplest: min(max(identity, range.lowerBound), range.upperBound))
  }
}

/// The decisions that follow from a key.
struct RandomDraws: TransformDraws {
  private let root: RandomKey
  private var stream: RandomStream
  private var keys = 0

  init(_ key: RandomKey) {
    root = key.derived("transform")
    stream = RandomStream(root)
  }

  mutating func number(in range: ClosedRange<Double>, simplest: Double) -> Double {
    let drawn = range.lowerBound + (range.upperBound - range.lowerBound) * stream.unit()
    return min(drawn, range.upperBound)
  }

  mutating func integer(in range: ClosedRange<Int>, simplest: Int) -> Int { stream.integer(in: range) }

  mutating func boolean(probability: Double) -> Bool { stream.unit() < probability }

  mutating func key() -> RandomKey {
    keys += 1
    return root.derived(keys)
  }
}
