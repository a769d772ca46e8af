import AssayBase
import AssayTensor

/// The window of a convolution or a pooling along each axis of pixels, as a node's settings give it.
struct ONNXWindow: Sendable {
  /// A window along one axis of `size` pixels.
  struct Axis: Sendable {
    let size, kernel, stride, dilation: Int
    /// The padding before the first pixel and after the last; negative where pixels are cropped.
    var before, after: Int

    /// One pixel, seen by one window.
    static let single = Axis(size: 1, kernel: 1, stride: 1, dilation: 1, before: 0, after: 0)

    /// The pixels from a window's first to its last.
    var reach: Int { dilation * (kernel - 1) + 1 }

    /// The number of windows; 0 where none fits.
    ///
    /// Where the last is cut short, it counts unless it begins behind all pixels.
    func count(roundsUp: Bool = false) -> Int {
      let room = size + before + after - reach
      guard room >= 0 else { return 0 }
      let count = (roundsUp ? (room + stride - 1) / stride : room / stride) + 1
      return roundsUp && (count - 1) * stride >= size + before ? count - 1 : count
    }

    /// Where a window's taps are, some of them perhaps beside the pixels.
    func places(_ window: Int) -> [Int] { (0..<kernel).map { window * stride + $0 * dilation - before } }

    /// Whether every one of `count` windows sees a pixel.
    func seesPixels(_ count: Int) -> Bool {
      (0..<count).allSatisfy { window in places(window).contains { 0..<size ~= $0 } }
    }
  }

  private(set) var axes: [Axis]

  /// - Parameters:
  ///   - kernel: The extents of the window; nil where the node has a setting for them.
  ///   - sizes: The extents of the pixels.
  init(_ node: ONNXNode, kernel: [Int]? = nil, sizes: [Int]) throws {
    let count = sizes.count
    func row(_ name: String, _ value: Int) throws -> [Int] {
      let numbers = node.attributes[name]?.integers ?? []
      if numbers.isEmpty { return [Int](repeating: value, count: count) }
      guard numbers.count == count, numbers.allSatisfy({ 1...(1 << 20) ~= $0 }) else {
        throw AssayError(
          .unsupported, "ONNX: a window with other axes than its images", expected: "\(count) positive numbers",
          found: "\(numbers)", at: name)
      }
      return numbers
    }
    guard kernel != nil || node.attributes["kernel_shape"] != nil else {
      throw AssayError(.malformedData, "ONNX: a window without a size", expected: "kernel_shape")
    }
    let (extents, strides, dilations) = (
      try kernel ?? row("kernel_shape", 1), try row("strides", 1), try row("dilations", 1)
    )
    guard extents.count == count, extents.allSatisfy({ 1...(1 << 20) ~= $0 }) else {
      throw AssayError(
        .malformedData, "ONNX: a window with other axes than its images", expected: "\(count)", found: "\(extents)")
    }
    axes = sizes.indices.map {
      Axis(size: sizes[$0], kernel: extents[$0], stride: strides[$0], dilation: dilations[$0], before: 0, after: 0)
    }
    try pad(node)
  }

  private mutating func pad(_ node: ONNXNode) throws {
    let count = axes.count
    let pads = node.attributes["pads"]?.integers ?? []
    let kind = node.attributes["auto_pad"]?.text ?? "NOTSET"
    switch kind {
    case "VALID": break
    case "NOTSET", "":
      if pads.isEmpty { break }
      guard pads.count == 2 * count, pads.allSatisfy({ 0...(1 << 20) ~= $0 }) else {
        throw AssayError(
          .unsupported, "ONNX: padding of this form is not read", expected: "\(2 * count) numbers, none negative",
          found: "\(pads)", at: "pads")
      }
      for index in axes.indices { (axes[index].before, axes[index].after) = (pads[index], pads[count + index]) }
    case "SAME_UPPER", "SAME_LOWER":
      for (index, axis) in axes.enumerated() {
        let total = max(0, ((axis.size + axis.stride - 1) / axis.stride - 1) * axis.stride + axis.reach - axis.size)
        setPadding(index, total, upper: kind == "SAME_UPPER")
      }
    default: throw AssayError(.malformedData, "ONNX: an unknown kind of padding", found: "“\(kind)”", at: "auto_pad")
    }
  }

  /// Divides the padding of an axis between its ends; what is left over goes to the upper one or to the lower.
  mutating func setPadding(_ axis: Int, _ total: Int, upper: Bool) {
    let less = total >= 0 ? total / 2 : -((1 - total) / 2)
    (axes[axis].before, axes[axis].after) = upper ? (less, total - less) : (total - less, less)
  }

  /// The number of windows along each axis.
  func counts(roundsUp: Bool = false) -> [Int] { axes.map { $0.count(roundsUp: roundsUp) } }

  // MARK: Two axes, which have steps of their own

  /// The same with an axis of one pixel in front: rows of pixels as images.
  var planar: ONNXWindow {
    var planar = self
    planar.axes.insert(.single, at: 0)
    return planar
  }

  var kernel: (height: Int, width: Int) { (axes[0].kernel, axes[1].kernel) }
  var stride: (height: Int, width: Int) { (axes[0].stride, axes[1].stride) }
  var dilation: (height: Int, width: Int) { (axes[0].dilation, axes[1].dilation) }
  /// The padding on either side, where it is the same.
  var padding: (height: Int, width: Int) {
    (max(0, min(axes[0].before, axes[0].after)), max(0, min(axes[1].before, axes[1].after)))
  }
  /// Further padding on some sides only.
  var outer: Margins? {
    let margins = Margins(
      top: axes[0].before - padding.height, bottom: axes[0].after - padding.height,
      left: axes[1].before - padding.width, right: axes[1].after - padding.width)
    return margins == Margins(0) ? nil : margins
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

  /// Appends a step that shows rows of pixels, C×W, as images of one row.
  mutating func appendPlanar(_ node: ONNXNode, _ number: Int, _ example: [Int]) throws -> Int {
    try appendStep(named: node.layerName + ".planar", [number], shape: [example[0], 1, example[1]]) { _ in
      .function(
        GraphFunction("reshape", form: .linear) { $0[0].reshaped(to: [$0[0].shape[0], example[0], 1, example[1]]) })
    }
  }
}
