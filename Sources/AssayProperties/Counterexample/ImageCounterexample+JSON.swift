import AssayBase
import AssayImages
import Foundation

extension ImageCounterexample {
  /// The version of the file format.
  private static let format = "assay-counterexample-1"

  /// The file from which `assay replay` tries the counterexample again.
  public func json() throws -> Data {
    var members: [String: JSONValue] = [
      "format": .string(Self.format), "property": .string(property), "model": .string(model), "data": .string(data),
      "index": .integer(index), "label": .integer(label), "prediction": .integer(prediction),
      "width": .integer(original.width), "height": .integer(original.height), "channels": .integer(original.channels),
      "original": .string(Data(original.bytes).base64EncodedString()),
      "failing": .string(Data(failing.bytes).base64EncodedString()),
      "originalProbabilities": .array(originalProbabilities.map { .number(Double($0)) }),
      "failingProbabilities": .array(failingProbabilities.map { .number(Double($0)) }),
      "classNames": .array(classNames.map(JSONValue.string)),
    ]
    if let file { members["file"] = .string(file) }
    if let reduction { members["reduction"] = reduction.json }
    if let maps { members["maps"] = maps.json }
    return try JSONValue.object(members).serialised(pretty: true)
  }

  /// Reads a counterexample that ``json()`` wrote.
  ///
  /// - Throws: `AssayError(.malformedData)` that names the member at fault, `(.unsupported)` for another format.
  public init(json data: Data, source: String = "counterexample") throws {
    do {
      let root = try JSONValue(parsing: data)
      let fields = JSONFields(root)
      guard try fields.string("format") == Self.format else {
        throw AssayError(
          .unsupported, "another format of counterexamples", expected: Self.format, found: try fields.string("format"),
          at: "format")
      }
      let size = (try fields.int("width"), try fields.int("height"), try fields.int("channels"))
      func image(_ name: String) throws -> ByteImage {
        guard let bytes = Data(base64Encoded: try fields.string(name)) else {
          throw AssayError(.malformedData, "the pixels are not base64", at: name)
        }
        do {
          return try ByteImage(width: size.0, height: size.1, channels: size.2, bytes: Array(bytes))
        } catch let error as AssayError {
          throw error.located(at: name)
        }
      }
      self.init(
        property: try fields.string("property"), model: try fields.string("model"), data: try fields.string("data"),
        index: try fields.int("index"), file: try root["file"].map { _ in try fields.string("file") },
        label: try fields.int("label"), prediction: try fields.int("prediction"),
        original: try image("original"), failing: try image("failing"),
        originalProbabilities: try fields.numbers("originalProbabilities").map { Float($0) },
        failingProbabilities: try fields.numbers("failingProbabilities").map { Float($0) },
        classNames: try fields.strings("classNames"),
        reduction: try root["reduction"].map { try Reduction(JSONFields($0)) },
        maps: try root["maps"].map { try MapEvidence(JSONFields($0)) })
      try checkFigures()
    } catch let error as AssayError {
      throw error.located(at: source)
    }
  }

  /// Checks that the numbers are possible and those of the reduction are what the pixels say.
  private func checkFigures() throws {
    for (name, value) in [("index", index), ("label", label), ("prediction", prediction)] where value < 0 {
      throw AssayError(
        .malformedData, "a number is negative", expected: "0 or more", found: "\(value)", at: name)
    }
    guard let reduction else { return }
    let pixels = stride(from: 0, to: original.bytes.count, by: original.channels).count { start in
      original.bytes[start..<start + original.channels] != failing.bytes[start..<start + original.channels]
    }
    let changes = zip(original.bytes, failing.bytes).map { abs(Int($0) - Int($1)) }
    let figures = [
      ("changedPixels", reduction.changedPixels, pixels),
      ("totalChange", reduction.totalChange, changes.reduce(0, +)),
      ("largestChange", reduction.largestChange, changes.max() ?? 0),
    ]
    for (name, stated, found) in figures where stated != found {
      throw AssayError(
        .malformedData, "the pixels say otherwise", expected: "\(stated)", found: "\(found)",
        at: "reduction, \(name)")
    }
  }
}

extension ImageCounterexample.Reduction {
  fileprivate var json: JSONValue {
    .object([
      "attack": .string(attack), "norm": .string(norm), "epsilon": .number(epsilon),
      "changedPixelsBefore": .integer(changedPixelsBefore), "changedPixels": .integer(changedPixels),
      "totalChangeBefore": .integer(totalChangeBefore), "totalChange": .integer(totalChange),
      "largestChange": .integer(largestChange), "trials": .integer(trials), "is1Minimal": .bool(is1Minimal),
    ])
  }

  fileprivate init(_ fields: JSONFields) throws {
    self.init(
      attack: try fields.string("attack"), norm: try fields.string("norm"), epsilon: try fields.number("epsilon"),
      changedPixelsBefore: try fields.int("changedPixelsBefore"), changedPixels: try fields.int("changedPixels"),
      totalChangeBefore: try fields.int("totalChangeBefore"), totalChange: try fields.int("totalChange"),
      largestChange: try fields.int("largestChange"), trials: try fields.int("trials"),
      is1Minimal: try fields.bool("is1Minimal"))
  }
}
