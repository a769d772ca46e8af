import AssayBase
import AssayTensor

extension ONNXOperator {
  /// Operators on two values, or on a value and a constant.
  static let arithmetic = [
    binary(
      "Add", { $0.adding($1) }, { $0 + $1 },
      isSum: true,
      affine: { constant, _ in (nil, constant) }),
    binary(
      "Sub", { $0.adding($1.multiplied(by: -1)) }, { $0 - $1 },
      isSum: true,
      affine: { constant, isLeft in isLeft ? (constant * 0 - 1, constant) : (nil, -constant) }),
    binary(
      "Mul", { $0.times($1) }, { $0 * $1 },
      affine: { constant, _ in (constant, nil) }),
    binary(
      "Div", { $0.divided(by: $1) }, { $0 / $1 },
      affine: { constant, isLeft in isLeft ? nil : (constant.reciprocal(), nil) }),
    ONNXOperator("Mod") { importer, node in try importer.readRemainder(node) },
    several("Min") { Tensor.minimum($0, $1) },
    several("Max") { Tensor.maximum($0, $1) },
    several("Sum", form: .linear) { $0 + $1 },
    several("Mean", form: .linear, isMean: true) { $0 + $1 },
  ]

  /// An operator on any number of operands, two at a time.
  private static func several(
    _ name: String, form: GraphFunction.Form? = nil, isMean: Bool = false,
    _ body: @escaping @Sendable (Tensor, Tensor) -> Tensor
  ) -> ONNXOperator {
    ONNXOperator(name) { importer, node in
      let inputs = try importer.inputs(of: node)
      guard !inputs.isEmpty else { throw AssayError(.malformedData, "ONNX: an operator on nothing") }
      let shape = try importer.commonShape(of: inputs.map(\.operand))
      let count = Float(inputs.count)
      let known = form ?? importer.form(of: inputs.map(\.operand), shape)
      try importer.appendFunction(node, of: inputs, shape: shape, form: known) { parts in
        let result = parts.dropFirst().reduce(parts[0], body)
        return isMean ? result / count : result
      }
    }
  }

  /// An operator on two operands: shapes are computed at once, a constant for each channel becomes an affine step that
  /// can be folded, everything else a function.
  private static func binary(
    _ name: String, _ extent: @escaping @Sendable (BatchExtent, BatchExtent) -> BatchExtent?,
    _ body: @escaping @Sendable (Tensor, Tensor) -> Tensor, isSum: Bool = false,
    affine: @escaping @Sendable (_ constant: Tensor, _ isLeft: Bool) -> (scale: Tensor?, shift: Tensor?)?
  ) -> ONNXOperator {
    ONNXOperator(name) { importer, node in
      let (left, right) = (try importer.required(node, 0), try importer.required(node, 1))
      guard node.inputs.count == 2 else {
        throw AssayError(.unsupported, "ONNX: the operator is read for two inputs", found: "\(node.inputs.count)")
      }
      if case .constant(let a) = left, case .constant(let b) = right, a.isIntegral, b.isIntegral {
        return try importer.foldIntegers(node, a, b, extent)
      }
      switch (left, right) {
      case (.value(let number, let shape), .constant(let constant)):
        let made = try importer.appendAffine(node, 1, number, shape, constant) { affine($0, false) }
        if !made { try importer.appendBinary(node, left, right, form: .linear, body) }
      case (.constant(let constant), .value(let number, let shape)):
        let made = try importer.appendAffine(node, 0, number, shape, constant) { affine($0, true) }
        if !made {
          try importer.appendBinary(node, left, right, form: affine(Tensor(1), true) == nil ? nil : .linear, body)
        }
      case (.value(var first, var a), .value(var second, var b)):
        // Images meet in one order.
        if a.isFlat != b.isFlat, a.extents.count == b.extents.count {
          (first, a) = try importer.asImages(node, first, a)
          (second, b) = try importer.asImages(node, second, b)
        }
        if name == "Add", a == b {
          try importer.append(node, [first, second], shape: a) { _ in .add }
        } else if name == "Mul", let gate = importer.gating(first, a, second, b) {
          try importer.append(node, gate.inputs, shape: gate.shape) { _ in gate.operation }
        } else {
          try importer.appendBinary(
            node, .value(number: first, shape: a), .value(number: second, shape: b), form: isSum ? .linear : .general,
            body)
        }
      default: try importer.appendBinary(node, left, right, form: .general, body)
      }
    }
  }
}

