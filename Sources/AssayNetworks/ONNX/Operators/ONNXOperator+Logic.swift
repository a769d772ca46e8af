import AssayBase
import AssayTensor

extension ONNXOperator {
  /// Truths, 1 or 0, and choices by them. They change in jumps: no gradient passes a comparison.
  static let logic = [
    comparison("Equal", { $0.compared(with: $1).map { $0 == 0 } }, { $0 == $1 }) { .equality($0, $1) },
    comparison("Greater", { $0.compared(with: $1).map { $0 > 0 } }, { $0 > $1 }) { .excess($0, $1) },
    comparison("Less", { $0.compared(with: $1).map { $0 < 0 } }, { $0 < $1 }) { .excess($1, $0) },
    comparison("GreaterOrEqual", { $0.compared(with: $1).map { $0 >= 0 } }, { $0 >= $1 }) {
      .maximum(.excess($0, $1), .equality($0, $1))
    },
    comparison("LessOrEqual", { $0.compared(with: $1).map { $0 <= 0 } }, { $0 <= $1 }) {
      .maximum(.excess($1, $0), .equality($0, $1))
    },
    comparison("And", { $0.both($1) { $0 && $1 } }, { $0 != 0 && $1 != 0 }) { $0 * $1 },
    comparison("Or", { $0.both($1) { $0 || $1 } }, { $0 != 0 || $1 != 0 }) { .maximum($0, $1) },
    comparison("Xor", { $0.both($1) { $0 != $1 } }, { ($0 != 0) != ($1 != 0) }) { ($0 - $1).absolute() },
    truth("Not") { _ in ({ $0 == 0 }, { 1 - $0.detached }) },
    truth("IsNaN") { _ in (\.isNaN, { $0.isNaN() }) },
    truth("IsInf") { node in
      let (low, high) = (
        node.attributes["detect_negative"]?.integer ?? 1 != 0, node.attributes["detect_positive"]?.integer ?? 1 != 0
      )
      return (
        { $0.isInfinite && ($0 > 0 ? high : low) },
        { x in
          let limit = Float.greatestFiniteMagnitude
          let (above, below) = ((x.detached - limit).step(), (-x.detached - limit).step())
          return above * (high ? 1 : 0) + below * (low ? 1 : 0)
        }
      )
    },
    ONNXOperator("Where") { importer, node in
      let inputs = try (0..<3).map {
        (node.inputs.indices.contains($0) ? node.inputs[$0] : "", try importer.required(node, $0))
      }
      let constants = inputs.compactMap(\.1.constant)
      if constants.count == 3 { return try importer.chooseConstants(node, constants) }
      let shape = try importer.commonShape(of: inputs.map(\.1))
      // What chooses is no weight.
      if let chooser = constants.first, inputs[0].1.isConstant {
        guard let flags = try chooser.tensor(in: importer.source) else {
          throw AssayError(.unsupported, "ONNX: a choice that depends on the number of images")
        }
        return try importer.appendFunction(node, of: Array(inputs[1...]), shape: shape, form: .linear) {
          .chosen(by: flags, $0[0], $0[1])
        }
      }
      try importer.appendFunction(node, of: inputs, shape: shape) { .chosen(by: $0[0].detached, $0[1], $0[2]) }
    },
  ]

  /// Whether an operator's results are whole numbers, which nothing is lost of by a cast to integers.
  static let wholeNumbers: Set<String> = Set(
    (logic.map(\.name) + ["Floor", "Ceil", "Round", "Sign", "Cast"]).filter { $0 != "Where" })

  private static func comparison(
    _ name: String, _ extents: @escaping @Sendable (BatchExtent, BatchExtent) -> Bool?,
    _ floats: @escaping @Sendable (Float, Float) -> Bool, _ body: @escaping @Sendable (Tensor, Tensor) -> Tensor
  ) -> ONNXOperator {
    ONNXOperator(name) { importer, node in
      let operands = [try importer.required(node, 0), try importer.required(node, 1)]
      let constants = operands.compactMap(\.constant)
      if constants.count == 2 { return try importer.compareConstants(node, constants, extents, floats) }
      let shape = try importer.commonShape(of: operands)
      let inputs = Array(zip(node.inputs, operands))
      try importer.appendFunction(node, of: inputs, shape: shape, form: constants.isEmpty ? .general : .elementwise) {
        body($0[0], $0[1])
      }
    }
  }

