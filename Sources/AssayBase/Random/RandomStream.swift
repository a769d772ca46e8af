/// The random words of one ``RandomKey``, in order.
///
/// A value: a copy continues from the same place. It conforms to `RandomNumberGenerator`, but use its own methods where
/// results must not change with the Swift version.
public struct RandomStream: Sendable, RandomNumberGenerator {
  private let key: RandomKey
  private var position: UInt64
  private var block: SIMD4<UInt32>

  /// Starts the stream of `key` at its first word.
  public init(_ key: RandomKey) {
    self.key = key
    position = 0
    block = .zero
  }

  /// The next 32 random bits.
  public mutating func nextWord() -> UInt32 {
    let lane = Int(position & 3)
    if lane == 0 { block = Self.block(position >> 2, of: key) }
    position += 1
    return block[lane]
  }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    let low = UInt64(nextWord())
    return low | UInt64(nextWord()) << 32
  }

  /// A uniform integer in `0..<bound` without bias (Lemire 2019, "Fast random integer generation in an interval").
  public mutating func integer(below bound: UInt64) -> UInt64 {
    precondition(bound > 0, "integer(below:) needs a positive bound")
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let threshold = (0 &- bound) % bound
      while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
    }
    return product.high
  }

  /// A uniform integer of the range.
  public mutating func integer(in range: ClosedRange<Int>) -> Int {
    let span = UInt64(bitPattern: Int64(range.upperBound)) &- UInt64(bitPattern: Int64(range.lowerBound))
    let offset = span == .max ? next() : integer(below: span + 1)
    return Int(truncatingIfNeeded: UInt64(bitPattern: Int64(range.lowerBound)) &+ offset)
  }

  /// A uniform number in [0, 1) with 53 bits.
  public mutating func unit() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// A uniform number in [low, high).
  public mutating func uniform(_ low: Float, _ high: Float) -> Float {
    low + (high - low) * (Float(nextWord() >> 8) * 0x1p-24)
  }

  /// The numbers `0..<count` in random order (Fisher and Yates, as Durstenfeld's algorithm 235).
  public mutating func permutation(of count: Int) -> [Int] {
    var order = Array(0..<count)
    guard count > 1 else { return order }
    for index in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(index, Int(integer(below: UInt64(index + 1))))
    }
    return order
  }

  private static func block(_ index: UInt64, of key: RandomKey) -> SIMD4<UInt32> {
    Philox.block(
      counter: SIMD4(
        UInt32(truncatingIfNeeded: index), UInt32(truncatingIfNeeded: index >> 32),
        UInt32(truncatingIfNeeded: key.stream), UInt32(truncatingIfNeeded: key.stream >> 32)),
      key: SIMD2(UInt32(truncatingIfNeeded: key.key), UInt32(truncatingIfNeeded: key.key >> 32)))
  }
}
