import AssayBase
import AssayTensor

extension ONNXOperator {
  /// Sums, means and extremes along axes.
  static let reductions = [
    reduction("ReduceMean", form: .linear) { $0.mean(axes: $1, keepingAxes: true) },
    reduction("ReduceSum", form: .linear) { $0.sum(axes: $1, keepingAxes: true) },
    reduction("ReduceL1") { $0.l1Norm(axes: $1, keepingAxes: true) },
    reduction("ReduceL2") { $0.l2Norm(axes: $1, keepingAxes: true) },
    reduction("ReduceSumSquare") { $0.squared().sum(axes: $1, keepingAxes: true) },
    reduction("ReduceMax") { x, axes in axes.reduce(x) { $0.maximum(axis: $1, keepingAxis: true) } },
    reduction("ReduceMin") { x, axes in -axes.reduce(-x) { $0.maximum(axis: $1, keepingAxis: true) } },
  ]

  private static func reduction(
    _ name: String, form: GraphFunction.Form = .general,
    _ body: @escaping @Sendable (_ x: Tensor, _ axes: [Int]) -> Tensor
  ) -> ONNXOperator {
    ONNXOperator(name) { importer, node in
      let operand = try importer.required(node, 0)
      let shape = operand.shape
      let keeps = node.attributes["keepdims"]?.integer ?? 1 != 0
      let given = try importer.integers(node, 1, or: "axes") ?? []
      if given.isEmpty, node.attributes["noop_with_empty_axes"]?.integer ?? 0 != 0 {
        return importer.write(operand, to: node)
      }
      let axes = try given.isEmpty ? Array(0..<shape.rank) : given.map { try shape.checkedAxis($0) }
      guard Set(axes).count == axes.count, !axes.contains(where: { shape.extents[$0].hasBatch }) else {
        throw AssayError(
          .unsupported, "ONNX: an axis twice, or images among themselves", found: "\(shape), axes \(axes)")
      }
      let extents = shape.extents.indices.compactMap { axis -> BatchExtent? in
        axes.contains(axis) ? (keeps ? .fixed(1) : nil) : shape.extents[axis]
      }
      // The mean over all pixels is what global pooling computes.
      if name == "ReduceMean", case .value(let number, _) = operand, !shape.isFlat, let example = shape.example,
        example.count == 3,
        axes.sorted() == [2, 3]
      {
        let pool = PlanOperation.averagePool(PoolingGeometry(kernel: (example[1], example[2])), countsPadding: true)
        if keeps { return _ = try importer.append(node, [number], shape: BatchShape(extents)) { _ in pool } }
        let pooled = try importer.appendStep(named: node.layerName + ".pool", [number], shape: [example[0], 1, 1]) {
          _ in
          pool
        }
        try importer.append(node, [pooled], shape: BatchShape(extents)) { _ in .flatten }
        return
      }
      try importer.appendFunction(node, of: [(node.inputs[0], operand)], shape: BatchShape(extents), form: form) {
        body($0[0], axes)
      }
    }
  }
}
