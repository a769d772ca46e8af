import AssayBase
import AssayTensor

/// What becomes of the numbers when a function of constants is computed while reading.
enum ONNXFolding {
  /// Integers where all that is read are integers, as for nearly every operator.
  case sameType
  /// Numbers that are read, in other places: integers of any size, and those that depend on the number of images.
  case moved
  /// Floats, whatever is read.
  case floats
}

extension ONNXImporter {
  /// The most integers that floats count without a gap.
  private static let exactIntegers = 1 << 24

  /// What a function of constants makes of them.
  func folded(
    _ constants: [ONNXConstant], shape: BatchShape, _ folding: ONNXFolding, _ body: ([Tensor]) -> Tensor
  ) throws -> ONNXConstant {
    let extents = try checked(shape.extents.map(\.factor), from: constants)
    if BatchShape.product(extents) == 0 {
      return ONNXConstant(shape: extents, constants.contains(where: \.isIntegral) ? .integers([]) : .floats([]))
    }
    guard extents.count <= Self.largestRank,
      constants.allSatisfy({ $0.shape.count <= Self.largestRank && $0.count > 0 })
    else {
      throw AssayError(
        .unsupported, "ONNX: arithmetic on constants of this shape is not read",
        expected: "up to \(Self.largestRank) axes, none empty",
        found: constants.map { "\($0.shape)" }.joined(separator: ", "))
    }
    if case .moved = folding, constants.allSatisfy(\.isIntegral) { return try moved(constants, extents, body) }
    let tensors = try constants.map { constant -> Tensor in
      guard let tensor = try constant.tensor(in: source) else {
        throw AssayError(.unsupported, "ONNX: arithmetic on numbers that depend on the number of images")
      }
      return tensor
    }
    let numbers = body(tensors).reshaped(to: Shape(extents)).elements
    if case .sameType = folding, constants.allSatisfy(\.isIntegral) {
      return ONNXConstant(shape: extents, .integers(try Self.integers(numbers)))
    }
    return ONNXConstant(shape: extents, .floats(numbers))
  }

  /// Where a function puts the numbers that it reads: it is shown their places instead.
  private func moved(
    _ constants: [ONNXConstant], _ shape: [Int], _ body: ([Tensor]) -> Tensor
  ) throws -> ONNXConstant {
    var (numbers, places) = ([BatchExtent](), [Tensor]())
    for constant in constants {
      let first = numbers.count
      numbers += try constant.extents(in: source) ?? []
      guard numbers.count - first == constant.count, numbers.count <= Self.exactIntegers else {
        throw AssayError(
          .limitExceeded, "ONNX: more integers than are moved while reading", expected: "\(Self.exactIntegers)",
          found: "\(numbers.count)")
      }
      places.append(Tensor(shape: Shape(constant.shape), elements: (first..<numbers.count).map { Float($0) }))
    }
    let result = body(places).reshaped(to: Shape(shape)).elements
    return ONNXConstant(shape: shape, .integers(result.map { numbers[Int($0)] }))
  }

  /// Whole numbers, which floats hold exactly.
  static func integers(_ floats: [Float]) throws -> [BatchExtent] {
    guard floats.allSatisfy({ $0.magnitude <= Float(exactIntegers) }) else {
      throw AssayError(
        .unsupported, "ONNX: arithmetic on integers of this size is not read", expected: "up to \(exactIntegers)",
        found: "\(floats.map(\.magnitude).max() ?? 0)")
    }
    return floats.map { .fixed(Int($0)) }
  }

  /// The shape of a constant that is computed of others, if it does not outgrow them by far.
  func checked(_ shape: [Int], from constants: [ONNXConstant]) throws -> [Int] {
    let count = BatchShape.product(shape)
    if count <= constants.reduce(0, { max($0, $1.count) }) { return shape }
    return try ONNXOperator.checked(shape)
  }

  /// Computes an operator on constants, the first axis of the first of which is taken for that of examples.
  mutating func foldExamples(_ node: ONNXNode, _ known: ONNXOperator) throws {
    guard let constant = try required(node, 0).constant, constant.shape.count >= 2, constant.count > 0,
      !node.inputs.dropFirst().contains(node.inputs[0]), let tensor = try constant.tensor(in: source)
    else {
      throw AssayError(
        .unsupported, "ONNX: the operator is read for values with an axis of examples", expected: "N×C×…",
        found: "\(try required(node, 0).shape)")
    }
    let example = Array(constant.shape.dropFirst())
    var inner = beginning(with: node.inputs[0], example: example)
    try known.read(&inner, node)
    let planShape = BatchShape(example: example).planShape
    let examples = tensor.reshaped(to: Shape([constant.shape[0]] + planShape.dimensions))
    for (index, name) in node.outputs.enumerated() {
      guard !name.isEmpty, let result = try? inner.operand(named: name) else { continue }
      guard case .value(let number, let shape) = result else {
        write(result, to: node, index)
        continue
      }
      for step in inner.steps { _ = try checked([constant.shape[0]] + step.shape.dimensions, from: [constant]) }
      let graph = GraphLayer(name: name, input: planShape, parameters: [], steps: inner.steps, output: number)
      let values = graph(examples, LayerContext(parameters: inner.tensors, mode: .evaluation))
      let extents = shape.shape(forBatchOf: constant.shape[0]).dimensions
      let folded = ONNXConstant(shape: extents, .floats(shape.batch(of: values).elements))
      write(.constant(folded), to: node, index)
    }
  }
}

extension ONNXOperand {
  /// The constant; nil for what depends on the pixels.
  var constant: ONNXConstant? {
    if case .constant(let constant) = self { return constant }
    return nil
  }
}
