import Assay
import AssayFixtures
import Testing

@Suite struct CheckDataTests {
  @Test func theEmbeddedDigitsAreClean() async throws {
    #expect(try await check(Digits.test, .noDuplicates()).passes)
    #expect(try await check(Digits.test, .noContradictions()).passes)
    #expect(try await check(Digits.test, .balanced(atLeast: 0.5)).passes)
    #expect(try await check(Digits.test, against: Digits.train, .noLeakage()).passes)
  }

  @Test func drawnDigitsShowTheirRegionsToABody() async throws {
    try await forAll(.drawnDigit(nuisance: 0...0.5)) { drawn in
      #expect(drawn.regions.first?.pixelCount ?? 0 > 10, "\(drawn)")
    }
  }
}
