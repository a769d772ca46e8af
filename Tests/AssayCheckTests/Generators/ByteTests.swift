import AssayBase
import AssayCheck
import Foundation
import Testing

@Suite struct ByteTests {
  @Test func bytesStayInTheirDomain() throws {
    let values = try GeneratorTests.values(.bytes(count: 2...5, in: 10...20), 2_000)
    #expect(values.allSatisfy { (2...5).contains($0.count) && $0.allSatisfy { $0 >= 10 && $0 <= 20 } })
    #expect(Set(values.map(\.count)) == [2, 3, 4, 5] && Set(values.joined()) == Set(10...20))
    #expect(values.contains([10, 10]) && values.contains { $0.allSatisfy { $0 == 20 } })
    #expect(try GeneratorTests.simplest(.bytes(count: 3...9, in: 4...7)) == [4, 4, 4])
    #expect(try GeneratorTests.simplest(.bytes()) == [])
    let centred = Generator<[UInt8]> { source in try source.bytes(count: 2...2, in: 0...9, simplest: 5) }
    #expect(try GeneratorTests.simplest(centred) == [5, 5])
  }

  @Test func bytesOfNoLengthOrTooManyThrow() {
    for count in [-1...3, 0...(1 << 21)] {
      #expect(throws: AssayError.self) { try GeneratorTests.simplest(.bytes(count: count)) }
    }
    let outside = Generator<[UInt8]> { source in try source.bytes(count: 1...1, in: 0...9, simplest: 10) }
    #expect(throws: AssayError.self) { try GeneratorTests.simplest(outside) }
  }

  @Test func aReplayThatDoesNotFitDrawsTheSimplest() throws {
    let generator = Generator<[UInt8]>.bytes(count: 1...3, in: 0...9)
    #expect(try generator.value(replaying: ChoiceSequence([.bytes([9, 8])])) == [9, 8])
    #expect(try generator.value(replaying: ChoiceSequence([.bytes([9, 10])])) == [0])
    #expect(try generator.value(replaying: ChoiceSequence([.bytes([])])) == [0])
    #expect(try generator.value(replaying: ChoiceSequence([.bytes([1, 2, 3, 4])])) == [1, 2, 3])
    #expect(try generator.value(replaying: ChoiceSequence([.bytes([0, 1, 0, 0, 2, 0, 3])])) == [1, 2, 3])
    #expect(try generator.value(replaying: ChoiceSequence([.integer(3)])) == [0])
  }

  @Test func bytesAreHexadecimalInFiles() throws {
    for bytes in [[], [0], [255, 1, 16]] as [[UInt8]] {
      let choices = ChoiceSequence([.bytes(bytes)])
      let data = try JSONEncoder().encode(choices)
      #expect(try JSONDecoder().decode(ChoiceSequence.self, from: data) == choices)
    }
    #expect(try String(decoding: JSONEncoder().encode(Choice.bytes([255, 1])), as: UTF8.self) == #"{"bytes":"ff01"}"#)
    for text in ["f", "0g", "+1", "0é", " 1"] {
      #expect(throws: DecodingError.self) {
        try JSONDecoder().decode(Choice.self, from: Data(#"{"bytes": "\#(text)"}"#.utf8))
      }
    }
    #expect(Choice.bytes(Array(repeating: 7, count: 500)).description == "500 bytes 0707070707070707…")
  }

  private func minimum(
    _ generator: Generator<[UInt8]>, seed: UInt64, holds: @escaping @Sendable ([UInt8]) -> Bool
  ) async throws -> [UInt8] {
    let falsifier = Falsifier("bytes", over: generator, seed: seed, cases: 2_000)
    return try #require(try await falsifier.runPredicate(holds).counterexample).value
  }

  @Test(arguments: 1...5 as ClosedRange<UInt64>)
  func bytesShrinkToFewAndSmallOnes(seed: UInt64) async throws {
    #expect(try await minimum(.bytes(count: 0...500), seed: seed) { $0.allSatisfy { $0 <= 200 } } == [201])
    #expect(try await minimum(.bytes(count: 0...500), seed: seed) { $0.count < 7 } == [0, 0, 0, 0, 0, 0, 0])
    let sparse = try await minimum(.bytes(count: 300...300), seed: seed) { $0.count { $0 > 100 } < 3 }
    #expect(sparse.count == 300 && sparse.filter { $0 != 0 } == [101, 101, 101])
    let centred = Generator<[UInt8]> { source in try source.bytes(count: 40...40, in: 0...20, simplest: 10) }
    let low = try await minimum(centred, seed: seed) { $0.allSatisfy { $0 >= 4 } }
    #expect(low.filter { $0 != 10 } == [3])
  }

  @Test func bytesShrinkThroughMapAndFlatMap() async throws {
    let generator = Generator<Int>.integer(in: 10...90).flatMap { count in
      Generator<[UInt8]>.bytes(count: count...count).map { $0.map { Int($0) } }
    }
    let falsifier = Falsifier("nested", over: generator, seed: 4, cases: 500)
    let found = try #require(try await falsifier.runPredicate { ($0.max() ?? 0) < 77 }.counterexample)
    #expect(found.value.count == 10 && found.value.filter { $0 != 0 } == [77])
  }
}
