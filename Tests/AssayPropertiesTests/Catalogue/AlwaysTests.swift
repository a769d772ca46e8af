import AssayBase
import AssayFixtures
import AssayNetworks
import AssayProperties
import AssayTensor
import Testing

/// Properties of the user's own.
@Suite struct AlwaysTests {
  private struct Complaint: Error { let text: String }

  @Test func statementsThatThrowAreFalse() async throws {
    let verdict = try await verdict(
      .always("throws") { _, _ in throw Complaint(text: "too dark") }, of: FixtureModel.digitsStandard)
    #expect(verdict.outcome == .falsified && verdict.failures == 1 && verdict.cases == 1)
    #expect(verdict.reason?.contains("the statement threw Complaint: ") == true)
    #expect(verdict.reason?.contains("too dark") == true)
    #expect(verdict.counterexample != nil)
  }

  /// The reason is told even where the model itself is what throws, and nothing can be said about the picture.
  @Test func modelsThatThrowInAStatement() async throws {
    let model = Altered(try FixtureModel.digitsStandard) { logits, _ in logits * .nan }
    let verdict = try await verdict(
      .always("is sure") { model, example in try model.label(of: example.image) == example.label }, of: model)
    #expect(verdict.outcome == .falsified && verdict.counterexample == nil)
    #expect(verdict.reason?.contains("the model altered returned logits that are not finite") == true)
  }

  @Test func statementsSeeModelAndExample() async throws {
    let model = try FixtureModel.digitsAdversarial
    let same = try await verdict(
      .always("evaluates") { model, example in
        try model.logits(of: example.image).count == 10 && model.probabilities(of: example.image).count == 10
          && Digits.test.example(at: example.index) == example
      }, of: model, cases: 64)
    #expect(same.outcome == .holds)
    let flipped = try await verdict(
      .always("a horizontal flip keeps the label") { model, example in
        try model.label(of: example.image.flippedHorizontally()) == model.label(of: example.image)
      }, of: model)
    #expect(flipped.outcome == .falsified && flipped.counterexample?.reduction == nil)
    #expect(flipped.headline.hasPrefix("a horizontal flip keeps the label is falsified after "))
  }

  @Test func orderOfTheCasesIsSeeded() async throws {
    let key = runKey(8, "never").derived("order")
    let verdict = try await verdict(.always("never") { _, _ in false }, of: FixtureModel.digitsStandard, seed: 8)
    #expect(verdict.counterexample?.index == Digits.test.shuffledIndices(key: key).first)
  }
}
