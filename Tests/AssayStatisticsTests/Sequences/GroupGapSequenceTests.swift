import AssayBase
import AssayStatistics
import Testing

@Suite struct GroupGapSequenceTests {
  /// Cases of three groups with given rates, in random order.
  private func cases(_ groups: [(count: Int, successes: Int)], seed: UInt64) -> [(group: Int, success: Bool)] {
    let cases = groups.enumerated().flatMap { group, numbers in
      (0..<numbers.count).map { (group: group, success: $0 < numbers.successes) }
    }
    var stream = RandomStream(RandomKey(seed: seed).derived("groups"))
    return stream.permutation(of: cases.count).map { cases[$0] }
  }

  @Test func isExactWhenExhausted() throws {
    let groups = [(20, 18), (10, 4), (0, 0), (30, 30)].map { (count: $0.0, successes: $0.1) }
    var sequence = try GroupGapSequence(populations: groups.map(\.count), confidence: 0.999)
    for item in cases(groups, seed: 1) { try sequence.observe(item.success, group: item.group) }
    let gap = 52.0 / 60 - 0.4
    #expect(sequence.worst?.group == 1 && sequence.worst?.rate == 0.4 && sequence.worst?.cases == 10)
    #expect(abs((sequence.estimate ?? 0) - gap) < 1e-12)
    #expect(abs(sequence.interval.lowerBound - gap) < 1e-12 && abs(sequence.interval.upperBound - gap) < 1e-12)
    #expect(try sequence.decision(atMost: gap) == .holds)
    #expect(try sequence.decision(atMost: gap - 0.01) == .falsified)
    #expect(throws: AssayError.self) { try sequence.observe(true, group: 0) }
  }

  @Test func coversTheGapAtEveryStep() throws {
    let groups = [(count: 40, successes: 36), (count: 40, successes: 30), (count: 40, successes: 35)]
    let gap = 101.0 / 120 - 0.75
    var missed = 0
    for seed in 0..<200 {
      var sequence = try GroupGapSequence(populations: groups.map(\.count), confidence: 0.9)
      let misses = try cases(groups, seed: UInt64(seed)).map { item in
        try sequence.observe(item.success, group: item.group)
        let interval = sequence.interval
        return gap < interval.lowerBound - 1e-12 || gap > interval.upperBound + 1e-12
      }
      if misses.contains(true) { missed += 1 }
    }
    #expect(missed <= 36, "\(missed) of 200")
  }

  @Test func aWideGapIsFoundEarly() throws {
    let groups = [(count: 200, successes: 200), (count: 200, successes: 20)]
    var sequence = try GroupGapSequence(populations: groups.map(\.count), confidence: 0.999)
    var used = 0
    for item in cases(groups, seed: 3) where try sequence.decision(atMost: 0.1) == .undecided {
      try sequence.observe(item.success, group: item.group)
      used += 1
    }
    #expect(try sequence.decision(atMost: 0.1) == .falsified)
    #expect(used < 100, "\(used)")
  }

  @Test func badInputIsRefused() throws {
    for populations in [[], [5], [5, 0], [0, 0], [5, -1]] {
      #expect(throws: AssayError.self) { try GroupGapSequence(populations: populations, confidence: 0.9) }
    }
    var sequence = try GroupGapSequence(populations: [5, 0, 5], confidence: 0.9)
    #expect(sequence.interval == 0...1 && sequence.estimate == nil && sequence.worst == nil)
    for group in [-1, 1, 3] { #expect(throws: AssayError.self) { try sequence.observe(true, group: group) } }
    #expect(throws: AssayError.self) { try sequence.decision(atMost: 2) }
  }
}
