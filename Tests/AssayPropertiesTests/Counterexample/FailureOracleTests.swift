import AssayCheck
import AssayFixtures
import AssayImages
import AssayNetworks
import AssayProperties
import Testing

/// Winning counts from a margin of 1e-4 of the logits' range on.
@Suite struct FailureOracleTests {
  @Test func marginIsAShareOfTheRange() {
    #expect(FailureOracle.isClear(1, in: [0, 10, 9]))
    #expect(!FailureOracle.isClear(2, in: [0, 10, 9]) && !FailureOracle.isClear(0, in: [0, 10, 9]))
    // A range of 10,000: the margin is 1.
    #expect(FailureOracle.isClear(1, in: [0, 10_000, 9_999]))
    #expect(!FailureOracle.isClear(1, in: [0, 10_000, 9_999.5]))
    #expect(FailureOracle.isClear(0, in: [-1, -2, -3]) && FailureOracle.isClear(2, in: [-3e30, -2e30, 3e30]))
  }

  @Test func edges() {
    #expect(!FailureOracle.isClear(0, in: [1, 1]), "a tie is no win")
    #expect(!FailureOracle.isClear(0, in: [0, 0, 0]) && !FailureOracle.isClear(1, in: [5, 5, 0]))
    #expect(!FailureOracle.isClear(2, in: [0, 1]) && !FailureOracle.isClear(-1, in: [0, 1]))
    #expect(!FailureOracle.isClear(0, in: []))
    #expect(FailureOracle.isClear(0, in: [3]), "a single class has no rival")
    #expect(!FailureOracle.isClear(0, in: [.nan, 1]) && !FailureOracle.isClear(1, in: [.nan, 1]))
    // The range overflows: nothing is clear any more.
    #expect(!FailureOracle.isClear(0, in: [3e38, 2e38, -3e38]))
  }

  @Test func judgesBatchesAsSingles() async throws {
    let model = try FixtureModel.digitsStandard
    let clean = try ByteImage(Digits.test.example(at: 3).image)
    let label = try model.label(of: Image(clean))
    let ball = GridBall(.linf, radius: 51, around: clean.bytes)
    let candidates = (0..<40).map { shift in
      ball.limited(clean.bytes.indices.map { UInt8(truncatingIfNeeded: Int(clean.bytes[$0]) + ($0 * shift) % 97) })
    }
    for prediction in 0..<10 {
      let oracle = FailureOracle(
        model: model, frozen: model, label: label, prediction: prediction, like: clean, ball: ball)
      let together = try await oracle.judge(candidates)
      #expect(try together.map(\.fails) == candidates.map { try oracle.fails($0) })
      if prediction == label { #expect(!together.contains { $0.fails }, "the label is no failure") }
    }
    let outside = FailureOracle(
      model: model, frozen: model, label: (label + 1) % 10, prediction: label, like: clean,
      ball: GridBall(.linf, radius: 0, around: clean.bytes))
    var moved = clean.bytes
    moved[0] ^= 1
    #expect(try outside.fails(clean.bytes) && !outside.fails(moved))
  }

  @Test func imagesOfAnotherSizeAreAnError() throws {
    let model = try FixtureModel.digitsStandard
    let clean = try ByteImage(Digits.test.example(at: 3).image)
    let oracle = FailureOracle(
      model: model, frozen: model, label: 0, prediction: 1, like: clean,
      ball: GridBall(.linf, radius: 51, around: clean.bytes))
    #expect(throws: (any Error).self) { try oracle.fails([1, 2, 3]) }
  }
}