  /// A truth about each number.
  private static func truth(
    _ name: String,
    _ make: @escaping @Sendable (ONNXNode) -> (number: @Sendable (Float) -> Bool, tensor: @Sendable (Tensor) -> Tensor)
  ) -> ONNXOperator {
    ONNXOperator(name) { importer, node in
      let operand = try importer.required(node, 0)
      let (number, tensor) = make(node)
      guard let constant = operand.constant else {
        return try importer.appendFunction(
          node, of: [(node.inputs[0], operand)], shape: operand.shape, form: .elementwise
        ) { tensor($0[0]) }
      }
      let flags = try (constant.floats(in: importer.source) ?? []).map { BatchExtent.fixed(number($0) ? 1 : 0) }
      importer.write(.constant(ONNXConstant(shape: constant.shape, .integers(flags))), to: node)
    }
  }
}

extension BatchExtent {
  /// -1, 0 or 1 as the number is smaller, equal or larger for every number of images; nil where that depends on it.
  fileprivate func compared(with other: BatchExtent) -> Int? {
    if hasBatch == other.hasBatch { return factor < other.factor ? -1 : factor > other.factor ? 1 : 0 }
    if other.hasBatch { return other.compared(with: self).map { -$0 } }
    // There is at least one image.
    if factor > 0 { return other.factor < factor ? 1 : nil }
    if factor == 0 { return other.factor > 0 ? -1 : other.factor < 0 ? 1 : 0 }
    return other.factor > factor ? -1 : nil
  }

  fileprivate func both(_ other: BatchExtent, _ body: (Bool, Bool) -> Bool) -> Bool? {
    body(factor != 0, other.factor != 0)
  }
}

extension ONNXImporter {
  /// The shape that operands have together.
  func commonShape(of operands: [ONNXOperand]) throws -> BatchShape {
    try operands.dropFirst().reduce(operands[0].shape) { shape, operand in
      guard let both = shape.broadcast(with: operand.shape) else { throw Self.misfit(shape, operand.shape) }
      return both
    }
  }

  fileprivate mutating func compareConstants(
    _ node: ONNXNode, _ constants: [ONNXConstant], _ extents: (BatchExtent, BatchExtent) -> Bool?,
    _ floats: (Float, Float) -> Bool
  ) throws {
    let common = try ONNXBroadcast(constants, in: self)
    var flags: [Bool] = []
    if let a = try constants[0].extents(in: source), let b = try constants[1].extents(in: source) {
      flags = try zip(common.places[0], common.places[1]).map { first, second in
        guard let flag = extents(a[first], b[second]) else {
          throw AssayError(
            .unsupported, "ONNX: a comparison that depends on the number of images", found: "\(a[first]), \(b[second])")
        }
        return flag
      }
    } else if let a = try constants[0].floats(in: source), let b = try constants[1].floats(in: source) {
      flags = zip(common.places[0], common.places[1]).map { floats(a[$0], b[$1]) }
    }
    write(.constant(ONNXConstant(shape: common.shape, .integers(flags.map { .fixed($0 ? 1 : 0) }))), to: node)
  }

  /// Chooses between constants: integers where both are, some of which may depend on the number of images.
  fileprivate mutating func chooseConstants(_ node: ONNXNode, _ constants: [ONNXConstant]) throws {
    let common = try ONNXBroadcast(constants, in: self)
    let flags = try constants[0].floats(in: source) ?? []
    func chosen<Number>(_ yes: [Number], _ no: [Number]) -> [Number] {
      common.places[0].indices.map { place in
        flags[common.places[0][place]] != 0 ? yes[common.places[1][place]] : no[common.places[2][place]]
      }
    }
    let numbers: ONNXConstant.Numbers
    if let yes = try constants[1].extents(in: source), let no = try constants[2].extents(in: source) {
      numbers = .integers(chosen(yes, no))
    } else if let yes = try constants[1].floats(in: source), let no = try constants[2].floats(in: source) {
      numbers = .floats(chosen(yes, no))
    } else {
      throw AssayError(.unsupported, "ONNX: a choice between numbers that depend on the number of images")
    }
    write(.constant(ONNXConstant(shape: common.shape, numbers)), to: node)
  }
}

extension Tensor {
  /// Numbers of `yes` where `flags` are not 0, of `no` elsewhere; what is not chosen has no say, whatever it is.
  fileprivate static func chosen(by flags: Tensor, _ yes: Tensor, _ no: Tensor) -> Tensor {
    let chooser = flags.absolute().step()
    let rank = max(chooser.shape.rank, yes.shape.rank, no.shape.rank)
    func extent(_ shape: Shape, _ axis: Int) -> Int { axis < rank - shape.rank ? 1 : shape[axis - rank + shape.rank] }
    let shapes = [chooser.shape, yes.shape, no.shape]
    let shape = Shape((0..<rank).map { axis in shapes.map { extent($0, axis) }.first { $0 != 1 } ?? 1 })
    let mask = chooser.broadcast(to: shape)
    return yes.broadcast(to: shape).masked(wherePositive: mask)
      + no.broadcast(to: shape).masked(wherePositive: 1 - mask)
  }
}
