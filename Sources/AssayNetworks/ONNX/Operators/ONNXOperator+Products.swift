import AssayBase
import AssayTensor

extension ONNXOperator {
  /// Dense layers and matrix products.
  static let products = [
    ONNXOperator("Gemm") { importer, node in
      guard try importer.appendDense(node) else { return try importer.appendGemm(node) }
    },
    ONNXOperator("MatMul") { importer, node in
      let (left, right) = (try importer.required(node, 0), try importer.required(node, 1))
      if case .value(let number, let shape) = left, case .constant(let matrix) = right, matrix.shape.count == 2,
        let features = shape.example, features.count == 1
      {
        guard matrix.shape[0] == features[0] else { throw misfit("\(shape)", "\(matrix.shape)") }
        let weight = try importer.parameter(node, 1)
        try importer.append(
          node, [number], shape: BatchShape(example: [matrix.shape[1]]), multiplyAdds: matrix.count
        ) { .linear(weight: $0(weight.name).transposed(), bias: nil) }
        return
      }
      // A row on the left or a column on the right is a matrix whose other axis goes again.
      let (isRow, isColumn) = (left.shape.rank == 1, right.shape.rank == 1)
      let a = isRow ? BatchShape([.fixed(1)] + left.shape.extents) : left.shape
      let b = isColumn ? BatchShape(right.shape.extents + [.fixed(1)]) : right.shape
      guard a.rank >= 2, b.rank >= 2, a.extents[a.rank - 1] == b.extents[b.rank - 2],
        let outer = a.dropping(2).broadcast(with: b.dropping(2))
      else { throw misfit("\(left.shape)", "\(right.shape)") }
      guard !a.extents[a.rank - 1].hasBatch else { throw importer.mixing(left.shape) }
      let rows = isRow ? [] : [a.extents[a.rank - 2]]
      let shape = BatchShape(outer.extents + rows + (isColumn ? [] : [b.extents[b.rank - 1]]), isFlat: true)
      let kernel = importer.productKernel(node, isRow || isColumn ? nil : (left, right))
      let form: GraphFunction.Form = left.isConstant || right.isConstant ? .linear : .general
      try importer.appendFunction(
        node, of: try importer.inputs(of: node), shape: shape, form: form,
        multiplyAdds: BatchShape.product([shape.countPerExample, a.extents[a.rank - 1].factor]), kernel: kernel
      ) { parts in
        let left = isRow ? parts[0].reshaped(to: [1, parts[0].count]) : parts[0]
        let right = isColumn ? parts[1].reshaped(to: [parts[1].count, 1]) : parts[1]
        let product = left.batchedProduct(right)
        guard isRow || isColumn else { return product }
        var dimensions = product.shape.dimensions
        if isRow { dimensions.remove(at: dimensions.count - 2) }
        if isColumn { dimensions.removeLast() }
        return product.reshaped(to: Shape(dimensions))
      }
    },
  ]

  fileprivate static func misfit(_ left: String, _ right: String) -> AssayError {
    AssayError(.malformedData, "ONNX: two matrices that cannot be multiplied", found: "\(left) and \(right)")
  }
}

extension ONNXImporter {
  /// How frozen plans compute the product of two operands: of the rows of a value and one matrix, or of matrices of values.
  fileprivate func productKernel(
    _ node: ONNXNode, _ operands: (left: ONNXOperand, right: ONNXOperand)?
  ) -> @Sendable (_ parameter: (String) -> Tensor) -> PlanKernel? {
    guard let (left, right) = operands else { return { _ in nil } }
    let (a, b) = (left.shape, right.shape)
    let (name, inner) = (node.inputs[1], a.extents[a.rank - 1])
    // A single number is no parameter.
    if !left.isConstant, case .constant(let matrix) = right, matrix.shape.count == 2, matrix.count > 1, a.columns != nil
    {
      return { .rowProduct(weight: $0(name).transposed(), bias: nil) }
    }
    // Matrices that are repeated for several others are left to the general way.
    let outer = a.dropping(2).extents
    guard !left.isConstant, !right.isConstant, a.rank == b.rank, b.dropping(2).extents == outer,
      outer.contains(where: \.hasBatch), !a.isImage, !b.isImage
    else { return { _ in nil } }
    let products = MatrixProducts(
      outer: outer.map(\.factor), rows: a.extents[a.rank - 2].factor, depth: inner.factor,
      columns: b.extents[b.rank - 1].factor)
    return { _ in .products(products) }
  }

  /// A dense layer: features, or several rows of them an image, times a constant matrix; false where it is none.
  fileprivate mutating func appendDense(_ node: ONNXNode) throws -> Bool {
    let settings = node.attributes
    guard case .value(let number, let shape) = try required(node, 0), let matrix = try required(node, 1).constant,
      settings["transA"]?.integer ?? 0 == 0, shape.rank == 2, shape.batchAxis == 0, matrix.shape.count == 2,
      try operand(node, 2)?.isConstant ?? true
    else { return false }
    let isTransposed = settings["transB"]?.integer ?? 0 != 0
    guard matrix.shape[isTransposed ? 1 : 0] == shape.extents[1].factor else {
      throw ONNXOperator.misfit("\(shape)", "\(matrix.shape)")
    }
    let outputs = matrix.shape[isTransposed ? 0 : 1]
    let summand = try constant(node, 2)
    guard summand.map({ $0.count == 1 || $0.count == outputs && $0.shape.last == outputs }) ?? true else {
      return false
    }
    let weight = try parameter(node, 1).name
    let bias = try summand.map { _ in try parameter(node, 2).name }
    let (alpha, beta) = (settings["alpha"]?.float ?? 1, settings["beta"]?.float ?? 1)
    let layer: @Sendable ((String) -> Tensor) -> (weight: Tensor, bias: Tensor?) = { parameter in
      var matrix = parameter(weight)
      if !isTransposed { matrix = matrix.transposed() }
      var summand = bias.map { parameter($0).reshaped(to: [parameter($0).count]).broadcast(to: [outputs]) }
      if alpha != 1 { matrix = matrix * alpha }
      if beta != 1 { summand = summand.map { $0 * beta } }
      return (matrix, summand)
    }
    let result = BatchShape([shape.extents[0], .fixed(outputs)])
    let cost = matrix.shape.reduce(shape.extents[0].factor, *)
    try append(node, [number], shape: result, multiplyAdds: cost) { parameter in
      let (matrix, summand) = layer(parameter)
      if shape.example != nil { return .linear(weight: matrix, bias: summand) }
      // Several rows an image, as in attention.
      return .function(
        GraphFunction(node.operation, form: .linear, kernel: .rowProduct(weight: matrix, bias: summand)) { values in
          let rows = shape.batch(of: values[0]).linear(weight: matrix, bias: summand)
          return result.examples(of: rows, count: values[0].shape[0])
        })
    }
    return true
  }

