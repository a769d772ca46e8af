/// What a stream of random numbers belongs to: a seed, a property, a case and a purpose.
///
/// Two keys that differ in any part give unrelated streams; equal keys give equal streams on every machine, thread and
/// shard. Deriving a key costs a few hundred nanoseconds and never advances anything.
public struct RandomKey: Sendable, Hashable {
  /// The Philox key.
  package let key: UInt64
  /// The upper half of the Philox counter.
  package let stream: UInt64

  private init(key: UInt64, stream: UInt64) {
    self.key = key
    self.stream = stream
  }

  /// The root key of a run.
  public init(seed: UInt64) {
    self.init(key: seed, stream: 0)
  }

  /// The key of a named part: a property, a purpose ("start", "dropout").
  public func derived(_ name: String) -> RandomKey {
    // FNV-1a over the UTF-8 bytes; `mixed` then spreads it, so that similar names are unrelated.
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    return mixed(with: hash, kind: 1)
  }

  /// The key of a numbered part: a case, a restart, a step.
  public func derived(_ index: Int) -> RandomKey {
    mixed(with: UInt64(bitPattern: Int64(index)), kind: 2)
  }

  private func mixed(with value: UInt64, kind: UInt32) -> RandomKey {
    let counter = SIMD4(
      UInt32(truncatingIfNeeded: value), UInt32(truncatingIfNeeded: value >> 32),
      UInt32(truncatingIfNeeded: stream) ^ kind, UInt32(truncatingIfNeeded: stream >> 32))
    let word = Philox.block(
      counter: counter,
      key: SIMD2(UInt32(truncatingIfNeeded: key), UInt32(truncatingIfNeeded: key >> 32) ^ 0x5EED_A55A))
    return RandomKey(
      key: UInt64(word[0]) | UInt64(word[1]) << 32, stream: UInt64(word[2]) | UInt64(word[3]) << 32)
  }
}
