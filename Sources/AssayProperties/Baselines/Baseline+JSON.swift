import AssayBase
import Foundation

extension Baseline {
  /// The outcomes a line of the file holds, so that a change of a few shows as a change of a few lines.
  private static let lineLength = 60

  var json: JSONValue {
    let signs = outcomes.map { $0.map { $0 ? "1" : "0" } ?? "-" }
    let lines = stride(from: 0, to: signs.count, by: Self.lineLength).map { start in
      JSONValue.string(signs[start..<min(signs.count, start + Self.lineLength)].joined())
    }
    var bytes = Data(capacity: 4 * examples.count)
    for word in examples {
      for shift in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: word >> UInt32(shift))) }
    }
    return .object([
      "property": .string(property), "data": .string(data), "model": model.json, "seed": .string("\(seed)"),
      "count": .integer(outcomes.count), "passed": .integer(outcomes.count { $0 == true }),
      "outcomes": .array(lines), "examples": .string(bytes.base64EncodedString()),
    ])
  }

  init(_ json: JSONValue) throws {
    let fields = JSONFields(json)
    let signs = try fields.strings("outcomes").joined()
    let outcomes = try signs.map { sign -> Bool? in
      switch sign {
      case "1": return true
      case "0": return false
      case "-": return nil
      default:
        throw AssayError(.malformedData, "not an outcome", expected: "1, 0 or -", found: "“\(sign)”", at: "outcomes")
      }
    }
    let count = try fields.int("count")
    let passed = try fields.int("passed")
    guard outcomes.count == count, outcomes.count(where: { $0 == true }) == passed else {
      throw AssayError(
        .malformedData, "the outcomes are not those that were recorded", expected: "\(passed) of \(count)",
        found: "\(outcomes.count { $0 == true }) of \(outcomes.count)", at: "outcomes")
    }
    guard let bytes = Data(base64Encoded: try fields.string("examples")), bytes.count == 4 * count else {
      throw AssayError(.malformedData, "not 32 bits an example in base64", at: "examples")
    }
    guard let seed = UInt64(try fields.string("seed")) else {
      throw AssayError(.malformedData, "not a seed", at: "seed")
    }
    let flat = Array(bytes)
    self.init(
      property: try fields.string("property"), data: try fields.string("data"),
      model: try ModelIdentity(fields.value("model")), seed: seed, outcomes: outcomes,
      examples: (0..<count).map { index in
        (0..<4).reduce(UInt32(0)) { $0 | UInt32(flat[4 * index + $1]) << UInt32(8 * $1) }
      })
  }
}
