import AssayBase
import AssayExplanations
import AssayTestSupport
import Testing

/// What the registry says of methods must be true of all of them, whoever adds one.
@Suite struct ExplanationFormTests {
  @Test func namesAreUniqueAndPlain() {
    let names = ExplanationForm.all.map(\.name)
    #expect(Set(names).count == names.count)
    for name in names {
      #expect(name.utf8.allSatisfy { $0 == 45 || (97...122).contains($0) || (48...57).contains($0) }, "\(name)")
    }
  }

  @Test(arguments: ExplanationForm.all.map(\.name))
  func settingsOfTheHelpAreTheUsualOnes(name: String) throws {
    let form = try #require(ExplanationForm.all.first { $0.name == name })
    let plain = try Explanation(parsing: name)
    guard !form.settings.isEmpty else { return }
    let spelled = try Explanation(parsing: "\(name):\(form.settings)")
    #expect(plain.description == spelled.description)
  }

  @Test(arguments: ExplanationForm.all.map(\.name))
  func strangeSettingsAreRefusedWithThoseOfTheHelp(name: String) throws {
    let form = try #require(ExplanationForm.all.first { $0.name == name })
    let error = #expect(throws: AssayError.self) { try Explanation(parsing: "\(name):no-such-setting=1") }
    #expect(error?.kind == .unknownName)
    let told = "\(form.settings),\(form.extras)".split(separator: ",").map { String($0.prefix { $0 != "=" }) }
    let expected = told.isEmpty ? ["no settings"] : Set(told)
    let asked = (error?.expected ?? "").split(separator: ",").map { String($0.trimmingPrefix(" ")) }
    #expect(Set(asked) == expected, "\(name): what the help says, and what is read")
  }

  @Test func sharedBaselineStandsInForTheUsual() throws {
    let named = try Explanation(parsing: "integrated-gradients:baseline=white")
    #expect(named.description == "integrated gradients (64 steps or more, to 0.5 %, white)")
    let shared = try Explanation(parsing: "integrated-gradients", baseline: .white)
    #expect(shared.description == named.description)
    let own = try Explanation(parsing: "integrated-gradients:baseline=0.25", baseline: .white)
    #expect(own.description == "integrated gradients (64 steps or more, to 0.5 %, all 0.25)")
  }

  @Test(arguments: ["", "pink", "-0.1", "1.5", "nan", "inf"])
  func strangeBaselinesAreRefused(text: String) {
    let error = #expect(throws: AssayError.self) { try ExplanationBaseline(parsing: text) }
    #expect(error?.kind == .invalidArgument)
  }
}
