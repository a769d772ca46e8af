import AssayBase
import AssayTensor

extension ONNXOperator {
  /// Dense layers and matrix products.
  static let products = [
    ONNXOperator("Gemm") { importer, node in
      let settings = node.attributes
      let (alpha, beta) = (settings["alpha"]?.float ?? 1, settings["beta"]?.float ?? 1)
      let (number, shape) = try importer.value(node, 0)
      let weight = try importer.parameter(node, 1)
      let isTransposed = settings["transB"]?.integer ?? 0 != 0
      guard settings["transA"]?.integer ?? 0 == 0, shape.rank == 2, shape.batchAxis == 0, weight.shape.count == 2,
        weight.shape[isTransposed ? 1 : 0] == shape.extents[1].factor
      else {
        throw AssayError(
          .unsupported, "ONNX: a dense layer is read as features times a constant matrix", expected: "N×F and F×O",
          found: "\(shape) and \(weight.shape)")
      }
      let outputs = weight.shape[isTransposed ? 0 : 1]
      var bias: String?
      if let constant = try importer.constant(node, 2) {
        guard constant.count == 1 || constant.count == outputs && constant.shape.last == outputs else {
          throw AssayError(
            .malformedData, "ONNX: a dense layer's bias does not fit", expected: "\(outputs) numbers",
            found: "\(constant.shape)")
        }
        bias = try importer.parameter(node, 2).name
      }
      let summandName = bias
      let layer: @Sendable ((String) -> Tensor) -> (weight: Tensor, bias: Tensor?) = { parameter in
        var matrix = parameter(weight.name)
        if !isTransposed { matrix = matrix.transposed() }
        var summand = summandName.map { parameter($0).reshaped(to: [parameter($0).count]).broadcast(to: [outputs]) }
        if alpha != 1 { matrix = matrix * alpha }
        if beta != 1 { summand = summand.map { $0 * beta } }
        return (matrix, summand)
      }
      let result = BatchShape([shape.extents[0], .fixed(outputs)])
      let cost = weight.shape.reduce(shape.extents[0].factor, *)
      try importer.append(node, [number], shape: result, multiplyAdds: cost) { parameter in
        let (matrix, summand) = layer(parameter)
        if shape.example != nil { return .linear(weight: matrix, bias: summand) }
        // Several rows an image, as in attention.
        return .function(
          GraphFunction(node.operation, kernel: .rowProduct(weight: matrix, bias: summand)) { values in
            let rows = shape.batch(of: values[0]).linear(weight: matrix, bias: summand)
            return result.examples(of: rows, count: values[0].shape[0])
          })
      }
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
      let (a, b) = (left.shape, right.shape)
      guard a.rank >= 2, b.rank >= 2, a.extents[a.rank - 1] == b.extents[b.rank - 2],
        let outer = a.dropping(2).broadcast(with: b.dropping(2))
      else { throw misfit("\(a)", "\(b)") }
      let shape = BatchShape(
        outer.extents + [a.extents[a.rank - 2], b.extents[b.rank - 1]], isFlat: true)
      let kernel = importer.productKernel(node, left, right)
      try importer.appendFunction(
        node, of: try importer.inputs(of: node), shape: shape,
        multiplyAdds: BatchShape.product([shape.countPerExample, a.extents[a.rank - 1].factor]), kernel: kernel
      ) { $0[0].batchedProduct($0[1]) }
    },
  ]

  private static func misfit(_ left: String, _ right: String) -> AssayError {
    AssayError(.malformedData, "ONNX: two matrices that cannot be multiplied", found: "\(left) and \(right)")
  }
}

extension ONNXImporter {
  /// How frozen plans compute the product of two operands: of the rows of a value and one matrix, or of matrices of values.
  fileprivate func productKernel(
    _ node: ONNXNode, _ left: ONNXOperand, _ right: ONNXOperand
  ) -> @Sendable (_ parameter: (String) -> Tensor) -> PlanKernel? {
    let (a, b) = (left.shape, right.shape)
    let (name, inner) = (node.inputs[1], a.extents[a.rank - 1])
    if case .constant(let matrix) = right, matrix.shape.count == 2, a.columns != nil {
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
