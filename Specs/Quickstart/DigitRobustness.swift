import Assay
import AssayFixtures
import Testing

@Suite(.seed(2026))
struct DigitRobustness {
  let digits = Digits.test
  let standard: Network
  let robust: Network

  init() throws {
    standard = try FixtureModel.digitsStandard
    robust = try FixtureModel.digitsAdversarial
  }

  @Test func bothModelsReadDigits() async throws {
    try await check(standard, on: digits, .accuracy(atLeast: 0.97))
    try await check(robust, on: digits, .accuracy(atLeast: 0.97))
  }

  @Test func staysAccurateUnderPGD() async throws {
    try await check(robust, on: digits, .accuracy(under: .pgd(.linf(0.15), steps: 40), atLeast: 0.5))
  }

  @Test func staysAccurateInALargerBall() async throws {
    try await check(robust, on: digits, .accuracy(under: .pgd(.linf(0.2), steps: 40), atLeast: 0.65))
  }

  @Test func integratedGradientsAreComplete() async throws {
    try await check(robust, on: digits, .completeness(of: .integratedGradients(steps: 64), within: 0.01))
  }

  @Test func adversarialTrainingKeepsSaliencyCloserToBaseline() async throws {
    try await check(
      robust, against: standard, on: digits,
      .closerSaliency(by: .integratedGradients(), under: .pgd(.linf(8 / 255)), distance: .l1))
  }

  /// Of the digits that the recorded model reads right under attack, at most one in a hundred is lost.
  ///
  /// `ASSAY_RECORD=1 swift test --filter DigitRobustness` writes `Baselines/DigitRobustness/losesNoDigits.json` anew.
  @Test func losesNoDigits() async throws {
    try await check(
      robust, on: digits,
      .accuracy(under: .pgd(.linf(0.15), steps: 10), atLeast: 0.5).notWorseThan(.recorded, by: 0.01))
  }

  /// A property of one's own.
  @Test func brighteningKeepsRightAnswers() async throws {
    try await check(
      robust, on: digits,
      .always("brightening by 0.03 keeps a right answer right") { model, example in
        guard try model.label(of: example.image) == example.label else { return true }
        return try model.label(of: example.image.brightened(by: 0.03)) == example.label
      })
  }

  /// The same claim for any amount: each case is an example and a number, and a failing one is made smaller.
  @Test func brighteningByAnyAmountKeepsRightAnswers() async throws {
    try await forAll(.example(of: digits), .float(in: 0...0.03)) { example, amount in
      try assume(robust.label(of: example.image) == example.label)
      let answer = try robust.label(of: example.image.brightened(by: amount))
      #expect(answer == example.label)
    }
  }
}
