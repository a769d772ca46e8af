import AssayBase
import AssayTensor

extension ONNXOperator {
  /// Quantisation: rounded forwards, and passed straight through backwards.
  ///
  /// The derivative of rounding is 0 almost everywhere, so a gradient through it says nothing. In its place stands that of
  /// clipping to what rounds to the range of the integers: 1 within, 0 beyond (the straight-through estimator, Bengio, Léonard and
  /// Courville 2013, section 2.4). Attacks that need gradients see the network as if it were not rounded.
  static let quantizations = [
    ONNXOperator("QuantizeLinear") { importer, node in
      let operand = try importer.required(node, 0)
      let scale = try importer.quantizationScale(node, operand.shape)
      let range = try importer.quantizationRange(node)
      if !operand.isConstant { importer.note(roundingNote) }
      try importer.appendFunction(
        node, of: [(node.inputs[0], operand)], shape: operand.shape, form: .elementwise, folding: .floats
      ) { $0[0].quantized(step: scale.step, zero: scale.zero, range) }
    },
    ONNXOperator("DequantizeLinear") { importer, node in
      let operand = try importer.required(node, 0)
      let scale = try importer.quantizationScale(node, operand.shape)
      try importer.appendFunction(
        node, of: [(node.inputs[0], operand)], shape: operand.shape, form: .elementwise, folding: .floats
      ) { parts in
        let x = parts[0]
        return (x - scale.zero.broadcast(to: x.shape)) * scale.step.broadcast(to: x.shape)
      }
    },
    ONNXOperator("DynamicQuantizeLinear") { importer, node in
      let operand = try importer.required(node, 0)
      let shape = operand.shape
      guard operand.isConstant || shape.example != nil else {
        throw AssayError(
          .unsupported, "ONNX: a range is taken from each image, where images come first", expected: "N×…",
          found: "\(shape)")
      }
      let inputs = try importer.inputs(of: node)
      let single: BatchShape
      if operand.isConstant {
        single = BatchShape([])
      } else {
        importer.note(roundingNote)
        importer.note("ranges of integers are taken from each image alone, as for one image at a time")
        // One number an image, that can be repeated along the others' axes.
        single = BatchShape(example: [Int](repeating: 1, count: shape.rank - 1))
      }
      // A constant has one range for all of it.
      let first = operand.isConstant ? 0 : 1
      try importer.appendFunction(node, of: inputs, shape: shape, folding: .floats) { parts in
        let (step, zero) = parts[0].dynamicRange(from: first)
        return parts[0].quantized(step: step, zero: zero, 0...255)
      }
      try importer.appendFunction(node, output: 1, of: inputs, shape: single, folding: .floats) {
        $0[0].dynamicRange(from: first).step
      }
      try importer.appendFunction(node, output: 2, of: inputs, shape: single, folding: .floats) {
        $0[0].dynamicRange(from: first).zero
      }
    },
  ]

  private static let roundingNote =
    "values are rounded to integers, which gradients pass straight through: they are those of the network before rounding"
}

extension Tensor {
  /// The integers of `range` that stand for the numbers, straight through for gradients where rounding ends in the range.
  fileprivate func quantized(step: Tensor, zero: Tensor, _ range: ClosedRange<Int>) -> Tensor {
    let (low, high) = (Float(range.lowerBound), Float(range.upperBound))
    let (scaled, zero) = (self / step.broadcast(to: shape), zero.broadcast(to: shape))
    let inside = (scaled + zero).clamped(low - 0.5, high + 0.5)
    let whole = (scaled.detached.rounded() + zero).clamped(low, high)
    // The difference of a number and the integer next to it is exact, and so is this sum.
    return inside + (whole - inside.detached)
  }

  /// What one step of unsigned bytes is worth and which stands for 0, so that the range along the axes from `first` on
  /// fits; no gradient.
  fileprivate func dynamicRange(from first: Int) -> (step: Tensor, zero: Tensor) {
    let numbers = detached
    let axes = Array(first..<shape.rank)
    let highest = axes.reduce(numbers) { $0.maximum(axis: $1, keepingAxis: true) }.relu()
    let lowest = axes.reduce(-numbers) { $0.maximum(axis: $1, keepingAxis: true) }.relu()
    let width = (highest + lowest) / 255
    // An image of zeros has a range of none: any step will do.
    let step = Tensor(shape: width.shape, elements: width.elements.map { $0 > 0 ? $0 : 1 })
    return (step, (lowest / step).rounded().clamped(0, 255))
  }
}

extension ONNXImporter {
  /// What one step of the integers is worth and which stands for 0, shaped to be repeated along a value of `shape`.
  fileprivate func quantizationScale(_ node: ONNXNode, _ shape: BatchShape) throws -> (step: Tensor, zero: Tensor) {
    guard var steps = try floats(node, 1), !steps.isEmpty, steps.allSatisfy({ $0.isFinite && $0 > 0 }) else {
      throw AssayError(.unsupported, "ONNX: quantisation is read with constant steps, all positive", at: "scale")
    }
    let zeros = try floats(node, 2) ?? [Float](repeating: 0, count: steps.count)
    if steps.count == 1, zeros.count > 1 { steps = [Float](repeating: steps[0], count: zeros.count) }
    guard zeros.count == steps.count, node.attributes["block_size"]?.integer ?? 0 == 0 else {
      throw AssayError(
        .unsupported, "ONNX: quantisation is read with one step, or one along an axis", expected: "\(steps.count)",
        found: "\(zeros.count)")
    }
    var extents = [Int](repeating: 1, count: shape.rank)
    if steps.count > 1 {
      let axis = try shape.checkedAxis(node.attributes["axis"]?.integer ?? 1)
      guard shape.extents[axis] == .fixed(steps.count) else {
        throw AssayError(
          .malformedData, "ONNX: as many steps as along the axis", expected: "\(shape.extents[axis])",
          found: "\(steps.count)")
      }
      extents[axis] = steps.count
    }
    return (Tensor(shape: Shape(extents), elements: steps), Tensor(shape: Shape(extents), elements: zeros))
  }

  /// The integers there are: those of the zero point's type, or without one those that the node names, else unsigned bytes.
  fileprivate func quantizationRange(_ node: ONNXNode) throws -> ClosedRange<Int> {
    let type: ArchiveElementType?
    switch try constant(node, 2)?.numbers {
    case nil:
      let types: [Int: ArchiveElementType] = [0: .uint8, 2: .uint8, 3: .int8, 4: .uint16, 5: .int16]
      type = types[node.attributes["output_dtype"]?.integer ?? 0]
    case .stored(let tensor): type = tensor.type
    case .floats, .integers:
      throw AssayError(.unsupported, "ONNX: a zero point that is computed", found: node.inputs[2])
    }
    switch type {
    case .uint8: return 0...255
    case .int8: return -128...127
    case .uint16: return 0...65535
    case .int16: return -32768...32767
    default:
      throw AssayError(
        .unsupported, "ONNX: integers of this type are not read", expected: "8 or 16 bits",
        found: type?.rawValue ?? "output_dtype \(node.attributes["output_dtype"]?.integer ?? 0)")
    }
  }
}
