import AssayBase
import AssayTensor

extension ONNXOperator {
  /// Sums, means, products and extremes along axes.
  static let reductions = [
    reduction("ReduceMean", form: .linear) { $0.mean(axes: $1, keepingAxes: true) },
    reduction("ReduceSum", form: .linear, integers: { $0.adding($1) }, empty: 0) {
      $0.sum(axes: $1, keepingAxes: true)
    },
    reduction("ReduceProd", integers: { $0.times($1) }, empty: 1) { x, axes in axes.reduce(x) { $0.product(axis: $1) }
    },
    reduction("ReduceL1", empty: 0) { $0.l1Norm(axes: $1, keepingAxes: true) },
    reduction("ReduceL2", empty: 0) { $0.l2Norm(axes: $1, keepingAxes: true) },
    reduction("ReduceSumSquare", empty: 0) { $0.squared().sum(axes: $1, keepingAxes: true) },
    reduction("ReduceLogSum", empty: -.infinity) { $0.sum(axes: $1, keepingAxes: true).log() },
    reduction("ReduceLogSumExp", empty: -.infinity) { x, axes in
      axes.reduce(x) { $0.logSumExp(axis: $1, keepingAxis: true) }
    },
    reduction("ReduceMax", integers: { $0.larger($1) }, empty: -.infinity) { $0.maximum(axes: $1) },
    reduction("ReduceMin", integers: { $0.smaller($1) }, empty: .infinity) {
      -(-$0).maximum(axes: $1)
    },
    place("ArgMax") { $0 > $1 },
    place("ArgMin") { $0 < $1 },
    ONNXOperator("CumSum") { importer, node in
      let operand = try importer.required(node, 0)
      guard let setting = try importer.integers(node, 1)?.first else {
        throw AssayError(.malformedData, "ONNX: an axis is missing")
      }
      let axis = try operand.shape.checkedAxis(setting)
      guard let extent = operand.shape.extents[axis].number else { throw importer.mixing(operand.shape) }
      let (isReversed, isExclusive) = (
        node.attributes["reverse"]?.integer ?? 0 != 0, node.attributes["exclusive"]?.integer ?? 0 != 0
      )
      let backwards = SparseMap.picking(Array((0..<extent).reversed()), from: extent)
      let later = SparseMap.picking(Array(-1..<extent - 1), from: extent)
      try importer.appendFunction(
        node, of: [(node.inputs[0], operand)], shape: operand.shape, form: .linear
      ) { parts in
        var x = isReversed ? parts[0].resampled(by: backwards, axis: axis) : parts[0]
        if isExclusive { x = x.resampled(by: later, axis: axis) }
        x = x.cumulativeSum(axis: axis)
        return isReversed ? x.resampled(by: backwards, axis: axis) : x
      }
    },
  ]

  private static func reduction(
    _ name: String, form: GraphFunction.Form = .general,
    integers: (@Sendable (BatchExtent, BatchExtent) -> BatchExtent?)? = nil, empty: Float? = nil,
    _ body: @escaping @Sendable (_ x: Tensor, _ axes: [Int]) -> Tensor
  ) -> ONNXOperator {
    ONNXOperator(name) { importer, node in
      let operand = try importer.required(node, 0)
      guard let plan = try Reduction(importer, node, operand.shape) else { return importer.write(operand, to: node) }
      if let constant = operand.constant {
        if constant.count == 0, BatchShape.product(plan.result.extents.map(\.factor)) > 0 {
          return try importer.writeEmptyReduction(node, plan, empty)
        }
        if let integers, try constant.extents(in: importer.source) != nil {
          return try importer.reduceIntegers(node, constant, plan, integers)
        }
      }
      // The mean over all pixels is what global pooling computes.
      if name == "ReduceMean", case .value(let number, _) = operand, operand.shape.isImage,
        let example = operand.shape.example, plan.axes.sorted() == [2, 3]
      {
        return try importer.appendGlobalMean(node, number, example, plan)
      }
      let axes = plan.axes
      try importer.appendFunction(node, of: [(node.inputs[0], operand)], shape: plan.result, form: form) {
        body($0[0], axes)
      }
    }
  }

  /// Where along an axis of a constant the first (or last) number is that comes before all others.
  private static func place(
    _ name: String, _ precedes: @escaping @Sendable (Float, Float) -> Bool
  ) -> ONNXOperator {
    ONNXOperator(name) { importer, node in
      guard let constant = try importer.required(node, 0).constant else {
        throw AssayError(
          .unsupported, "ONNX: the place of an extreme has no gradient, and is not computed of images",
          expected: "a constant", found: "“\(node.inputs[0])”",
          advice: "Export the network with its scores as the output, without \(name)")
      }
      let shape = BatchShape(fixed: constant.shape)
      let axis = try shape.checkedAxis(node.attributes["axis"]?.integer ?? 0)
      let keeps = node.attributes["keepdims"]?.integer ?? 1 != 0
      let takesLast = node.attributes["select_last_index"]?.integer ?? 0 != 0
      let numbers = try constant.floats(in: importer.source) ?? []
      let (extent, inner) = (constant.shape[axis], constant.shape[(axis + 1)...].reduce(1, *))
      guard extent > 0, numbers.count == constant.count else {
        throw AssayError(.malformedData, "ONNX: nothing to choose from", found: "\(constant.shape)")
      }
      let places = (0..<numbers.count / extent).map { row -> BatchExtent in
        let start = row / inner * extent * inner + row % inner
        return .fixed(
          (1..<extent).reduce(0) { best, index in
            let (old, new) = (numbers[start + best * inner], numbers[start + index * inner])
            return precedes(new, old) || takesLast && new == old ? index : best
          })
      }
      var extents = constant.shape
      extents.replaceSubrange(axis...axis, with: keeps ? [1] : [])
      importer.write(.constant(ONNXConstant(shape: extents, .integers(places))), to: node)
    }
  }
}

