import AssayBase
import AssayTensor

extension ONNXOperator {
  /// Powers.
  static let powers = [
    ONNXOperator("Pow") { importer, node in
      let (base, exponent) = (try importer.required(node, 0), try importer.required(node, 1))
      let shape = try importer.commonShape(of: [base, exponent])
      if let x = base.constant, let y = exponent.constant { return try importer.foldPowers(node, x, y) }
      if exponent.isConstant, let first = try importer.floats(node, 1)?.first,
        try importer.floats(node, 1)?.allSatisfy({ $0 == first }) ?? false,
        shape == base.shape
      {
        return try importer.appendFunction(
          node, of: [(node.inputs[0], base)], shape: shape, form: .elementwise
        ) { $0[0].raised(toPower: first) }
      }
      let form: GraphFunction.Form = base.isConstant || exponent.isConstant ? .elementwise : .general
      try importer.appendFunction(node, of: try importer.inputs(of: node), shape: shape, form: form) { parts in
        let whole = ONNXOperator.broadcast(parts[0], parts[1])
        return whole.0.raised(toEach: whole.1)
      }
    }
  ]

  /// Both in the shape that they have together.
  static func broadcast(_ x: Tensor, _ y: Tensor) -> (Tensor, Tensor) {
    let shape = (x.detached + y.detached).shape
    return (x.broadcast(to: shape), y.broadcast(to: shape))
  }
}

extension ONNXImporter {
  /// Whole powers are products in double precision; the others are computed as for values.
  fileprivate mutating func foldPowers(_ node: ONNXNode, _ x: ONNXConstant, _ y: ONNXConstant) throws {
    let common = try ONNXBroadcast([x, y], in: self)
    let (bases, exponents) = (try x.floats(in: source) ?? [], try y.floats(in: source) ?? [])
    let pairs = zip(common.places[0], common.places[1]).map { (bases[$0], exponents[$1]) }
    let shape = Shape([pairs.count])
    let inexact = Tensor(shape: shape, elements: pairs.map(\.0))
      .raised(toEach: Tensor(shape: shape, elements: pairs.map(\.1))).elements
    let numbers = zip(pairs, inexact).map { pair, inexact -> Float in
      guard pair.1 == pair.1.rounded(), pair.1.magnitude <= 64 else { return inexact }
      let product = (0..<Int(pair.1.magnitude)).reduce(1.0) { product, _ in product * Double(pair.0) }
      return Float(pair.1 < 0 ? 1 / product : product)
    }
    let result: ONNXConstant.Numbers =
      x.isIntegral ? .integers(try Self.integers(numbers)) : .floats(numbers)
    write(.constant(ONNXConstant(shape: common.shape, result)), to: node)
  }
}
