import AssayBase
import AssayProperties
import Foundation

extension ResultRecord {
  /// The version of the format of a line of the log, which `Documentation/Memory.md` describes.
  public static let format: String = "assay-result-1"

  /// The result as a JSON object; what there is none of is left out.
  public var json: JSONValue {
    var members: [String: JSONValue] = [
      "format": .string(Self.format), "run": .string(run), "date": .string(date.formatted(.iso8601)),
      "property": .string(property), "outcome": .string(outcome.rawValue), "headline": .string(headline),
      "details": .array(details.map(JSONValue.string)), "cases": .integer(cases), "failures": .integer(failures),
      "seconds": .number(seconds),
      // As text: a reader whose numbers are doubles would change large seeds.
      "seed": .string("\(seed)"),
    ]
    members["suite"] = suite.map(JSONValue.string)
    members["test"] = test.map(JSONValue.string)
    members["model"] = model.map(JSONValue.string)
    members["data"] = data.map(JSONValue.string)
    members["confidence"] = confidence.map(JSONValue.number)
    members["population"] = population.map(JSONValue.integer)
    members["estimate"] = estimate.map(JSONValue.number)
    members["interval"] = interval.map { [.number($0.lowerBound), .number($0.upperBound)] }
    if !doubts.isEmpty {
      members["doubts"] = .array(doubts.map(\.json))
    }
    members["counterexample"] = counterexample.map(JSONValue.string)
    members["picture"] = files?.picture.map(JSONValue.string)
    members["replay"] = files?.replay.map(JSONValue.string)
    return .object(members)
  }

  /// Reads what ``json`` wrote; members that this version does not know are left alone.
  ///
  /// - Throws: `AssayError(.malformedData)` that names the member at fault, `(.unsupported)` for another format.
  public init(json: JSONValue) throws {
    let fields = JSONFields(json)
    let format = try fields.string("format")
    guard format == Self.format else {
      throw AssayError(
        .unsupported, "another version of Assay wrote this result", expected: Self.format, found: format, at: "format")
    }
    let word = try fields.string("outcome")
    guard let outcome = Verdict.Outcome(rawValue: word) else {
      throw AssayError(
        .malformedData, "no outcome of a check",
        expected: Verdict.Outcome.allCases.map(\.rawValue).joined(separator: ", "),
        found: "“\(word)”", at: "outcome")
    }
    guard let seed = UInt64(try fields.string("seed")) else {
      throw AssayError(.malformedData, "not a seed", at: "seed")
    }
    self.init(
      property: try fields.string("property"), outcome: outcome, headline: try fields.string("headline"),
      details: try fields.strings("details"), cases: try fields.int("cases"), failures: try fields.int("failures"),
      seed: seed, seconds: try fields.number("seconds"))
    run = try fields.string("run")
    let time = try fields.string("date")
    guard let date = try? Date(time, strategy: .iso8601) else {
      throw AssayError(
        .malformedData, "not a date", expected: "as 2026-01-31T12:00:00Z", found: "“\(time)”", at: "date")
    }
    self.date = date
    try readOptional(fields)
  }

  private mutating func readOptional(_ fields: JSONFields) throws {
    suite = try fields.optionalString("suite")
    test = try fields.optionalString("test")
    model = try fields.optionalString("model")
    data = try fields.optionalString("data")
    counterexample = try fields.optionalString("counterexample")
    if fields.has("confidence") { confidence = try fields.number("confidence") }
    if fields.has("population") { population = try fields.int("population") }
    if fields.has("estimate") { estimate = try fields.number("estimate") }
    if fields.has("interval") {
      let bounds = try fields.numbers("interval")
      guard bounds.count == 2, bounds[0] <= bounds[1] else {
        throw AssayError(.malformedData, "not an interval", expected: "two numbers in order", at: "interval")
      }
      interval = bounds[0]...bounds[1]
    }
    doubts = try (fields.has("doubts") ? fields.value("doubts").array ?? [] : []).map(Doubt.init(json:))
    let (picture, replay) = (try fields.optionalString("picture"), try fields.optionalString("replay"))
    if picture != nil || replay != nil { files = CounterexampleFiles(picture: picture, replay: replay) }
  }
}
