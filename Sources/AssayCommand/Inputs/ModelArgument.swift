import AssayBase
import AssayFixtures
import AssayNetworks
import AssayTensor
import Foundation

/// What `--model` names: an embedded network, a file of weights, or one of a whole network.
package struct ModelArgument: Sendable {
  /// The model as it is written.
  let text: String
  private let architectureName: String?
  private let normalization: NormalizationArgument?
  private let onnx: ONNXArguments

  /// How a model may be written.
  static let forms = "fixture:NAME, FILE.safetensors or FILE.onnx"

  /// What the options say to users.
  static let options =
    [
      OptionDefinition(
        "model", "M",
        "The model: fixture:NAME (\(FixtureModel.names.joined(separator: ", "))), FILE.safetensors or FILE.onnx."),
      OptionDefinition(
        "architecture", "NAME",
        "What the weights of a file belong to, where the file does not say it: "
          + "\(Architecture.names.joined(separator: ", "))."),
      NormalizationArgument.option,
    ] + ONNXArguments.options

  /// Reads the options `--model`, `--architecture` and `--normalization`; nothing is opened.
  ///
  /// - Throws: `AssayError` that lists the forms or names there are.
  package init(_ arguments: Arguments, default fallback: String? = nil) throws {
    guard let text = try arguments.text("model") ?? fallback else {
      throw AssayError(.invalidArgument, "no model is named", expected: "--model \(Self.forms)")
    }
    try self.init(arguments, named: text)
  }

  /// Reads the same options, but for the model itself, which is written as `text`.
  init(_ arguments: Arguments, named text: String) throws {
    try self.init(
      text, architecture: arguments.text("architecture"), normalization: arguments.text("normalization"),
      onnx: ONNXArguments(arguments))
  }

  /// A model as it is written.
  package init(_ text: String, architecture name: String?, normalization: String? = nil) throws {
    try self.init(text, architecture: name, normalization: normalization, onnx: ONNXArguments())
  }

  private init(_ text: String, architecture name: String?, normalization: String?, onnx: ONNXArguments) throws {
    let isFixture = text.hasPrefix(Self.fixturePrefix)
    guard isFixture || text.hasSuffix(".safetensors") || text.hasSuffix(Self.onnxSuffix) else {
      throw AssayError(
        .invalidArgument, "models cannot be named this way", expected: Self.forms, found: "“\(text)”", at: "--model")
    }
    if isFixture, name != nil || normalization != nil {
      throw AssayError(
        .invalidArgument, "an embedded model has an architecture and a normalisation already",
        expected: "none with \(text)", at: name != nil ? "--architecture" : "--normalization")
    }
    if text.hasSuffix(Self.onnxSuffix) {
      guard name == nil else {
        throw AssayError(
          .invalidArgument, "an ONNX file has its architecture in it", expected: "none with \(text)",
          at: "--architecture")
      }
    } else {
      try onnx.checkNothingIsGiven(with: text)
    }
    self.text = text
    self.onnx = onnx
    self.normalization = try normalization.map { try NormalizationArgument($0) }
    architectureName = name
    do {
      if let name { _ = try Architecture.named(name) }
    } catch let error as AssayError {
      throw error.located(at: "--architecture")
    }
  }

  /// - Throws: `AssayError` when an option that describes a file of weights is there, but `--model` is not.
  static func checkNothingDescribesAFile(_ arguments: Arguments) throws {
    for name in options.map(\.name) where name != "model" && arguments.has(name) {
      throw AssayError(
        .invalidArgument, "the option is of use with a model's file only", expected: "--model FILE",
        at: "--\(name)")
    }
  }

  private static let fixturePrefix = "fixture:"
  private static let onnxSuffix = ".onnx"

  /// The network; `note` is called with what a user should know of how a file was read.
  ///
  /// - Throws: `AssayError` that names the file and what is wrong with it.
  package func network(_ note: (String) -> Void = { _ in }) throws -> Network {
    if text.hasSuffix(Self.onnxSuffix) {
      let model = try ONNXModel(
        at: text, normalization: normalization?.normalization, inputShape: onnx.inputShape,
        keepsProbabilities: onnx.keepsProbabilities)
      for line in model.notes { note("\(text): \(line)") }
      return model.network
    }
    if text.hasPrefix(Self.fixturePrefix) {
      do {
        return try FixtureModel.named(String(text.dropFirst(Self.fixturePrefix.count)))
      } catch let error as AssayError {
        throw error.located(at: "--model")
      }
    }
    let archive = try TensorArchive(contentsOf: URL(filePath: text))
    return try Network(
      archive: archive,
      architecture: Architecture(of: archive, named: architectureName, normalization: normalization?.normalization))
  }

  /// The options that name the same model to `assay replay`; none where the counterexample's file says enough.
  func replayOptions(for network: Network) -> [String] {
    if text == Self.fixturePrefix + network.name { return [] }
    return ["--model", text] + (architectureName.map { ["--architecture", $0] } ?? [])
      + (normalization.map { ["--normalization", $0.text] } ?? []) + onnx.replayOptions
  }
}
