import AssayBase

extension SplitCases {
  /// The version of the format of a line, which `Documentation/Sharding.md` describes.
  package static let format: String = "assay-cases-1"

  /// The cases as a JSON object: outcomes as a string of 1 and 0, values as the bits of doubles in hexadecimal.
  package var json: JSONValue {
    var members: [String: JSONValue] = [
      "format": .string(Self.format), "shard": .string(shard.description), "property": .string(check.property),
      "model": .string(check.model), "data": .string(check.data), "seed": .string("\(check.seed)"),
      "confidence": .number(check.confidence), "population": .integer(check.population), "cases": .integer(check.cases),
      "passes": .string(String(passes.map { $0 ? "1" : "0" as Character })), "seconds": .number(seconds),
    ]
    switch check.claim {
    case .always: members["claim"] = .string("always")
    case .rate(let threshold):
      members["claim"] = .string("rate")
      members["atLeast"] = .number(threshold)
    case .meanIsPositive: members["claim"] = .string("mean")
    }
    if !values.isEmpty { members["values"] = .array(values.map { .string(String($0.bitPattern, radix: 16)) }) }
    members["firstFailure"] = firstFailure.map(JSONValue.string)
    members["flake"] = flake.map(JSONValue.string)
    if !doubts.isEmpty { members["doubts"] = .array(doubts.map(\.json)) }
    return .object(members)
  }

  /// Reads what ``json`` wrote.
  ///
  /// - Throws: `AssayError` that names the member at fault.
  package init(json: JSONValue) throws {
    let fields = JSONFields(json)
    let claim: Claim =
      switch try fields.string("claim") {
      case "always": .always
      case "rate": .rate(atLeast: try fields.number("atLeast"))
      case "mean": .meanIsPositive
      case let other:
        throw AssayError(
          .malformedData, "no kind of claim", expected: "always, rate or mean", found: other, at: "claim")
      }
    guard let seed = UInt64(try fields.string("seed")) else {
      throw AssayError(.malformedData, "not a seed", at: "seed")
    }
    let letters = try fields.string("passes")
    guard letters.allSatisfy({ $0 == "0" || $0 == "1" }) else {
      throw AssayError(.malformedData, "not outcomes", expected: "1 and 0", at: "passes")
    }
    let values = try fields.has("values") ? fields.strings("values") : []
    self.init(
      shard: try Shard(parsing: fields.string("shard")),
      check: Check(
        property: try fields.string("property"), claim: claim, model: try fields.string("model"),
        data: try fields.string("data"), seed: seed, confidence: try fields.number("confidence"),
        population: try fields.int("population"), cases: try fields.int("cases")),
      passes: letters.map { $0 == "1" },
      values: try values.map { text in
        guard let bits = UInt64(text, radix: 16) else {
          throw AssayError(.malformedData, "not the bits of a value", found: "“\(text)”", at: "values")
        }
        return Double(bitPattern: bits)
      },
      firstFailure: try fields.optionalString("firstFailure"), flake: try fields.optionalString("flake"),
      doubts: try (fields.has("doubts") ? fields.value("doubts").array ?? [] : []).map(Doubt.init(json:)),
      seconds: try fields.number("seconds"))
  }
}
