import AssayBase
import AssayStatistics
import Testing

@Suite struct PairedSequenceTests {
  @Test func findsTheBetterModelAndCountsPairs() throws {
    var urn = Urn(seed: 12)
    var sequence = try PairedSequence(population: 1000, confidence: 0.999)
    var pairs = 0
    while try sequence.decision(atLeast: 0) == .undecided, !sequence.isExhausted {
      try sequence.observe(urn.unit() < 0.8 ? 1 : 0, urn.unit() < 0.4 ? 1 : 0)
      pairs += 1
    }
    #expect(try sequence.decision(atLeast: 0) == .holds)
    #expect(pairs < 400)
    #expect(sequence.wins + sequence.losses + sequence.ties == pairs)
    #expect(try sequence.signTest().pValue() < 1e-4)
  }

  @Test func equalModelsTieExactly() throws {
    var sequence = try PairedSequence(population: 20, confidence: 0.99)
    for _ in 0..<20 { try sequence.observe(0.25, 0.25) }
    #expect(sequence.ties == 20)
    #expect(sequence.interval == 0...0)
    #expect(try sequence.decision(atLeast: 0) == .holds)
    #expect(try sequence.decision(atMost: 0) == .holds)
    #expect(try sequence.decision(atLeast: 1e-6) == .falsified)
    #expect(try sequence.signTest().pValue() == 1)
  }

  @Test func badArgumentsThrow() throws {
    var sequence = try PairedSequence(population: nil, confidence: 0.99)
    #expect(throws: AssayError.self) { try sequence.observe(1.5) }
    #expect(throws: AssayError.self) { try sequence.observe(.nan, 0) }
    #expect(throws: AssayError.self) { try sequence.observe(0, 2) }
    #expect(sequence.count == 0 && sequence.wins == 0)
  }
}
