import AssayBase
import Testing

@testable import Assay

@Suite struct SeedChoiceTests {
  @Test func nameFixesTheSeed() throws {
    let first = try SeedChoice(environment: nil, trait: nil, testName: "Specs.Suite/test()")
    let again = try SeedChoice(environment: "", trait: nil, testName: "Specs.Suite/test()")
    let other = try SeedChoice(environment: nil, trait: nil, testName: "Specs.Suite/another()")
    #expect(first == again && first.value != other.value && first.origin == .name)
    // A change of this number would change the cases of every spec without a seed.
    #expect(first.value == 3_106_146_245)
  }

  @Test func environmentBeatsTraitBeatsName() throws {
    #expect(try SeedChoice(environment: nil, trait: 5, testName: "t").description == "5")
    let fixed = try SeedChoice(environment: "6", trait: 5, testName: "t")
    #expect(fixed.value == 6 && fixed.origin == .environment)
    let drawn = try SeedChoice(environment: "random", trait: 5, testName: "t")
    #expect(drawn.value == SeedChoice.drawn && drawn.description.contains(".seed(\(drawn.value))"))
  }

  @Test(arguments: ["banana", "-1", "1.5", " 7", "18446744073709551616", "Random"])
  func malformedSeedsAreRefused(_ text: String) {
    let error = #expect(throws: AssayError.self) {
      try SeedChoice(environment: text, trait: nil, testName: "t")
    }
    #expect(error?.kind == .invalidArgument && error?.location == "ASSAY_SEED" && error?.found == "“\(text)”")
  }
}