  /// α · A · B + β · C of any operands, A and B transposed where the node says so.
  fileprivate mutating func appendGemm(_ node: ONNXNode) throws {
    let settings = node.attributes
    let (alpha, beta) = (settings["alpha"]?.float ?? 1, settings["beta"]?.float ?? 1)
    let turns = [settings["transA"]?.integer ?? 0 != 0, settings["transB"]?.integer ?? 0 != 0]
    let inputs = try inputs(of: node)
    let shapes = inputs.prefix(2).map(\.operand.shape)
    guard shapes.count == 2, shapes.allSatisfy({ $0.rank == 2 }) else {
      throw AssayError(.malformedData, "ONNX: a product of two matrices", found: "\(shapes)")
    }
    let sides = zip(shapes, turns).map { shape, isTurned in isTurned ? shape.extents.reversed() : shape.extents }
    guard sides[0][1] == sides[1][0] else { throw ONNXOperator.misfit("\(shapes[0])", "\(shapes[1])") }
    guard !sides[0][1].hasBatch else { throw mixing(shapes[0]) }
    let result = BatchShape([sides[0][0], sides[1][1]])
    if inputs.count > 2 {
      guard result.broadcast(with: inputs[2].operand.shape) == result else {
        throw Self.misfit(result, inputs[2].operand.shape)
      }
    }
    let isLinear = inputs.prefix(2).contains { $0.operand.isConstant }
    try appendFunction(node, of: inputs, shape: result, form: isLinear ? .linear : .general) { parts in
      let factors = zip(parts, turns).map { $1 ? $0.transposed() : $0 }
      let product = factors[0].matrixProduct(factors[1]) * alpha
      return parts.count > 2 ? product + (parts[2] * beta).broadcast(to: product.shape) : product
    }
  }
}

extension ONNXOperand {
  /// The shape of what the name stands for.
  var shape: BatchShape {
    switch self {
    case .constant(let constant): BatchShape(constant.shape.map { .fixed($0) })
    case .value(_, let shape): shape
    }
  }
}

extension BatchShape {
  /// The shape without the last `count` axes.
  func dropping(_ count: Int) -> BatchShape { BatchShape(Array(extents.dropLast(count))) }

  /// The shape that both have where extents of 1 are repeated; nil where they do not fit.
  func broadcast(with other: BatchShape) -> BatchShape? {
    let rank = max(rank, other.rank)
    func padded(_ shape: BatchShape) -> [BatchExtent] {
      [BatchExtent](repeating: .fixed(1), count: rank - shape.rank) + shape.extents
    }
    var extents: [BatchExtent] = []
    for (mine, theirs) in zip(padded(self), padded(other)) {
      guard mine == theirs || mine == .fixed(1) || theirs == .fixed(1) else { return nil }
      extents.append(mine == .fixed(1) ? theirs : mine)
    }
    return BatchShape(extents, isFlat: isFlat || other.isFlat)
  }
}

extension Tensor {
  /// The products of matrices along the last two axes; the axes before them are broadcast.
  func batchedProduct(_ other: Tensor) -> Tensor {
    let rank = max(shape.rank, other.shape.rank)
    let outer = zip(padded(shape, to: rank), padded(other.shape, to: rank)).map { max($0, $1) }
    let (m, k) = (shape[shape.rank - 2], shape[shape.rank - 1])
    let n = other.shape[other.shape.rank - 1]
    let count = outer.reduce(1, *)
    // One matrix on the right serves all rows at once.
    if other.shape.count == k * n {
      let product = reshaped(to: [count * m, k]).matrixProduct(other.reshaped(to: [k, n]))
      return product.reshaped(to: Shape(outer + [m, n]))
    }
    let left = broadcast(to: Shape(outer + [m, k])).reshaped(to: [count, m * k])
    let right = other.broadcast(to: Shape(outer + [k, n])).reshaped(to: [count, k * n])
    let products = (0..<count).map { row in
      left.slice(row..<row + 1, axis: 0).reshaped(to: [m, k])
        .matrixProduct(right.slice(row..<row + 1, axis: 0).reshaped(to: [k, n]))
    }
    guard !products.isEmpty else { return .zeros(Shape(outer + [m, n])) }
    return Tensor.concatenating(products, axis: 0).reshaped(to: Shape(outer + [m, n]))
  }

  /// The extents before the last two, with ones put before them.
  private func padded(_ shape: Shape, to rank: Int) -> [Int] {
    [Int](repeating: 1, count: rank - shape.rank) + shape.dimensions.dropLast(2)
  }
}
