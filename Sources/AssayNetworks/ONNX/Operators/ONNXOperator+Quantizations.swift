import AssayBase
import AssayTensor

extension ONNXOperator {
  /// Quantisation: rounded forwards, and passed straight through backwards.
  ///
  /// The derivative of rounding is 0 almost everywhere, so a gradient through it says nothing. In its place stands that of
  /// clipping to the range of the integers: 1 within, 0 beyond (the straight-through estimator, Bengio, Léonard and
  /// Courville 2013, section 2.4). Attacks that need gradients see the network as if it were not rounded.
  static let quantizations = [
    ONNXOperator("QuantizeLinear") { importer, node in
      let operand = try importer.required(node, 0)
      let scale = try importer.quantizationScale(node, operand.shape)
      let range = try importer.quantizationRange(node)
      let (low, high) = (Float(range.lowerBound), Float(range.upperBound))
      try importer.appendFunction(
        node, of: [(node.inputs[0], operand)], shape: operand.shape, form: .elementwise
      ) { parts in
        let x = parts[0]
        let exact = x / scale.step.broadcast(to: x.shape) + scale.zero.broadcast(to: x.shape)
        let inside = exact.clamped(low, high)
        let whole = ((x / scale.step.broadcast(to: x.shape)).rounded() + scale.zero.broadcast(to: x.shape))
          .clamped(low, high).detached
        return inside + (whole - inside.detached)
      }
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
  ]
}

extension ONNXImporter {
  /// What one step of the integers is worth and which stands for 0, shaped to be repeated along a value of `shape`.
  fileprivate func quantizationScale(_ node: ONNXNode, _ shape: BatchShape) throws -> (step: Tensor, zero: Tensor) {
    guard let steps = try floats(node, 1), !steps.isEmpty, steps.allSatisfy({ $0.isFinite && $0 > 0 }) else {
      throw AssayError(.unsupported, "ONNX: quantisation is read with constant steps, all positive", at: "scale")
    }
    let zeros = try floats(node, 2) ?? [Float](repeating: 0, count: steps.count)
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

  /// The integers there are: those of the zero point's type, unsigned bytes without one.
  fileprivate func quantizationRange(_ node: ONNXNode) throws -> ClosedRange<Int> {
    guard let constant = try constant(node, 2) else {
      guard node.attributes["output_dtype"]?.integer ?? 2 == 2 else {
        throw AssayError(.unsupported, "ONNX: the integers' type is read from the zero point", at: "output_dtype")
      }
      return 0...255
    }
    guard case .stored(let tensor) = constant.numbers else {
      throw AssayError(.unsupported, "ONNX: a zero point that is computed", found: node.inputs[2])
    }
    switch tensor.type {
    case .uint8: return 0...255
    case .int8: return -128...127
    case .uint16: return 0...65535
    case .int16: return -32768...32767
    default:
      throw AssayError(.unsupported, "ONNX: integers of this type are not read", found: tensor.type.rawValue)
    }
  }
}
