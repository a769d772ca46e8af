import AssayBase
import AssayTensor

extension ONNXOperator {
  /// Convolutions along one, two or three axes.
  static let convolutions = [
    ONNXOperator("Conv", takesExamples: true) { importer, node in
      let input = try ConvolutionInput(&importer, node, isTransposed: false)
      let window = try ONNXWindow(node, kernel: Array(input.weight.shape[2...]), sizes: Array(input.example[1...]))
      let counts = window.counts()
      guard counts.allSatisfy({ $0 > 0 }) else {
        throw AssayError(
          .malformedData, "ONNX: a kernel is larger than its images", expected: "at most \(input.example)",
          found: "\(input.weight.shape)")
      }
      switch counts.count {
      case 1: try importer.appendRowConvolution(node, input, window.planar, counts[0])
      case 2:
        let output = BatchShape(example: [input.outputs] + counts)
        let (padded, operation) = try importer.planConvolution(node, input.number, input.images, input, window)
        try importer.append(
          node, [padded], shape: output, multiplyAdds: input.multiplyAdds(counts), operation)
      default:
        let shape = BatchShape(example: [input.outputs] + counts)
        try importer.appendConvolution(node, input, shape: shape, counts) { x, weight, bias in
          x.convolvedInSpace(with: weight, bias: bias, window, groups: input.groups)
        }
      }
    },
    ONNXOperator("ConvTranspose", takesExamples: true) { importer, node in
      let input = try ConvolutionInput(&importer, node, isTransposed: true)
      let sizes = Array(input.example[1...])
      let window = try ONNXWindow(node, kernel: Array(input.weight.shape[2...]), sizes: sizes)
      let (counts, margins) = try transposedExtents(node, window)
      let shape = BatchShape(example: [input.outputs] + counts)
      try importer.appendConvolution(node, input, shape: shape, sizes) { x, weight, bias in
        x.transposeConvolvedInSpace(with: weight, bias: bias, window, groups: input.groups, cropped: margins)
      }
    },
  ]

  /// The extents of what a transposed convolution makes, and how much is added to (or, negative, cropped from) each end.
  private static func transposedExtents(
    _ node: ONNXNode, _ window: ONNXWindow
  ) throws -> (extents: [Int], margins: [(before: Int, after: Int)]) {
    var window = window
    let count = window.axes.count
    let full = window.axes.map { ($0.size - 1) * $0.stride + $0.reach }
    let more = node.attributes["output_padding"]?.integers ?? [Int](repeating: 0, count: count)
    var wanted = node.attributes["output_shape"]?.integers
    let kind = node.attributes["auto_pad"]?.text ?? "NOTSET"
    if wanted == nil, kind.hasPrefix("SAME") { wanted = window.axes.map { $0.size * $0.stride } }
    guard more.count == count, more.allSatisfy({ 0...(1 << 20) ~= $0 }),
      wanted.map({ $0.count >= count && $0.allSatisfy { 0...(1 << 20) ~= $0 } }) ?? true
    else { throw AssayError(.malformedData, "ONNX: extents that do not fit the images", expected: "\(count)") }
    if let wanted {
      for (index, extent) in wanted.suffix(count).enumerated() {
        window.setPadding(index, full[index] + more[index] - extent, upper: kind == "SAME_UPPER")
      }
    }
    let margins = window.axes.indices.map { (-window.axes[$0].before, more[$0] - window.axes[$0].after) }
    let extents = margins.indices.map { full[$0] + margins[$0].0 + margins[$0].1 }
    guard extents.allSatisfy({ 1...(1 << 20) ~= $0 }) else {
      throw AssayError(.malformedData, "ONNX: a transposed convolution without results", found: "\(extents)")
    }
    return (extents, margins)
  }
}

/// What a convolution reads.
private struct ConvolutionInput: Sendable {
  let number: Int
  let example: [Int]
  let weight: (name: String, shape: [Int])
  let bias: String?
  let groups, outputs: Int

