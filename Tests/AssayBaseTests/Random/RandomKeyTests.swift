import AssayBase
import Testing

/// Keys name streams: equal names the same one, different names unrelated ones, today and in a later version.
@Suite struct RandomKeyTests {
  private func words(_ key: RandomKey, _ count: Int = 4) -> [UInt32] {
    var stream = RandomStream(key)
    return (0..<count).map { _ in stream.nextWord() }
  }

  @Test func equalNamesAreTheSameStream() {
    let (a, b) = (RandomKey(seed: 1).derived("start").derived(3), RandomKey(seed: 1).derived("start").derived(3))
    #expect(a == b && words(a) == words(b))
  }

  @Test func everyPartMatters() {
    let root = RandomKey(seed: 1)
    let keys = [
      root, RandomKey(seed: 2), root.derived("a"), root.derived("b"), root.derived(""), root.derived(0),
      root.derived(1),
      root.derived(-1), root.derived(.max), root.derived(.min), root.derived("a").derived("b"),
      root.derived("b").derived("a"), root.derived("ab"), root.derived("a").derived(1), root.derived(1).derived("a"),
      root.derived("1"),
    ]
    #expect(Set(keys).count == keys.count)
    #expect(Set(keys.map { words($0) }).count == keys.count)
  }

  @Test func neighboursShareNoBits() {
    // Bits of the first words under 512 consecutive indices: each differs from its neighbour's in about half of them.
    let root = RandomKey(seed: 42).derived("case")
    let firsts = (0...512).map { words(root.derived($0), 1)[0] }
    let changed = zip(firsts, firsts.dropFirst()).map { ($0 ^ $1).nonzeroBitCount }.reduce(0, +)
    // 16384 fair coins: five standard deviations are 320.
    #expect((changed - 8192).magnitude < 320)
  }

  /// Saved counterexamples and baselines rest on these: a change of a value here breaks every file that users have.
  @Test func streamsAreThoseOfEarlierVersions() {
    #expect(words(RandomKey(seed: 0)) == [0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8])
    let attack = RandomKey(seed: 2026).derived("attack").derived(7)
    #expect(words(attack) == [3_437_798_579, 411_170, 3_548_748_924, 572_669_230])
    let dropout = RandomKey(seed: .max).derived(-1).derived("dropout")
    #expect(words(dropout) == [3_549_058_139, 3_523_407_910, 3_919_056_009, 1_036_221_233])
  }
}
