import AssayBase
import AssayCheck
import Testing

@Suite struct ReplayCodeTests {
  @Test func everyCodeSurvivesItsText() async throws {
    let report = try await Falsifier("code", over: ReplayTokenTests.tokens, seed: 3, cases: 500).run { token in
      let code = ReplayCode(token)
      let back = try ReplayCode(code.text)
      let bits = { (choices: ChoiceSequence) -> [UInt64] in
        choices.choices.map { if case .float(let value) = $0 { value.bitPattern } else { 0 } }
      }
      guard back == code, back.seed == token.seed, back.place.index == token.caseIndex, back.choices == token.choices,
        bits(back.choices) == bits(token.choices), back.belongs(to: token.property),
        back.fits(token.generatorFingerprint ?? ""),
        !code.text.contains(where: { (letter: Character) in "+/= \"".contains(letter) })
      else { throw PredicateFailure() }
    }
    #expect(report.isPassed, "\(report.outcome)")
  }

  private static let token = ReplayToken(
    property: "Specs.Suite/test()", seed: 2026, phase: .boundary, caseIndex: 3,
    choices: ChoiceSequence([.boolean(true), .integer(-4), .float(-0.0), .float(0.1), .float(0.5), .float(-7)]),
    generatorFingerprint: "Int, Bool")

  /// Words in people's sources must stay readable.
  @Test func theFormatStays() throws {
    let code = ReplayCode(Self.token)
    #expect(code.text == "1.AeoPA8UHYDkgQAeAAAAAgGCamZmZmZm5P4AAAAA_oA0uCg")
    #expect(code.place == CasePlace(.boundary, 3) && !code.fits("Int") && !code.belongs(to: "other"))
  }

  @Test func bytesSurviveTheText() throws {
    for bytes in [[], [7], [3, 0, 255], Array(repeating: UInt8(9), count: 300), Array(0...255)] as [[UInt8]] {
      let choices = ChoiceSequence([.bytes(bytes), .bytes(bytes), .integer(1)])
      let code = ReplayCode(ReplayToken(property: "p", seed: 1, caseIndex: 0, choices: choices))
      #expect(try ReplayCode(code.text).choices == choices)
    }
  }

  @Test func smallCasesAreShort() {
    let zeros = Array(repeating: [Choice.boolean(true), .integer(0)], count: 11).flatMap { $0 }
    #expect(
      ReplayCode(ReplayToken(property: "p", seed: 1, caseIndex: 0, choices: ChoiceSequence(zeros))).text.count < 70)
    let same = ChoiceSequence(Array(repeating: .float(1), count: 640))
    #expect(ReplayCode(ReplayToken(property: "p", seed: 1, caseIndex: 0, choices: same)).text.count < 80)
  }

  @Test(arguments: ["", "1", "1.", "AgfqCAA", "1.AAAA", "1.%%%%", "x.AAAA", "1.Ae"])
  func malformedWordsAreNamed(_ text: String) {
    let error = #expect(throws: AssayError.self) { try ReplayCode(text) }
    #expect(error?.kind == .malformedData && error?.location == "replay token")
  }

  @Test func slipsAndVersionsAreNoticed() throws {
    let text = ReplayCode(Self.token).text
    let error = #expect(throws: AssayError.self) { try ReplayCode("2" + text.dropFirst()) }
    #expect(error?.kind == .unsupported && error?.found == "2")
    for index in 2..<text.count {
      var letters = Array(text)
      // The last letter may hold bits that mean nothing.
      letters[index] = letters[index] == "b" ? "x" : "b"
      if index + 1 < text.count { #expect(throws: AssayError.self) { try ReplayCode(String(letters)) } }
    }
    #expect(throws: AssayError.self) { try ReplayCode(String(text.dropLast(3))) }
  }
}
