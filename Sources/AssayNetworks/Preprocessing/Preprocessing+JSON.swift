import AssayBase
import AssayTensor

extension Preprocessing {
  /// The largest extent that a file may claim.
  static let extentLimit = 1 << 16

  /// The description as checkpoints keep it: the same for the same description, byte for byte.
  var json: JSONValue {
    var members: [String: JSONValue] = [
      "shape": .array(inputShape.dimensions.map(JSONValue.integer)), "channels": .string(channelOrder),
      "range": [.integer(0), .integer(1)],
    ]
    if let normalization {
      members["mean"] = .array(normalization.means.map(Self.number))
      members["deviation"] = .array(normalization.deviations.map(Self.number))
    }
    // Absent where nothing is known, as in all files written before it was part: their fingerprints stay.
    members["preparation"] = preparation.map(JSONValue.string)
    return .object(members)
  }

  /// A description as a checkpoint keeps it.
  ///
  /// - Throws: `AssayError` that names the member at fault.
  init(json: JSONValue) throws {
    let fields = JSONFields(json)
    let extents = try fields.numbers("shape").map { Int(exactly: $0) ?? 0 }
    guard extents.count == 3, extents.allSatisfy({ (1...Self.extentLimit).contains($0) }) else {
      throw AssayError(
        .malformedData, "not the shape of images", expected: "three whole numbers from 1 to \(Self.extentLimit)",
        found: json["shape"].map { "\($0)" }, at: "shape")
    }
    inputShape = Shape(extents)
    preparation = try fields.optionalString("preparation")
    guard fields.has("mean") || fields.has("deviation") else {
      normalization = nil
      return
    }
    normalization = try PixelNormalization(
      checkedMeans: try fields.numbers("mean").map { Float($0) },
      deviations: try fields.numbers("deviation").map { Float($0) }, channels: extents[0],
      order: try fields.optionalString("channels") == ChannelOrder.bgr.rawValue ? .bgr : .rgb)
  }

  /// A float with the fewest digits that read back to it.
  private static func number(_ value: Float) -> JSONValue { .number(Double("\(value)") ?? Double(value)) }
}
