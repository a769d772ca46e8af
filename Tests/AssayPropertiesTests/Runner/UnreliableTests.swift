import AssayFixtures
import AssayNetworks
import AssayProperties
import AssayTensor
import Testing

/// A failure that does not happen again is reported as such, one that does is reported as a failure.
@Suite struct UnreliableTests {
  @Test func statementThatFailsOnce() async throws {
    let calls = Counter()
    let verdict = try await verdict(
      .always("fails once") { _, _ in calls.next() != 7 }, of: FixtureModel.digitsStandard)
    #expect(verdict.outcome == .unreliable && verdict.failures == 1 && !verdict.passes)
    #expect(verdict.reason?.hasPrefix("flaky: example #") == true)
    #expect(verdict.reason?.contains("(the statement is false) and passed when run again") == true)
    #expect(verdict.headline.hasPrefix("fails once is unreliable after ") && verdict.counterexample == nil)
  }

  @Test func modelThatIsWrongOnce() async throws {
    let model = Altered(try FixtureModel.digitsAdversarial) { logits, call in call == 0 ? -logits : logits }
    let verdict = try await verdict(.accuracy(atLeast: 0.9), of: model)
    #expect(verdict.outcome == .unreliable, "\(verdict.summary)")
    #expect(verdict.reason?.contains("the model says") == true)
  }

  @Test func statementThatAlwaysFails() async throws {
    let verdict = try await verdict(
      .always("no fives") { _, example in example.label != 5 }, of: FixtureModel.digitsStandard)
    #expect(verdict.outcome == .falsified && verdict.failures == 1)
    #expect(verdict.counterexample?.label == 5 && verdict.counterexample?.reduction == nil)
    #expect(verdict.reason?.hasSuffix("label 5: the statement is false") == true)
    #expect(verdict.headline.contains("is falsified after "))
    expectConsistent(verdict)
  }
}
