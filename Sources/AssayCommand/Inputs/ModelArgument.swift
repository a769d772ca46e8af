import AssayBase
import AssayFixtures
import AssayNetworks
import AssayTensor
import Foundation

/// What `--model` names: an embedded network, a file of weights, one of a whole network, or a service that answers.
package struct ModelArgument: Sendable {
  /// The model as it is written.
  let text: String
  private let architectureName: String?
  private let preprocessing: PreprocessingArgument
  private let onnx: ONNXArguments

  /// How a model may be written.
  static let forms = "fixture:NAME, FILE.safetensors, FILE.onnx or http://HOST:PORT/PATH"

  /// What the options say to users.
  static let options =
    [
      OptionDefinition(
        "model", "M",
        "The model: fixture:NAME (\(FixtureModel.names.joined(separator: ", "))), FILE.safetensors, FILE.onnx, or "
          + "http://HOST:PORT/PATH of a service that answers."),
      OptionDefinition(
        "architecture", "NAME",
        "What the weights of a file belong to, where the file does not say it: "
          + "\(Architecture.names.joined(separator: ", "))."),
    ] + PreprocessingArgument.options + ONNXArguments.options

  /// Reads the option `--model` and those that describe a file; nothing is opened.
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
      text, architecture: arguments.text("architecture"),
      PreprocessingArgument(preprocessing: arguments.text("preprocessing"), classes: arguments.text("classes")),
      ONNXArguments(arguments))
  }

  /// A model as it is written.
  package init(_ text: String, architecture name: String?, preprocessing: String? = nil) throws {
    try self.init(text, architecture: name, PreprocessingArgument(preprocessing: preprocessing), ONNXArguments())
  }

  private init(
    _ text: String, architecture name: String?, _ preprocessing: PreprocessingArgument, _ onnx: ONNXArguments
  ) throws {
    let isFixture = text.hasPrefix(Self.fixturePrefix)
    let isFile = text.hasSuffix(Self.weightsSuffix) || text.hasSuffix(Self.onnxSuffix)
    guard isFixture || isFile || Self.isAddress(text) else {
      throw AssayError(
        .invalidArgument, "models cannot be named this way", expected: Self.forms, found: "“\(text)”", at: "--model",
        advice: Self.advice(for: text))
    }
    if Self.isAddress(text) {
      do { _ = try HTTPAddress(text) } catch let error as AssayError { throw error.located(at: "--model") }
    }
    if isFixture || Self.isAddress(text), let option = name != nil ? "--architecture" : preprocessing.firstOption {
      throw AssayError(
        .invalidArgument, "\(isFixture ? "an embedded model" : "a service") needs no description",
        expected: "none with \(text)", at: option)
    }
    if text.hasSuffix(Self.onnxSuffix), !Self.isAddress(text) {
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
    self.preprocessing = preprocessing
    architectureName = name
    do {
      if let name { _ = try Architecture.named(name) }
    } catch let error as AssayError {
      throw error.located(at: "--architecture")
    }
  }

  /// What to do about a file of another kind.
  private static func advice(for text: String) -> String? {
    switch text.split(separator: ".").last {
    case "pt", "pth", "bin", "ckpt", "pkl":
      "Export it with torch.onnx.export, or save model.state_dict() with safetensors.torch.save_file"
    case "h5", "keras", "pb", "tflite": "Export it to ONNX with tf2onnx"
    default: FixtureModel.names.contains(text) ? "Did you mean \(fixturePrefix)\(text)?" : nil
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
  private static let weightsSuffix = ".safetensors"
  private static let onnxSuffix = ".onnx"

  private static func isAddress(_ text: String) -> Bool { text.hasPrefix("http://") || text.hasPrefix("https://") }

  /// Whether the model is a service, which only answers.
  var isService: Bool { Self.isAddress(text) }

  /// The model; `note` is called with what a user should know of how a file was read. A service is asked what it is.
  ///
  /// - Throws: `AssayError` that names the file or the address and what is wrong with it.
  package func classifier(_ note: (String) -> Void = { _ in }) throws -> any Classifier {
    isService ? try RemoteClassifier(at: text) : try network(note)
  }

  /// The network; `note` is called with what a user should know of how a file was read.
  ///
  /// - Throws: `AssayError` that names the file and what is wrong with it; also for a service, which shows no layers.
  package func network(_ note: (String) -> Void = { _ in }) throws -> Network {
    let (network, notes) = try read()
    for line in notes { note("\(text): \(line)") }
    return network
  }

  /// The network, and what a user should know of how a file was read.
  ///
  /// - Throws: `AssayError` that names the file and what is wrong with it; also for a service, which shows no layers.
  func read() throws -> (network: Network, notes: [String]) {
    guard !isService else {
      throw AssayError(
        .unsupported, "a service only answers, and the command looks into layers",
        expected: "fixture:NAME, FILE.safetensors or FILE.onnx", found: "“\(text)”", at: "--model")
    }
    if text.hasSuffix(Self.onnxSuffix) {
      let model = try ONNXModel(
        at: text, facts: preprocessing.facts(), inputShape: onnx.inputShape, channelsLast: onnx.channelsLast,
        keepsProbabilities: onnx.keepsProbabilities)
      return (model.network, model.notes)
    }
    if text.hasPrefix(Self.fixturePrefix) {
      do {
        return (try FixtureModel.named(String(text.dropFirst(Self.fixturePrefix.count))), [])
      } catch let error as AssayError {
        throw error.located(at: "--model")
      }
    }
    return try Network.reading(
      TensorArchive(contentsOf: URL(filePath: text)), named: architectureName, facts: preprocessing.facts())
  }

  /// The options that name the same model to `assay replay`; none where the counterexample's file says enough.
  func replayOptions(for model: any Classifier) -> [String] {
    if text == Self.fixturePrefix + model.name { return [] }
    return ["--model", text] + (architectureName.map { ["--architecture", $0] } ?? [])
      + preprocessing.replayOptions + onnx.replayOptions
  }
}