/// Which axes a node reduces.
private struct Reduction {
  let axes: [Int]
  let result: BatchShape

  /// Nil where nothing is to be done.
  init?(_ importer: ONNXImporter, _ node: ONNXNode, _ shape: BatchShape) throws {
    let keeps = node.attributes["keepdims"]?.integer ?? 1 != 0
    let given = try importer.integers(node, 1, or: "axes") ?? []
    if given.isEmpty, node.attributes["noop_with_empty_axes"]?.integer ?? 0 != 0 { return nil }
    let axes = try given.isEmpty ? Array(0..<shape.rank) : given.map { try shape.checkedAxis($0) }
    guard Set(axes).count == axes.count else {
      throw AssayError(.malformedData, "ONNX: an axis twice", found: "\(given)")
    }
    guard !axes.contains(where: { shape.extents[$0].hasBatch }) else { throw importer.mixing(shape) }
    self.axes = axes
    result = BatchShape(
      shape.extents.indices.compactMap { axis -> BatchExtent? in
        axes.contains(axis) ? (keeps ? .fixed(1) : nil) : shape.extents[axis]
      })
  }
}

extension ONNXImporter {
  /// The mean over all pixels as a step, with the pixels' axes or without them.
  fileprivate mutating func appendGlobalMean(
    _ node: ONNXNode, _ number: Int, _ example: [Int], _ plan: Reduction
  ) throws {
    let pool = PlanOperation.averagePool(PoolingGeometry(kernel: (example[1], example[2])), countsPadding: true)
    if plan.result.rank == 4 { return _ = try append(node, [number], shape: plan.result) { _ in pool } }
    let pooled = try appendStep(named: node.layerName + ".pool", [number], shape: [example[0], 1, 1]) { _ in pool }
    try append(node, [pooled], shape: plan.result) { _ in .flatten }
  }

  private func operandIsFloat(_ operand: ONNXOperand) -> Bool { !(operand.constant?.isIntegral ?? false) }

  /// What comes of nothing: the number that changes no sum, product or extreme.
  fileprivate mutating func writeEmptyReduction(_ node: ONNXNode, _ plan: Reduction, _ empty: Float?) throws {
    guard let empty, operandIsFloat(try required(node, 0)) || empty.isFinite else {
      throw AssayError(
        .unsupported, "ONNX: a mean or an extreme of no numbers", found: "\(try required(node, 0).shape)")
    }
    let extents = try ONNXOperator.checked(plan.result.extents.map(\.factor))
    let numbers = [Float](repeating: empty, count: BatchShape.product(extents))
    write(.constant(ONNXConstant(shape: extents, .floats(numbers))), to: node)
  }

  /// Integers one after the other, some of which may depend on the number of images.
  fileprivate mutating func reduceIntegers(
    _ node: ONNXNode, _ constant: ONNXConstant, _ plan: Reduction,
    _ combine: (BatchExtent, BatchExtent) -> BatchExtent?
  ) throws {
    let numbers = try constant.extents(in: source) ?? []
    let extents = plan.result.extents.map(\.factor)
    var results = [BatchExtent?](repeating: nil, count: BatchShape.product(extents))
    for (place, number) in numbers.enumerated() {
      var (target, stride, rest) = (0, 1, place)
      for axis in constant.shape.indices.reversed() {
        if !plan.axes.contains(axis) {
          target += rest % constant.shape[axis] * stride
          stride *= constant.shape[axis]
        }
        rest /= constant.shape[axis]
      }
      guard let old = results[target] else {
        results[target] = number.plain
        continue
      }
      guard let new = combine(old, number.plain) else {
        throw AssayError(.unsupported, "ONNX: arithmetic on integers that is not read", found: "\(old), \(number)")
      }
      results[target] = new
    }
    write(.constant(ONNXConstant(shape: extents, .integers(results.compactMap { $0 }))), to: node)
  }
}

extension BatchExtent {
  /// The larger; nil where that depends on the number of images.
  fileprivate func larger(_ other: BatchExtent) -> BatchExtent? {
    hasBatch == other.hasBatch ? (factor >= other.factor ? self : other) : nil
  }

  /// The smaller; nil where that depends on the number of images.
  fileprivate func smaller(_ other: BatchExtent) -> BatchExtent? {
    hasBatch == other.hasBatch ? (factor <= other.factor ? self : other) : nil
  }
}

extension Tensor {
  /// The products along one axis, which keeps the extent 1: of halves, whose products are smaller tensors.
  fileprivate func product(axis: Int) -> Tensor {
    var rest = self
    while rest.shape[axis] > 1 {
      let half = rest.shape[axis] / 2
      let product = rest.slice(0..<half, axis: axis) * rest.slice(half..<2 * half, axis: axis)
      rest =
        rest.shape[axis] == 2 * half
        ? product : .concatenating([product, rest.slice(2 * half..<2 * half + 1, axis: axis)], axis: axis)
    }
    return rest
  }
}
