import AssayBase
import Testing

/// Draws stay in their bounds, are fair, and do not depend on how a stream is copied.
@Suite struct RandomStreamTests {
  private func stream(_ name: String) -> RandomStream { RandomStream(RandomKey(seed: 99).derived(name)) }

  /// Σ (observed − expected)² / expected.
  private func chiSquare(_ counts: [Int]) -> Double {
    let expected = Double(counts.reduce(0, +)) / Double(counts.count)
    return counts.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
  }

  @Test func wordsFollowTheBlocks() {
    var stream = stream("words")
    let words = (0..<9).map { _ in stream.nextWord() }
    let key = RandomKey(seed: 99).derived("words")
    for index in 0..<9 {
      let block = Philox.block(
        counter: SIMD4(
          UInt32(index / 4), 0, UInt32(truncatingIfNeeded: key.stream), UInt32(truncatingIfNeeded: key.stream >> 32)),
        key: SIMD2(UInt32(truncatingIfNeeded: key.key), UInt32(truncatingIfNeeded: key.key >> 32)))
      #expect(words[index] == block[index % 4])
    }
  }

  @Test func copiesGoTheirOwnWay() {
    var first = stream("copy")
    _ = first.nextWord()
    var second = first
    #expect((0..<6).map { _ in first.next() } == (0..<6).map { _ in second.next() })
  }

  @Test(arguments: [1, 2, 3, 7, 10, 255, 1 << 32, (1 << 63) + 1, .max] as [UInt64])
  func integersStayBelowTheirBound(_ bound: UInt64) {
    var stream = stream("bound")
    for _ in 0..<500 { #expect(stream.integer(below: bound) < bound) }
  }

  @Test func integersOfRangesReachBothEnds() {
    var stream = stream("range")
    let draws = (0..<200).map { _ in stream.integer(in: -2...2) }
    #expect(Set(draws) == [-2, -1, 0, 1, 2])
    #expect(stream.integer(in: 5...5) == 5)
    let wide = (0..<64).map { _ in stream.integer(in: .min ... .max) }
    #expect(wide.contains { $0 < 0 } && wide.contains { $0 > 0 })
    #expect((0..<200).allSatisfy { _ in (Int.max - 1...Int.max).contains(stream.integer(in: Int.max - 1...Int.max)) })
  }

  @Test func integersAreFair() {
    var stream = stream("fair")
    for bound in [6, 7, 16] {
      var counts = [Int](repeating: 0, count: bound)
      for _ in 0..<bound * 500 { counts[Int(stream.integer(below: UInt64(bound)))] += 1 }
      // The 99.99 % point of chi-square with 15 degrees of freedom is 44.3; fewer degrees have lower ones.
      #expect(chiSquare(counts) < 44.3)
    }
    // Three quarters of the words: a plain remainder would give the lower third twice the share.
    let bound = UInt64.max / 4 * 3
    var counts = [0, 0, 0]
    for _ in 0..<3000 { counts[Int(stream.integer(below: bound) / (bound / 3 + 1))] += 1 }
    #expect(chiSquare(counts) < 18.4)
  }

  @Test func fractionsStayInTheirInterval() {
    var stream = stream("unit")
    let draws = (0..<2000).map { _ in stream.unit() }
    #expect(draws.allSatisfy { $0 >= 0 && $0 < 1 })
    let mean = draws.reduce(0, +) / 2000
    // Five standard errors of a uniform number's mean.
    #expect((mean - 0.5).magnitude < 5 * 0.00646)
    var bins = [Int](repeating: 0, count: 10)
    for draw in draws { bins[Int(draw * 10)] += 1 }
    #expect(chiSquare(bins) < 33.7)
    let floats = (0..<500).map { _ in stream.uniform(-3, 5) }
    #expect(floats.allSatisfy { $0 >= -3 && $0 < 5 } && floats.contains { $0 < -2 } && floats.contains { $0 > 4 })
  }

  @Test func permutationsAreOnesAndFair() {
    var stream = stream("permutation")
    for count in [0, 1, 2, 5, 100] { #expect(stream.permutation(of: count).sorted() == Array(0..<count)) }
    var counts: [[Int]: Int] = [:]
    for _ in 0..<2400 { counts[stream.permutation(of: 4), default: 0] += 1 }
    // The 99.99 % point of chi-square with 23 degrees of freedom.
    #expect(counts.count == 24 && chiSquare(Array(counts.values)) < 56.6)
  }
}
