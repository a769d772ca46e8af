import AssayBase
import AssayImages
import Foundation

extension MapEvidence {
  /// As a member of a counterexample's file; numbers as the bits of floats in base64.
  var json: JSONValue {
    [
      "explanation": .string(explanation), "finding": .string(finding),
      "maps": .array(maps.map(\.json)),
    ]
  }

  /// - Throws: `AssayError(.malformedData)` that names the member at fault.
  init(_ fields: JSONFields) throws {
    guard let maps = try fields.value("maps").array else {
      throw AssayError(.malformedData, "a member has the wrong type", expected: "a list", at: "maps")
    }
    self.init(
      explanation: try fields.string("explanation"), finding: try fields.string("finding"),
      maps: try maps.map { try MapExhibit(JSONFields($0)) })
  }
}

extension MapExhibit {
  fileprivate var json: JSONValue {
    let bytes = values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) } }
    return [
      "name": .string(name), "channels": .integer(size.channels), "height": .integer(size.height),
      "width": .integer(size.width), "values": .string(Data(bytes).base64EncodedString()),
    ]
  }

  fileprivate init(_ fields: JSONFields) throws {
    let extents = [try fields.int("channels"), try fields.int("height"), try fields.int("width")]
    let bytes = Data(base64Encoded: try fields.string("values")).map(Array.init)
    let count = extents.reduce((value: 4, isSound: true)) { total, extent in
      let (product, overflows) = total.value.multipliedReportingOverflow(by: extent)
      return (product, total.isSound && extent > 0 && !overflows)
    }
    guard let bytes, count.isSound, bytes.count == count.value else {
      throw AssayError(
        .malformedData, "not the numbers of a map", expected: "four bytes a number, \(extents) of them, in base64",
        found: bytes.map { "\($0.count) bytes" } ?? "no base64", at: "maps, values")
    }
    let values = stride(from: 0, to: bytes.count, by: 4).map { start in
      Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(bytes[start + $1]) << (8 * UInt32($1)) })
    }
    guard values.allSatisfy(\.isFinite) else {
      throw AssayError(.malformedData, "a number of a map is not finite", at: "maps, values")
    }
    self.init(
      try fields.string("name"), size: ImageSize(channels: extents[0], height: extents[1], width: extents[2]),
      values: values)
  }
}
