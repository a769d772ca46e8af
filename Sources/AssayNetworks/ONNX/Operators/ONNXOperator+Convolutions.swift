import AssayBase
import AssayTensor

extension ONNXOperator {
  /// Convolutions.
  static let convolutions = [
    ONNXOperator("Conv") { importer, node in
      let (number, images) = try importer.images(node, 0)
      let weight = try importer.parameter(node, 1)
      let bias = try importer.operand(node, 2) == nil ? nil : importer.parameter(node, 2).name
      guard weight.shape.count == 4, weight.shape.allSatisfy({ $0 > 0 }) else {
        throw AssayError(
          .unsupported, "ONNX: only two-dimensional convolutions are read", expected: "weights O×C×KH×KW",
          found: "\(weight.shape)")
      }
      let groups = node.attributes["group"]?.integer ?? 1
      guard groups > 0, images[0] == weight.shape[1] * groups, weight.shape[0] % groups == 0 else {
        throw AssayError(
          .malformedData, "ONNX: a convolution's weights do not fit its images", expected: "\(images[0]) channels",
          found: "weights \(weight.shape) in \(groups) groups")
      }
      let window = try ONNXWindow(node, kernel: (weight.shape[2], weight.shape[3]), images: images)
      let padded = try importer.appendMargin(node, number, images, window.outer, fill: 0)
      let geometry = ConvolutionGeometry(
        stride: window.stride, padding: window.padding, dilation: window.dilation, groups: groups)
      let size = geometry.outputSize(
        height: padded.shape[1], width: padded.shape[2], kernelHeight: weight.shape[2], kernelWidth: weight.shape[3])
      guard size.height > 0, size.width > 0 else {
        throw AssayError(
          .malformedData, "ONNX: a kernel is larger than its images", expected: "at most \(padded.shape)",
          found: "\(weight.shape)")
      }
      let output = BatchShape(example: [weight.shape[0], size.height, size.width])
      try importer.append(
        node, [padded.number], shape: output,
        multiplyAdds: output.countPerExample * weight.shape.dropFirst().reduce(1, *)
      ) { parameter in
        .convolution(weight: parameter(weight.name), bias: bias.map { parameter($0) }, geometry: geometry)
      }
    }
  ]
}

/// The window of a convolution or a pooling, as a node's settings give it.
struct ONNXWindow {
  let kernel, stride, dilation: (height: Int, width: Int)
  /// The padding on either side, where it is the same.
  let padding: (height: Int, width: Int)
  /// Further padding on some sides only.
  let outer: Margins?

  init(_ node: ONNXNode, kernel: (height: Int, width: Int)? = nil, images: Shape) throws {
    func pair(_ name: String, _ value: (height: Int, width: Int)) throws -> (height: Int, width: Int) {
      let numbers = node.attributes[name]?.integers ?? []
      if numbers.isEmpty { return value }
      guard numbers.count == 2, numbers.allSatisfy({ 1...(1 << 20) ~= $0 }) else {
        throw AssayError(
          .unsupported, "ONNX: only windows of two dimensions are read", expected: "two positive numbers",
          found: "\(numbers)", at: name)
      }
      return (numbers[0], numbers[1])
    }
    guard let kernel = try kernel ?? (node.attributes["kernel_shape"].map { _ in try pair("kernel_shape", (1, 1)) })
    else { throw AssayError(.malformedData, "ONNX: a window without a size", expected: "kernel_shape") }
    (self.kernel, stride, dilation) = (kernel, try pair("strides", (1, 1)), try pair("dilations", (1, 1)))
    var pads = node.attributes["pads"]?.integers ?? []
    if pads.isEmpty { pads = [0, 0, 0, 0] }
    guard pads.count == 4, pads.allSatisfy({ 0...(1 << 20) ~= $0 }) else {
      throw AssayError(
        .unsupported, "ONNX: padding of this form is not read", expected: "four numbers, none negative",
        found: "\(pads)", at: "pads")
    }
    switch node.attributes["auto_pad"]?.text ?? "NOTSET" {
    case "NOTSET": break
    case "VALID": pads = [0, 0, 0, 0]
    case let text where text == "SAME_UPPER" || text == "SAME_LOWER":
      let isUpper = text == "SAME_UPPER"
      func same(_ size: Int, _ kernel: Int, _ stride: Int, _ dilation: Int) -> (Int, Int) {
        let total = max(0, ((size + stride - 1) / stride - 1) * stride + dilation * (kernel - 1) + 1 - size)
        return isUpper ? (total / 2, total - total / 2) : (total - total / 2, total / 2)
      }
      let rows = same(images[1], kernel.height, stride.height, dilation.height)
      let columns = same(images[2], kernel.width, stride.width, dilation.width)
      pads = [rows.0, columns.0, rows.1, columns.1]
    case let text:
      throw AssayError(.malformedData, "ONNX: an unknown kind of padding", found: "“\(text)”", at: "auto_pad")
    }
    padding = (min(pads[0], pads[2]), min(pads[1], pads[3]))
    let margins = Margins(
      top: pads[0] - padding.height, bottom: pads[2] - padding.height, left: pads[1] - padding.width,
      right: pads[3] - padding.width)
    let isEven = pads[0] == pads[2] && pads[1] == pads[3]
    outer = isEven ? nil : margins
  }

  /// The shape of images with the further padding.
  func padded(_ images: Shape) -> Shape { outer?.around(images) ?? images }

  /// - Throws: `AssayError(.unsupported)` where a pooling's window fits nowhere, or may lie beside all pixels.
  func checkEachSeesPixels(of images: Shape) throws {
    func sees(_ size: Int, _ kernel: Int, _ padding: Int, _ dilation: Int) -> Bool {
      let reach = dilation * (kernel - 1)
      return padding <= reach && reach < size + 2 * padding && (kernel == 1 || dilation <= size)
    }
    guard sees(images[1], kernel.height, padding.height, dilation.height),
      sees(images[2], kernel.width, padding.width, dilation.width)
    else {
      throw AssayError(
        .unsupported, "ONNX: a pooling's window that does not fit, or sees no pixels", expected: "within \(images)",
        found: "\(kernel), padding \(padding), dilation \(dilation)")
    }
  }
}

extension Margins {
  /// The shape of C×H×W images with these margins.
  func around(_ images: Shape) -> Shape { [images[0], images[1] + top + bottom, images[2] + left + right] }
}

extension ONNXImporter {
  /// Appends a step that puts a margin around images, where there is one to put.
  mutating func appendMargin(
    _ node: ONNXNode, _ number: Int, _ images: Shape, _ margins: Margins?, fill: Float
  ) throws -> (number: Int, shape: Shape) {
    guard let margins else { return (number, images) }
    let shape = margins.around(images)
    let step = try appendStep(named: node.layerName + ".margin", [number], shape: shape) { _ in
      .function(GraphFunction("pad", form: .linear) { $0[0].padded(margins, with: .constant(fill)) })
    }
    return (step, shape)
  }
}