  init(_ importer: inout ONNXImporter, _ node: ONNXNode, isTransposed: Bool) throws {
    (number, example) = try importer.examples(node, 0)
    weight = try importer.parameter(node, 1)
    let summand = try importer.operand(node, 2) == nil ? nil : importer.parameter(node, 2)
    bias = summand?.name
    groups = node.attributes["group"]?.integer ?? 1
    let shape = weight.shape
    guard 3...5 ~= shape.count, shape.count == example.count + 1, shape.allSatisfy({ $0 > 0 }) else {
      throw AssayError(
        .unsupported, "ONNX: convolutions are read along one to three axes", expected: "weights O×C×K… for \(example)",
        found: "\(shape)")
    }
    let (inputs, count) = isTransposed ? (shape[0], groups) : (shape[1], 1)
    guard 1...(1 << 20) ~= groups, isTransposed ? example[0] == inputs : example[0] == inputs * groups,
      shape[0] % groups == 0
    else {
      throw AssayError(
        .malformedData, "ONNX: a convolution's weights do not fit its images", expected: "\(example[0]) channels",
        found: "weights \(shape) in \(groups) groups")
    }
    outputs = isTransposed ? shape[1] * count : shape[0]
    guard summand.map({ $0.shape == [outputs] }) ?? true else {
      throw AssayError(
        .malformedData, "ONNX: a convolution's bias does not fit its weights", expected: "\(outputs) numbers",
        found: "\(summand?.shape ?? [])")
    }
  }

  /// Images, where there are two axes of pixels.
  var images: Shape { Shape(example) }

  func multiplyAdds(_ counts: [Int]) -> Int { counts.reduce(weight.shape.reduce(1, *), *) }
}

extension ONNXImporter {
  /// A convolution of images with a step of its own, and the number of its input: `number` with its padding made even.
  fileprivate mutating func planConvolution(
    _ node: ONNXNode, _ number: Int, _ images: Shape, _ input: ConvolutionInput, _ window: ONNXWindow
  ) throws -> (number: Int, operation: @Sendable ((String) -> Tensor) -> PlanOperation) {
    let padded = try appendMargin(node, number, images, window.outer, fill: 0).number
    let geometry = ConvolutionGeometry(
      stride: window.stride, padding: window.padding, dilation: window.dilation, groups: input.groups)
    let kernel = Shape(Array(input.weight.shape[..<2]) + [window.kernel.height, window.kernel.width])
    return (
      padded,
      { parameter in
        let weight = parameter(input.weight.name).reshaped(to: kernel)
        return .convolution(weight: weight, bias: input.bias.map { parameter($0) }, geometry: geometry)
      }
    )
  }

  /// A convolution along one axis: that of images of one row.
  fileprivate mutating func appendRowConvolution(
    _ node: ONNXNode, _ input: ConvolutionInput, _ window: ONNXWindow, _ count: Int
  ) throws {
    let row = try appendPlanar(node, input.number, input.example)
    let images = Shape([input.example[0], 1, input.example[1]])
    let (padded, operation) = try planConvolution(node, row, images, input, window)
    let step = try appendStep(
      named: node.layerName + ".convolution", [padded], shape: [input.outputs, 1, count],
      multiplyAdds: input.multiplyAdds([count]), operation)
    try append(node, [step], shape: BatchShape(example: [input.outputs, count])) { _ in .flatten }
  }

  /// A convolution without a step of its own.
  fileprivate mutating func appendConvolution(
    _ node: ONNXNode, _ input: ConvolutionInput, shape: BatchShape, _ counts: [Int],
    _ body: @escaping @Sendable (_ x: Tensor, _ weight: Tensor, _ bias: Tensor?) -> Tensor
  ) throws {
    let before = BatchShape(example: input.example)
    try append(node, [input.number], shape: shape, multiplyAdds: input.multiplyAdds(counts)) { parameter in
      let (weight, bias) = (parameter(input.weight.name), input.bias.map { parameter($0) })
      return .function(
        GraphFunction(node.operation, form: .linear) { values in
          shape.examples(of: body(before.batch(of: values[0]), weight, bias), count: values[0].shape[0])
        })
    }
  }
}
