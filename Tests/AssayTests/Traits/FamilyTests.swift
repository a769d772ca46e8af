import Assay
import AssayFixtures
import Testing

/// Three checks share the error of one.
@Suite(.familywise(checks: 3), .confidence(0.97))
struct FamilyTests {
  @Test(arguments: [0.5, 0.6]) func eachGetsItsShare(_ threshold: Double) async throws {
    let verdict = try await check(FixtureModel.digitsStandard, on: Digits.test, .accuracy(atLeast: threshold))
    #expect(abs(verdict.confidence - 0.99) < 1e-12)
  }

  @Suite(.familywise(checks: 1))
  struct Inner {
    @Test func theInnermostFamilyCounts() async throws {
      let verdict = try await check(FixtureModel.digitsStandard, on: Digits.test, .accuracy(atLeast: 0.5))
      #expect(abs(verdict.confidence - 0.97) < 1e-12)
    }
  }
}
