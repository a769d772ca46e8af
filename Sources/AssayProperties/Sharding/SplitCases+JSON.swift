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
    case .mean(let bound, let range):
      members["claim"] = .string("bounded-mean")
      members[bound.name] = .number(bound.threshold)
      members["range"] = .array([.number(range.lowerBound), .number(range.upperBound)])
    case .quantile(let probability, let threshold, let norm):
      members["claim"] = .string("quantile")
      members["quantile"] = .number(probability)
      members["atLeast"] = .number(threshold)
      members["norm"] = .string(norm.rawValue)
      members["largest"] = .number(check.ground.largest)
    case .classGap(let threshold):
      members["claim"] = .string("class-gap")
      members["within"] = .number(threshold)
      members["classes"] = .array(check.ground.classes.map(JSONValue.integer))
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
      case "bounded-mean": try Self.mean(fields)
      case "quantile":
        .quantile(try fields.number("quantile"), atLeast: try fields.number("atLeast"), try Self.norm(fields))
      case "class-gap": .classGap(atMost: try fields.number("within"))
      case let other:
        throw AssayError(
          .malformedData, "no kind of claim", expected: "always, rate, mean, bounded-mean, quantile or class-gap",
          found: other,
          at: "claim")
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
        population: try fields.int("population"), cases: try fields.int("cases"),
        ground: try Self.ground(fields)),
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

  private static func mean(_ fields: JSONFields) throws -> Claim {
    let ends = try fields.numbers("range")
    guard ends.count == 2, ends[0] < ends[1] else {
      throw AssayError(.malformedData, "not a range", expected: "two numbers that rise", found: "\(ends)", at: "range")
    }
    let bound: MeanBound =
      fields.has("atMost") ? .atMost(try fields.number("atMost")) : .atLeast(try fields.number("atLeast"))
    return .mean(bound, in: ends[0]...ends[1])
  }

  private static func norm(_ fields: JSONFields) throws -> Norm {
    let name = try fields.string("norm")
    guard let norm = Norm(rawValue: name) else {
      throw AssayError(.malformedData, "there is no such norm", found: name, at: "norm")
    }
    return norm
  }

  private static func ground(_ fields: JSONFields) throws -> ClaimGround {
    var ground = ClaimGround()
    if fields.has("largest") { ground.largest = try fields.number("largest") }
    if fields.has("classes") {
      ground.classes = try fields.numbers("classes").map { number in
        guard let count = Int(exactly: number) else {
          throw AssayError(.malformedData, "not a number of cases", found: "\(number)", at: "classes")
        }
        return count
      }
    }
    return ground
  }
}