extension ONNXImporter {
  /// Computes an operator on integers.
  fileprivate mutating func foldIntegers(
    _ node: ONNXNode, _ a: ONNXConstant, _ b: ONNXConstant, _ extent: (BatchExtent, BatchExtent) -> BatchExtent?
  ) throws {
    let (x, y) = (try a.extents(in: source) ?? [], try b.extents(in: source) ?? [])
    let common = try ONNXBroadcast([a, b], in: self)
    let results = try zip(common.places[0], common.places[1]).map { first, second in
      guard let result = extent(x[first].plain, y[second].plain) else {
        throw AssayError(
          .unsupported, "ONNX: arithmetic on integers that is not read", found: "\(x[first]), \(y[second])")
      }
      return result
    }
    write(.constant(ONNXConstant(shape: common.shape, .integers(results))), to: node)
  }

  /// Remainders of constants: with the divisor's sign, or with `fmod` the dividend's.
  fileprivate mutating func readRemainder(_ node: ONNXNode) throws {
    let (a, b) = (try fixed(node, 0), try fixed(node, 1))
    let keepsSign = node.attributes["fmod"]?.integer ?? 0 != 0
    if a.isIntegral, b.isIntegral {
      return try foldIntegers(node, a, b) { keepsSign ? $0.truncatingRemainder(by: $1) : $0.remainder(by: $1) }
    }
    let common = try ONNXBroadcast([a, b], in: self)
    let (x, y) = (try a.floats(in: source) ?? [], try b.floats(in: source) ?? [])
    guard keepsSign else {
      throw AssayError(.malformedData, "ONNX: remainders of floats have the dividend's sign", expected: "fmod 1")
    }
    let results = zip(common.places[0], common.places[1]).map { x[$0].truncatingRemainder(dividingBy: y[$1]) }
    write(.constant(ONNXConstant(shape: common.shape, .floats(results))), to: node)
  }

  /// Appends a factor and a summand for each channel; false where the constant is none.
  fileprivate mutating func appendAffine(
    _ node: ONNXNode, _ index: Int, _ number: Int, _ shape: BatchShape, _ constant: ONNXConstant,
    _ make: @escaping @Sendable (Tensor) -> (scale: Tensor?, shift: Tensor?)?
  ) throws -> Bool {
    guard make(Tensor(1)) != nil else { return false }
    if try appendRowAffine(node, index, number, shape, constant, make) { return true }
    let (number, shape) = try asImages(node, number, shape)
    guard let example = shape.example, example.count == 3 || example.count == 1 else { return false }
    let channels = example[0]
    let aligned = [Int](repeating: 1, count: max(0, shape.rank - constant.shape.count)) + constant.shape
    let isByChannel = aligned == [1, channels] + [Int](repeating: 1, count: shape.rank - 2)
    guard constant.count == 1 && constant.shape.count <= shape.rank || isByChannel else { return false }
    let single = constant.count == 1 ? try constant.floats(in: source)?.first : nil
    let name = single == nil ? try register(constant, as: node.inputs[index], role: .weight) : ""
    try append(node, [number], shape: shape) { parameter in
      let tensor =
        single.map { Tensor(repeating: $0, shape: [channels]) } ?? parameter(name).reshaped(to: [channels])
      let (scale, shift) = make(tensor) ?? (nil, nil)
      return .affine(
        scale: scale ?? Tensor(repeating: 1, shape: [channels]), shift: shift ?? .zeros([channels]))
    }
    return true
  }

  /// Appends a factor and a summand for each place in a row; false where the constant is none, or the value has no rows.
  private mutating func appendRowAffine(
    _ node: ONNXNode, _ index: Int, _ number: Int, _ shape: BatchShape, _ constant: ONNXConstant,
    _ make: @escaping @Sendable (Tensor) -> (scale: Tensor?, shift: Tensor?)?
  ) throws -> Bool {
    guard shape.example?.count != 1, let columns = shape.columns, constant.shape.count <= shape.rank,
      constant.count == 1 || constant.count == columns && constant.shape.last == columns
    else { return false }
    let single = constant.count == 1 ? try constant.floats(in: source)?.first : nil
    let name = single == nil ? try register(constant, as: node.inputs[index], role: .weight) : ""
    let row: @Sendable ((String) -> Tensor) -> (scale: Tensor, shift: Tensor) = { parameter in
      let (scale, shift) = make(single.map { Tensor(repeating: $0, shape: [1]) } ?? parameter(name)) ?? (nil, nil)
      func whole(_ part: Tensor?, or number: Float) -> Tensor {
        guard let part else { return Tensor(repeating: number, shape: [columns]) }
        return part.reshaped(to: [part.count]).broadcast(to: [columns])
      }
      return (whole(scale, or: 1), whole(shift, or: 0))
    }
    let kind = node.operation
    try append(node, [number], shape: shape) { parameter in
      let (scale, shift) = row(parameter)
      return .function(
        GraphFunction(kind, form: .linear, kernel: .rowAffine(scale: scale, shift: shift)) { values in
          let rows = values[0].reshaped(to: [values[0].count / columns, columns])
          let result = rows * scale.broadcast(to: rows.shape) + shift.broadcast(to: rows.shape)
          return result.reshaped(to: values[0].shape)
        })
    }
    return true
  }

