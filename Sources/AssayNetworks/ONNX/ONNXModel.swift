import AssayBase
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
  /// What a user should know: a softmax left out, a number of images taken for any, values that are rounded.
  public let notes: [String]

  /// Reads the file at `path`, in front of whose network `normalization` is put where given.
  ///
  /// Maps the file and takes memory for the weights once. Weights in files of their own are read from the same folder.
  ///
  /// - Parameters:
  ///   - inputShape: The images' C×H×W, for files that leave it open or take rows of features.
  ///   - keepsProbabilities: Whether a softmax at the end stays, so that the outputs are probabilities.
  /// - Throws: `AssayError` for files that cannot be read or are no ONNX, operators that are not known (all listed), and
  ///   graphs that are no classifiers of images.
  public init(
    at path: String, normalization: PixelNormalization? = nil, inputShape: Shape? = nil,
    keepsProbabilities: Bool = false
  ) throws {
    let name = URL(filePath: path).deletingPathExtension().lastPathComponent
    try self.init(
      ONNXSource(path: path), name: name, normalization, inputShape, keepsProbabilities)
  }

  /// Reads `data`, the bytes of an ONNX file without others beside it.
  ///
  /// - Throws: `AssayError`, as for files.
  public init(
    data: Data, name: String, normalization: PixelNormalization? = nil, inputShape: Shape? = nil,
    keepsProbabilities: Bool = false
  ) throws {
    let data = data.startIndex == 0 ? data : Data(data)
    try self.init(ONNXSource(data: data), name: name, normalization, inputShape, keepsProbabilities)
  }

  /// The file's name without its ending.
  public var name: String { network.name }

  /// The shape of one image.
  public var inputShape: Shape { network.inputShape }

  /// The number of classes.
  public var classCount: Int { network.classCount }

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
    _ source: ONNXSource, name: String, _ normalization: PixelNormalization?, _ inputShape: Shape?,
    _ keepsProbabilities: Bool
  ) throws {
    do {
      (network, notes) = try Self.read(source, name, normalization, inputShape, keepsProbabilities)
    } catch let error as AssayError {
      throw error.located(at: source.name)
    }
  }

  private static func read(
    _ source: ONNXSource, _ name: String, _ normalization: PixelNormalization?, _ inputShape: Shape?,
    _ keepsProbabilities: Bool
  ) throws -> (Network, [String]) {
    let file = try ONNXFile(reading: source.data)
    let inputs = file.graph.inputs.filter { file.graph.initializers[$0.name] == nil }
    guard inputs.count == 1 else {
      throw AssayError(
        .unsupported, "ONNX: a classifier has one input", expected: "1", found: "\(inputs.map(\.name))", at: "byte 0")
    }
    let output = try Self.scores(of: file)
    let nodes = ONNXLayerNames.naming(file.graph.nodes(behind: output.name), input: inputs[0].name)
    try ONNXOperator.check(nodes)
    let images = try ONNXImages(
      inputs[0], given: inputShape, readers: nodes.filter { $0.inputs.contains(inputs[0].name) })
    var notes: [String] = []
    if let fixed = images.fixedBatch {
      notes.append(
        "the file was exported for \(fixed) image\(fixed == 1 ? "" : "s") at a time; it is run for any number")
    }
    guard normalization.map({ $0.means.count == images.shape[0] }) ?? true else {
      throw AssayError(
        .shapeMismatch, "the normalisation does not fit the network's images", expected: "\(images.shape[0]) channels",
        found: "\(normalization?.means.count ?? 0)")
    }
    var importer = try ONNXImporter(file, source: source, input: inputs[0].name, images: images)
    var patterns = ONNXPatterns(nodes, of: file.graph, source: source)
    try importer.run(patterns.joined())
    notes += importer.notes
    guard case .value(var number, let shape) = try importer.operand(named: output.name), let example = shape.example,
      example.count == 1
    else {
      throw AssayError(
        .unsupported, "ONNX: the output is not one row of scores an image", expected: "N×K", at: "“\(output.name)”")
    }
    guard example[0] > 1 else {
      throw AssayError(
        .unsupported, "ONNX: the output has one number an image, where a classifier has one for each class",
        expected: "at least 2 classes", found: "\(shape)", at: "“\(output.name)”",
        advice: "Export a head with a score for each class")
    }
    if number > 0, importer.origins[number - 1].operation == "Softmax", !keepsProbabilities {
      number = importer.origins[number - 1].inputs[0]
      notes.append("the softmax at the end was left out, since attacks need logits")
    }
    let graph = GraphLayer(
      name: name, input: images.shape, parameters: importer.parameters, steps: importer.steps, output: number)
    let architecture = Architecture(name, input: images.shape, classes: example[0]) {
      if let normalization { normalization }
      graph
    }
    let metadata = file.producer.isEmpty ? [:] : ["producer": file.producer]
    return (try Network(architecture, parameters: importer.tensors, metadata: metadata), notes)
  }

  /// The output with the scores: the first, or of several the first of floats, as scikit-learn's labels come before them.
  private static func scores(of file: ONNXFile) throws -> ONNXValue {
    let outputs = file.graph.outputs
    guard
      let output = outputs.first(where: { $0.elementType.map(ONNXValue.floatTypes.contains) ?? false })
        ?? outputs.first
    else { throw AssayError(.unsupported, "ONNX: the graph has no output", at: "byte 0") }
    return output
  }
}
