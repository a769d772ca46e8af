import AssayBase
import AssayCheck
import Foundation
import Testing

@Suite struct ReplayTokenTests {
  static let choices: Generator<ChoiceSequence> = Generator<[Choice]>.array(
    of: .oneOf(
      Generator<Bool>.boolean.map { .boolean($0) }, Generator<Int>.integer.map { .integer($0) },
      Generator<Double>.double(in: -1e308...1e308).map { .float($0) },
      Generator<Float>.float(in: 0...1).map { .float(Double($0)) })
  ).map { ChoiceSequence($0) }

  static let tokens = Generator<ReplayToken> { source in
    ReplayToken(
      property: try Generator<String>.string().draw(&source),
      seed: UInt64(bitPattern: Int64(try source.integer(in: .min ... .max))),
      phase: try Generator<CasePhase>.element(of: CasePhase.allCases).draw(&source),
      caseIndex: try source.integer(in: 0 ... .max), choices: try choices.draw(&source),
      generatorFingerprint: try Generator<String?>.optional(.string()).draw(&source))
  }

  @Test func everyTokenSurvivesJSONBitForBit() async throws {
    let report = try await Falsifier("round trip", over: Self.tokens, seed: 21, cases: 500).run { token in
      let data = try token.json()
      let back = try ReplayToken(json: data)
      #expect(back == token)
      guard back == token, try back.json() == data else { throw PredicateFailure() }
    }
    #expect(report.isPassed, "\(report.outcome)")
  }

  static let valid = """
    {"format": 1, "property": "p", "seed": 18446744073709551615, "case": 3,
     "choices": [{"boolean": true}, {"integer": -4}, {"float": "0.1"}]}
    """

  @Test func theFormatIsReadAsDocumented() throws {
    let token = try ReplayToken(json: Data(Self.valid.utf8))
    #expect(
      token
        == ReplayToken(
          property: "p", seed: .max, caseIndex: 3, choices: ChoiceSequence([.boolean(true), .integer(-4), .float(0.1)]))
    )
  }

  @Test(arguments: [
    ("\"format\": 1", "\"format\": 2", AssayError.Kind.unsupported, "format"),
    ("\"case\": 3", "\"case\": -3", .invalidArgument, "case"),
    ("\"case\": 3", "\"case\": 3.5", .malformedData, "case"),
    ("\"case\": 3,", "", .malformedData, "token"),
    ("\"case\": 3", "\"case\": 3, \"phase\": \"lunar\"", .malformedData, "phase"),
    ("\"seed\": 18446744073709551615", "\"seed\": -1", .malformedData, "seed"),
    ("\"property\": \"p\"", "\"property\": \"p\", \"sed\": 1", .malformedData, "token"),
    ("{\"integer\": -4}", "{\"integer\": -4, \"boolean\": true}", .malformedData, "choices[1]"),
    ("{\"integer\": -4}", "{}", .malformedData, "choices[1]"),
    ("{\"integer\": -4}", "{\"int\": -4}", .malformedData, "choices[1]"),
    ("{\"integer\": -4}", "-4", .malformedData, "choices[1]"),
    ("{\"integer\": -4}", "{\"integer\": 99999999999999999999}", .malformedData, "choices[1]"),
    ("{\"boolean\": true}", "{\"boolean\": 1}", .malformedData, "choices[0]"),
    ("\"0.1\"", "0.1", .malformedData, "choices[2]"),
    ("\"0.1\"", "\"nan\"", .malformedData, "choices[2]"),
    ("\"0.1\"", "\"ten\"", .malformedData, "choices[2]"),
    ("]}", "]", .malformedData, "token"),
  ])
  func handEditsThatMakeNoSenseAreNamed(
    old: String, new: String, kind: AssayError.Kind, place: String
  ) throws {
    let text = Self.valid.replacingOccurrences(of: old, with: new)
    #expect(text != Self.valid)
    let error = #expect(throws: AssayError.self) { try ReplayToken(json: Data(text.utf8), name: "token.json") }
    #expect(error?.kind == kind)
    #expect(error?.location?.contains(place) == true, "\(String(describing: error))")
    #expect(error?.location?.hasPrefix("token.json") == true)
  }

  @Test func damagedFilesNeverTrap() async throws {
    let edits = Generator<[(Int, UInt8)]>.array(
      of: .zip(.integer(in: 0...(Self.valid.utf8.count - 1)), .byte()), count: 1...6)
    let report = try await Falsifier("damage", over: edits, seed: 5, cases: 2_000).run { edits in
      var bytes = Array(Self.valid.utf8)
      for (place, byte) in edits { bytes[place] = byte }
      do { _ = try ReplayToken(json: Data(bytes)) } catch is AssayError {}
    }
    #expect(report.isPassed, "\(report.outcome)")
  }
}
