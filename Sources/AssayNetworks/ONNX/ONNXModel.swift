import AssayBase
import AssayImages
import AssayTensor
import Foundation

/// A network that another library exported to an ONNX file: a model like any other.
///
/// The file's nodes become layers of a ``Network`` under their names, its weights the parameters; gradients, freezing,
/// attacks and explanations work as on the built-in architectures. Normalisations keep their statistics and dropout does
/// nothing in training too. What cannot work is refused when the file is read.
/// Format: https://onnx.ai/onnx/repo-docs/IR.html; operators of versions 7 to 25.
public struct ONNXModel: LayeredClassifier {
  /// The network: graph and weights.
  public let network: Network
  /// What a user should know: a softmax left out, a number of images taken for any, values that are rounded, metadata that
  /// do not fit.
  public let notes: [String]

  /// Reads the file at `path`; what is given counts more than what its metadata and the files beside it say.
  ///
  /// Maps the file and takes memory for the weights once. Weights in files of their own are read from the same folder, as
  /// are `preprocessor_config.json` and `config.json` of Hugging Face and timm, which say what is done to pixels, how
  /// pictures are resized, and what the classes are called.
  ///
  /// - Parameters:
  ///   - normalization: What is done to pixels before the file's nodes see them.
  ///   - classNames: The names of the classes in the order of the logits.
  ///   - inputShape: The images' C×H×W, for files that leave it open or take rows of features.
  ///   - channelsLast: Whether the file's nodes have the channels behind height and width, or features in the order
  ///     H·W·C; nil where the file tells. The images are C×H×W either way.
  ///   - keepsProbabilities: Whether what makes probabilities of logits at the end stays.
  /// - Throws: `AssayError` for files that cannot be read or are no ONNX, operators that are not known (all listed), and
  ///   graphs that are no classifiers of images.
  public init(
    at path: String, normalization: PixelNormalization? = nil, classNames: [String]? = nil, inputShape: Shape? = nil,
    channelsLast: Bool? = nil, keepsProbabilities: Bool = false
  ) throws {
    try self.init(
      at: path, facts: ModelFacts(normalization: normalization, classNames: classNames, source: "the argument"),
      inputShape: inputShape, channelsLast: channelsLast, keepsProbabilities: keepsProbabilities)
  }

  /// Reads the file at `path`; `facts` are what a person says of the model.
  package init(
    at path: String, facts: ModelFacts, inputShape: Shape? = nil, channelsLast: Bool? = nil,
    keepsProbabilities: Bool = false
  ) throws {
    let name = URL(filePath: path).deletingPathExtension().lastPathComponent
    try self.init(
      ONNXSource(path: path), name: name, facts,
      ONNXReading(inputShape: inputShape, channelsLast: channelsLast, keepsProbabilities: keepsProbabilities))
  }

  /// Reads `data`, the bytes of an ONNX file without others beside it.
  ///
  /// - Throws: `AssayError`, as for files.
  public init(
    data: Data, name: String, normalization: PixelNormalization? = nil, classNames: [String]? = nil,
    inputShape: Shape? = nil, channelsLast: Bool? = nil, keepsProbabilities: Bool = false
  ) throws {
    let data = data.startIndex == 0 ? data : Data(data)
    let facts = ModelFacts(normalization: normalization, classNames: classNames, source: "the argument")
    try self.init(
      ONNXSource(data: data), name: name, facts,
      ONNXReading(inputShape: inputShape, channelsLast: channelsLast, keepsProbabilities: keepsProbabilities))
  }

  /// The file's name without its ending.
  public var name: String { network.name }

  /// The shape of one image.
  public var inputShape: Shape { network.inputShape }

  /// The number of classes.
  public var classCount: Int { network.classCount }

  /// The names of the classes in the order of the logits, where someone or the file says them.
  public var classNames: [String]? { network.classNames }

  /// What the network wants its pixels to be, from what was given, the file's metadata and the files beside it.
  public var preprocessing: Preprocessing { network.preprocessing }

