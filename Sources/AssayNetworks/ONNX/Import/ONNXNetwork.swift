import AssayBase
import AssayTensor
import Foundation

/// A network read from an ONNX file, and what was noticed on the way.
package struct ONNXNetwork: Sendable {
  /// The network: graph and weights.
  package let network: Network
  /// What a user should know: a softmax left out, a batch size taken for any.
  package let notes: [String]

  /// Reads the network in the file at `path`, in front of which `normalization` is put where given.
  ///
  /// - Parameters:
  ///   - inputShape: The images' C×H×W, for files that leave it open.
  ///   - keepsProbabilities: Whether a softmax at the end stays, so that the outputs are probabilities.
  /// - Throws: `AssayError` for files that cannot be read or are no ONNX, operators that are not known (all listed), and
  ///   graphs that are no classifiers of images.
  package init(
    contentsOf path: String, normalization: PixelNormalization? = nil, inputShape: Shape? = nil,
    keepsProbabilities: Bool = false
  ) throws {
    let name = URL(filePath: path).deletingPathExtension().lastPathComponent
    try self.init(
      ONNXSource(data: try AtomicFile.map(path), path: path), name: name, normalization, inputShape, keepsProbabilities)
  }

  /// Reads the network in `data`, the bytes of an ONNX file.
  package init(
    data: Data, name: String, normalization: PixelNormalization? = nil, inputShape: Shape? = nil,
    keepsProbabilities: Bool = false
  ) throws {
    let data = data.startIndex == 0 ? data : Data(data)
    try self.init(ONNXSource(data: data, path: nil), name: name, normalization, inputShape, keepsProbabilities)
  }

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
    try ONNXOperator.check(file)
    let inputs = file.graph.inputs.filter { file.graph.initializers[$0.name] == nil }
    guard inputs.count == 1, let output = file.graph.outputs.first else {
      throw AssayError(
        .unsupported, "ONNX: a classifier has one input and an output", expected: "1 and 1",
        found: "\(inputs.map(\.name)) and \(file.graph.outputs.map(\.name))")
    }
    let images = try Self.images(inputs[0], inputShape)
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
    var importer = ONNXImporter(
      file, source: source, input: inputs[0].name, shape: BatchShape(example: images.shape.dimensions),
      fixedBatch: images.fixedBatch)
    try importer.run()
    guard case .value(var number, let shape) = try importer.operand(named: output.name), let example = shape.example,
      example.count == 1
    else {
      throw AssayError(
        .unsupported, "ONNX: the output is not one row of scores an image", expected: "N×K", at: "“\(output.name)”")
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

  /// The shape of one image, and the number of images if the file fixes it.
  private static func images(_ value: ONNXValue, _ given: Shape?) throws -> (shape: Shape, fixedBatch: Int?) {
    let extents = value.shape ?? [ONNXValue.Extent](repeating: .free(""), count: 4)
    guard extents.count == 4, given.map({ $0.rank == 3 }) ?? true else {
      throw AssayError(
        .unsupported, "ONNX: the input is not a batch of images", expected: "N×C×H×W",
        found: "\(extents.count) axes", at: "“\(value.name)”")
    }
    var fixedBatch: Int?
    if case .fixed(let number) = extents[0], number > 0 { fixedBatch = number }
    let dimensions = try (1..<4).map { axis in
      let wanted = given.map { $0[axis - 1] }
      guard case .fixed(let extent) = extents[axis], extent > 0 else {
        guard let wanted, wanted > 0 else {
          throw AssayError(
            .invalidArgument, "ONNX: the file leaves the size of the images open", expected: "the shape of an image",
            at: "“\(value.name)”", advice: "Give the input's shape, as 3×224×224")
        }
        return wanted
      }
      guard wanted == nil || wanted == extent, extent <= 1 << 16 else {
        throw AssayError(
          .shapeMismatch, "ONNX: the file is for images of another shape", expected: "\(given ?? [])",
          found: "\(extent) along axis \(axis)", at: "“\(value.name)”")
      }
      return extent
    }
    return (Shape(dimensions), fixedBatch)
  }
}
