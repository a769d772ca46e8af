import AssayBase
import AssayTensor

/// What a node reads.
extension ONNXImporter {
  /// What the name stands for.
  ///
  /// - Throws: `AssayError(.malformedData)` for a name that no node before writes.
  func operand(named name: String) throws -> ONNXOperand {
    guard let operand = operands[name] else {
      if let node = file.graph.nodes.first(where: { $0.outputs.dropFirst().contains(name) }) {
        throw AssayError(
          .unsupported, "ONNX: a result that is not computed", found: "“\(name)” of “\(node.name)” (\(node.operation))",
          advice: ONNXOperator.adviceOnRefusal)
      }
      throw AssayError(
        .malformedData, "ONNX: a value that nothing writes before it is read", found: "“\(name)”")
    }
    return operand
  }

  /// Input `index` of `node`; nil when it is left out.
  func operand(_ node: ONNXNode, _ index: Int) throws -> ONNXOperand? {
    guard index < node.inputs.count, !node.inputs[index].isEmpty else { return nil }
    return try operand(named: node.inputs[index])
  }

  /// Input `index` of `node`, which must be there.
  func required(_ node: ONNXNode, _ index: Int) throws -> ONNXOperand {
    guard let operand = try operand(node, index) else {
      throw AssayError(
        .malformedData, "ONNX: an input is missing", expected: "at least \(index + 1)", found: "\(node.inputs.count)")
    }
    return operand
  }

  /// Input `index` of `node`, which depends on the pixels.
  func value(_ node: ONNXNode, _ index: Int) throws -> (number: Int, shape: BatchShape) {
    guard case .value(let number, let shape) = try required(node, index) else {
      throw AssayError(
        .unsupported, "ONNX: the operator is read only for what depends on the images",
        found: "the constant “\(node.inputs[index])”")
    }
    return (number, shape)
  }

  /// Input `index` of `node`, which depends on the pixels and is one image an example.
  mutating func images(_ node: ONNXNode, _ index: Int) throws -> (number: Int, shape: Shape) {
    let (number, shape) = try value(node, index)
    guard let example = shape.example, example.count == 3 else {
      throw AssayError(
        .unsupported, "ONNX: the operator is read for images only", expected: "N×C×H×W", found: "\(shape)")
    }
    return (try asImages(node, number, shape).number, Shape(example))
  }

  /// Input `index` of `node`, which depends on the pixels, with the shape of one example.
  mutating func examples(_ node: ONNXNode, _ index: Int) throws -> (number: Int, example: [Int]) {
    let (number, shape) = try value(node, index)
    guard let example = shape.example, !example.isEmpty else {
      throw AssayError(
        .unsupported, "ONNX: the operator is read for values whose first axis is that of the images",
        expected: "N×C×…", found: "\(shape)")
    }
    return (try asImages(node, number, shape).number, example)
  }

  /// Input `index` of `node`, a constant; nil when it is left out.
  func constant(_ node: ONNXNode, _ index: Int) throws -> ONNXConstant? {
    switch try operand(node, index) {
    case nil: return nil
    case .constant(let constant): return constant
    case .value:
      throw AssayError(
        .unsupported, "ONNX: an input may not depend on the images here", expected: "a constant",
        found: "“\(node.inputs[index])”")
    }
  }

  /// The floats of input `index` of `node`, a constant; nil when it is left out.
  func floats(_ node: ONNXNode, _ index: Int) throws -> [Float]? {
    guard let constant = try constant(node, index) else { return nil }
    guard let floats = try constant.floats(in: source) else {
      throw AssayError(.unsupported, "ONNX: a number that depends on the number of images, where it may not")
    }
    return floats
  }

  /// The integers of input `index` of `node`, a constant, some of them multiples of the number of images.
  func extents(_ node: ONNXNode, _ index: Int) throws -> [BatchExtent]? {
    guard let constant = try constant(node, index) else { return nil }
    guard let extents = try constant.extents(in: source) else {
      throw AssayError(.malformedData, "ONNX: there are floats where integers are needed", found: node.inputs[index])
    }
    return extents
  }

  /// The integers of input `index` of `node`, a constant.
  func integers(_ node: ONNXNode, _ index: Int) throws -> [Int]? {
    try extents(node, index).map { extents in
      let numbers = extents.compactMap(\.number)
      guard numbers.count == extents.count else {
        throw AssayError(.unsupported, "ONNX: a number that depends on the number of images, where it may not")
      }
      return numbers
    }
  }

  /// A setting that newer versions read from input `index`, and older ones from an attribute; nil where it is neither.
  func integers(_ node: ONNXNode, _ index: Int, or attribute: String) throws -> [Int]? {
    if let numbers = try integers(node, index) { return numbers }
    return node.attributes[attribute].map { $0.integers.isEmpty ? $0.integer.map { [$0] } ?? [] : $0.integers }
  }
}
