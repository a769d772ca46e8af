import AssayBase
import AssayImages
import Foundation

extension ModelFacts {
  /// Reads the free texts of an ONNX file.
  ///
  /// - `preprocessing`: a JSON object, as files beside the model have it; `class_names`: a JSON list or lines.
  /// - `Image.BitmapPixelFormat`, `Image.NominalPixelRange`, `Image.ColorSpaceGamma`: as ONNX's own conventions say
  ///   (https://github.com/onnx/onnx/blob/main/docs/MetadataProps.md).
  /// - `names`, `imgsz`: as Ultralytics writes them.
  ///
  /// - Throws: `AssayError(.malformedData)` that names the key.
  init(onnx metadata: [String: String]) throws {
    let source = Source("the file's metadata")
    self.init()
    func read(_ key: String, _ body: (_ text: String) throws -> Void) throws {
      guard let text = metadata[key] else { return }
      do {
        try body(text)
      } catch let error as AssayError {
        throw error.located(at: "metadata “\(key)”")
      }
    }
    try read("preprocessing") { text in
      self = try ModelFacts(json: JSONValue(parsing: Data(text.utf8)), source: source, inOwnWords: true)
    }
    try read(Network.MetadataKey.classNames) { classNames = Statement(try Self.names(listedIn: $0), source) }
    try read("Image.BitmapPixelFormat") { try readFormat($0, source) }
    try read("Image.NominalPixelRange") { if normalization == nil { try readRange($0, source) } }
    try read("Image.ColorSpaceGamma") { text in
      guard text.lowercased() != "srgb" else { return }
      remarks.append("the file's metadata say that colours are \(text); pixels are used as stored")
    }
    try read("names") { if classNames == nil { classNames = try Self.pythonNames($0).map { Statement($0, source) } } }
    try read("imgsz") { if extent == nil { try readExtent($0, source) } }
  }

  private mutating func readFormat(_ text: String, _ source: Source) throws {
    switch text.lowercased() {
    case "rgb8", "gray8": break
    case "bgr8": order = Statement(.bgr, source)
    default: remarks.append("the file's metadata say pixels are \(text), which is not known; --preprocessing says how")
    }
  }

  private mutating func readRange(_ text: String, _ source: Source) throws {
    let range: (low: Double, high: Double)
    switch text.lowercased() {
    case "nominalrange_0_255": range = (0, 255)
    case "normalized_0_1": range = (0, 1)
    case "normalized_1_1": range = (-1, 1)
    case "nominalrange_16_235": range = (16, 235)
    default:
      remarks.append("the file's metadata say pixels are \(text), which is not known; --preprocessing says how")
      return
    }
    normalization = Statement(
      try PixelNormalization.stated(scale: range.high - range.low, offset: range.low, means: nil, deviations: nil),
      source)
  }

  private mutating func readExtent(_ text: String, _ source: Source) throws {
    guard let numbers = Self.numbers(try JSONValue(parsing: Data(text.utf8))), numbers.count <= 2 else {
      throw AssayError(.malformedData, "not a size of images", expected: "a number or [H, W]", found: "“\(text)”")
    }
    extent = Statement(try .init(exactly: numbers[0], numbers[numbers.count - 1]), source)
  }

  /// Names as a JSON list, or one a line.
  private static func names(listedIn text: String) throws -> [String] {
    guard text.hasPrefix("[") else { return NameList.names(in: text) }
    return try JSONFields(["names": try JSONValue(parsing: Data(text.utf8))]).strings("names")
  }

  /// The names of Python's `{0: 'cat', 1: "dog's"}`, or the same in JSON; nil for what is no such text.
  private static func pythonNames(_ text: String) throws -> [String]? {
    var members: [String: JSONValue] = [:]
    for match in text.matches(of: /(\d{1,7})["']?\s*:\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/) {
      let name = (match.2 ?? match.3 ?? "").replacing(/\\(.)/) { "\($0.1)" }
      members["\(match.1)"] = .string(String(name))
    }
    return try names(.object(members))
  }
}