  /// Appends a function of two operands, of which either is repeated where the other is larger.
  fileprivate mutating func appendBinary(
    _ node: ONNXNode, _ left: ONNXOperand, _ right: ONNXOperand, form: GraphFunction.Form?,
    _ body: @escaping @Sendable (Tensor, Tensor) -> Tensor
  ) throws {
    guard let shape = left.shape.broadcast(with: right.shape) else { throw Self.misfit(left.shape, right.shape) }
    let operands = [(node.inputs[0], left), (node.inputs[1], right)]
    try appendFunction(node, of: operands, shape: shape, form: form ?? self.form(of: [left, right], shape)) {
      body($0[0], $0[1])
    }
  }

  static func misfit(_ left: BatchShape, _ right: BatchShape) -> AssayError {
    AssayError(.malformedData, "ONNX: two shapes that do not fit", found: "\(left) and \(right)")
  }

  /// What a product of two values is, where it has an operation of its own: x · sigmoid(x), or a factor for each channel.
  fileprivate func gating(
    _ first: Int, _ a: BatchShape, _ second: Int, _ b: BatchShape
  ) -> (inputs: [Int], shape: BatchShape, operation: PlanOperation)? {
    for (x, gate, shape) in [(first, second, a), (second, first, b)] where gate > 0 && a == b {
      let origin = origins[gate - 1]
      if origin.operation == "Sigmoid", origin.inputs == [x] { return ([x], shape, .activation(.silu)) }
    }
    guard let p = a.example, let q = b.example, p.count == 3, q.count == 3, p[0] == q[0] else { return nil }
    if q[1...] == [1, 1] { return ([first, second], a, .scaleChannels) }
    if p[1...] == [1, 1] { return ([second, first], b, .scaleChannels) }
    return nil
  }
}

extension BatchExtent {
  /// The sum; nil where a number and a multiple of the number of images make neither.
  func adding(_ other: BatchExtent) -> BatchExtent? {
    guard hasBatch == other.hasBatch || factor == 0 || other.factor == 0 else { return nil }
    let (sum, overflow) = factor.addingReportingOverflow(other.factor)
    return overflow ? nil : BatchExtent(factor: sum, hasBatch: hasBatch || other.hasBatch)
  }

  /// The remainder with the dividend's sign.
  fileprivate func truncatingRemainder(by other: BatchExtent) -> BatchExtent? {
    guard !hasBatch, !other.hasBatch, other.factor != 0, other.factor != -1 else { return nil }
    return .fixed(factor % other.factor)
  }

  /// The remainder with the divisor's sign.
  fileprivate func remainder(by other: BatchExtent) -> BatchExtent? {
    guard !hasBatch, !other.hasBatch, other.factor != 0, other.factor != -1 else { return nil }
    let remainder = factor % other.factor
    return .fixed(remainder != 0 && (remainder < 0) != (other.factor < 0) ? remainder + other.factor : remainder)
  }

  func multiplied(by number: Int) -> BatchExtent { BatchExtent(factor: factor &* number, hasBatch: hasBatch) }

  /// The product; nil where the number of images enters twice.
  func times(_ other: BatchExtent) -> BatchExtent? {
    guard !(hasBatch && other.hasBatch) else { return nil }
    let (product, overflow) = factor.multipliedReportingOverflow(by: other.factor)
    return overflow ? nil : BatchExtent(factor: product, hasBatch: hasBatch || other.hasBatch)
  }

  /// The quotient, where it comes out even or neither is a multiple of the number of images.
  fileprivate func divided(by other: BatchExtent) -> BatchExtent? {
    guard other.factor != 0, !(factor == .min && other.factor == -1) else { return nil }
    if hasBatch == other.hasBatch, factor % other.factor == 0 || !hasBatch { return .fixed(factor / other.factor) }
    guard hasBatch, factor % other.factor == 0 else { return nil }
    return .batch(factor / other.factor)
  }
}
