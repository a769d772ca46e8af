import Testing

@testable import Assay

/// The trait of a suite reaches all tests inside, and the innermost wins.
@Suite(.seed(1), .cases(10), .budget(.seconds(60)))
struct TraitTests {
  @Test func suiteReachesTest() {
    let settings = CheckSettings.current
    #expect(settings.seed == 1 && settings.cases == 10 && settings.budget == .seconds(60))
    #expect(settings.confidence == nil && !settings.allowsUndecided)
  }

  @Test(.seed(2), .allowsUndecided) func testOverridesSuite() {
    #expect(CheckSettings.current.seed == 2 && CheckSettings.current.cases == 10)
    #expect(CheckSettings.current.allowsUndecided)
  }

  @Suite(.cases(20), .confidence(0.95))
  struct Inner {
    @Test func outerSuiteReachesInnerTest() {
      let settings = CheckSettings.current
      #expect(settings.seed == 1 && settings.cases == 20 && settings.confidence == 0.95)
    }

    @Suite struct Innermost {
      @Test(.cases(30), arguments: [1, 2]) func argumentsKeepSettings(_ argument: Int) {
        #expect(CheckSettings.current.seed == 1 && CheckSettings.current.cases == 30)
      }
    }
  }
}