  /// How pictures in files become the network's images: as the metadata say, else stretched.
  public var imagePreparation: ImagePreparation { network.imagePreparation }

  /// The logits of N×C×H×W images.
  public func logits(for images: Tensor) throws -> Logits { try network.logits(for: images) }

  /// The logits and the map back to the pixels.
  public func logitsWithPullback(for images: Tensor) throws -> (logits: Logits, pullback: (Tensor) throws -> Tensor) {
    try network.logitsWithPullback(for: images)
  }

  /// The network prepared for many evaluations and input gradients.
  public consuming func frozen() throws -> any DifferentiableClassifier { try network.frozen() }

  /// The layers, under the names of the file's nodes.
  public func graph() throws -> NetworkGraph { try network.graph() }

  private init(
    _ source: ONNXSource, name: String, _ facts: ModelFacts, _ reading: ONNXReading
  ) throws {
    do {
      (network, notes) = try Self.read(source, name, facts, reading)
    } catch let error as AssayError {
      throw error.located(at: source.name)
    }
  }

  private static func read(
    _ source: ONNXSource, _ name: String, _ given: ModelFacts, _ reading: ONNXReading
  ) throws -> (Network, [String]) {
    let file = try ONNXFile(reading: source.data)
    let inputs = file.graph.inputs.filter { file.graph.initializers[$0.name] == nil }
    guard inputs.count == 1 else {
      throw AssayError(
        .unsupported, "ONNX: a classifier has one input", expected: "1", found: "\(inputs.map(\.name))", at: "byte 0")
    }
    let scores = try ONNXScores(of: file)
    let nodes = ONNXLayerNames.naming(file.graph.nodes(behind: scores.name), input: inputs[0].name)
    try ONNXOperator.check(nodes)
    var facts = given.completed(by: try ModelFacts(onnx: file.metadata))
    if let path = source.path { facts = facts.completed(by: try ModelFacts(beside: path)) }
    let images = try ONNXImages(
      inputs[0], given: reading.inputShape, suggested: facts.extent.map { ($0.value.height, $0.value.width) },
      channelsLast: reading.channelsLast, nodes: nodes)
    var notes: [String] = []
    if let fixed = images.fixedBatch {
      notes.append(
        "the file was exported for \(fixed) image\(fixed == 1 ? "" : "s") at a time; it is run for any number")
    }
    var importer = try ONNXImporter(file, source: source, input: inputs[0].name, images: images)
    var patterns = ONNXPatterns(nodes, of: file.graph, source: source)
    try importer.run(patterns.joined(), output: scores.name)
    let head = try ONNXHead(&importer, output: scores.name, keepsProbabilities: reading.keepsProbabilities)
    notes += [images.note, head.note].compactMap { $0 } + importer.notes
    if let labels = scores.labels, labels.count == head.classes {
      facts = facts.completed(by: ModelFacts(normalization: nil, classNames: labels, source: "the file's labels"))
    }
    let graph = importer.layer(named: name, output: head.number)
    let fitted = try facts.fitted(to: images.shape, classes: head.classes)
    let architecture = Architecture(name, input: images.shape, classes: head.classes) {
      if let normalization = fitted.normalization { normalization }
      graph
    }
    var metadata = file.description.merging(fitted.metadata) { $1 }
    if reading.inputShape == nil, inputs[0].leavesSizeOpen {
      metadata[Network.MetadataKey.sizeSource] = facts.extent?.source.name
    }
    return (try Network(architecture, parameters: importer.tensors, metadata: metadata), notes + fitted.remarks)
  }
}

/// How a file is to be read, where it leaves that open.
private struct ONNXReading {
  /// The images' C×H×W.
  let inputShape: Shape?
  /// Whether the nodes have the channels last.
  let channelsLast: Bool?
  /// Whether what makes probabilities of logits stays.
  let keepsProbabilities: Bool
}
