import AssayBase
import AssayTensor

extension ONNXOperator {
  /// Pooling along any number of axes.
  static let poolings = [
    pooling("MaxPool", plan: { geometry, _, _ in .maxPool(geometry) }) { x, windows in x.maxPooled(windows) },
    pooling(
      "AveragePool",
      plan: { geometry, window, countsPadding in
        window.outer == nil && window.dilation == (1, 1)
          ? .averagePool(geometry, countsPadding: countsPadding) : nil
      }
    ) { x, windows in x.averagePooled(windows) },
    pooling("LpPool", plan: { _, _, _ in nil }) { x, windows in
      x.absolute().raised(toPower: windows.power).windowSums(windows).raised(toPower: 1 / windows.power)
    },
    global("GlobalMaxPool", plan: { .maxPool($0) }) { x, axes, _ in x.maximum(axes: axes) },
    global("GlobalAveragePool", plan: { .averagePool($0, countsPadding: true) }) { x, axes, _ in
      x.mean(axes: axes, keepingAxes: true)
    },
    global("GlobalLpPool", plan: { _ in nil }) { x, axes, power in
      x.absolute().raised(toPower: power).sum(axes: axes, keepingAxes: true).raised(toPower: 1 / power)
    },
  ]

  /// A pooling of windows: a step of its own where `plan` has one for images, a function elsewhere.
  private static func pooling(
    _ name: String,
    plan:
      @escaping @Sendable (_ geometry: PoolingGeometry, _ window: ONNXWindow, _ countsPadding: Bool) ->
      PlanOperation?,
    _ body: @escaping @Sendable (_ x: Tensor, _ windows: PoolingWindows) -> Tensor
  ) -> ONNXOperator {
    ONNXOperator(name, takesExamples: true) { importer, node in
      let (number, example) = try importer.examples(node, 0)
      let windows = try PoolingWindows(node, example)
      let shape = BatchShape(example: [example[0]] + windows.counts)
      if let (geometry, window) = windows.planned, let step = plan(geometry, window, windows.countsPadding) {
        let isRow = example.count == 2
        let start = isRow ? try importer.appendPlanar(node, number, example) : number
        let images = isRow ? Shape([example[0], 1, example[1]]) : Shape(example)
        let padded = try importer.appendMargin(node, start, images, window.outer, fill: -.greatestFiniteMagnitude)
        guard isRow else { return _ = try importer.append(node, [padded.number], shape: shape) { _ in step } }
        let pooled = try importer.appendStep(
          named: node.layerName + ".pool", [padded.number], shape: [example[0], 1, windows.counts[0]]
        ) { _ in step }
        return _ = try importer.append(node, [pooled], shape: shape) { _ in .flatten }
      }
      try importer.appendFunction(
        node, of: [(node.inputs[0], .value(number: number, shape: BatchShape(example: example)))], shape: shape,
        form: name == "AveragePool" ? .linear : .general
      ) { body($0[0], windows) }
    }
  }

  /// A pooling over all pixels.
  private static func global(
    _ name: String, plan: @escaping @Sendable (PoolingGeometry) -> PlanOperation?,
    _ body: @escaping @Sendable (_ x: Tensor, _ axes: [Int], _ power: Float) -> Tensor
  ) -> ONNXOperator {
    ONNXOperator(name, takesExamples: true) { importer, node in
      let (number, example) = try importer.examples(node, 0)
      let shape = BatchShape(example: [example[0]] + example.dropFirst().map { _ in 1 })
      if example.count == 3, let step = plan(PoolingGeometry(kernel: (example[1], example[2]))) {
        return _ = try importer.append(node, [number], shape: shape) { _ in step }
      }
      let power = try PoolingWindows.power(node)
      let axes = Array(2..<example.count + 1)
      let value = ONNXOperand.value(number: number, shape: BatchShape(example: example))
      try importer.appendFunction(
        node, of: [(node.inputs[0], value)], shape: shape, form: name == "GlobalAveragePool" ? .linear : .general
      ) { body($0[0], axes, power) }
    }
  }
}

/// The windows of a pooling, as a node's settings give them.
struct PoolingWindows: Sendable {
  let window: ONNXWindow
  /// The number of windows along each axis.
  let counts: [Int]
  /// Whether averages count padding as pixels.
  let countsPadding: Bool
  /// The power of an Lp pooling.
  let power: Float
  private let roundsUp: Bool

  init(_ node: ONNXNode, _ example: [Int]) throws {
    window = try ONNXWindow(node, sizes: Array(example.dropFirst()))
    roundsUp = node.attributes["ceil_mode"]?.integer ?? 0 != 0
    countsPadding = node.attributes["count_include_pad"]?.integer ?? 0 != 0
    power = try Self.power(node)
    let counts = window.counts(roundsUp: roundsUp)
    self.counts = counts
    guard !counts.isEmpty, counts.allSatisfy({ $0 > 0 }),
      zip(window.axes, counts).allSatisfy({ $0.seesPixels($1) })
    else {
      throw AssayError(
        .unsupported, "ONNX: a pooling's window that does not fit, or sees no pixels", expected: "within \(example)",
        found: "\(window.axes.map(\.kernel))")
    }
  }

  /// - Throws: `AssayError` for a power that is not positive.
  static func power(_ node: ONNXNode) throws -> Float {
    let setting = node.attributes["p"]
    let power = setting?.integer.map { Float($0) } ?? setting?.float ?? 2
    guard power > 0, power <= 1024 else {
      throw AssayError(.unsupported, "ONNX: a norm that is not read", expected: "p of at least 1", found: "\(power)")
    }
    return power
  }

  /// The windows as steps of a plan have them, where they are of one or two axes and reach the same pixels.
  var planned: (geometry: PoolingGeometry, window: ONNXWindow)? {
    guard 1...2 ~= window.axes.count else { return nil }
    let planar = window.axes.count == 1 ? window.planar : window
    let isInside = planar.axes.allSatisfy { axis in
      let padding = min(axis.before, axis.after)
      return padding < axis.reach && axis.reach <= axis.size + axis.before + axis.after
        && (axis.kernel == 1 || axis.dilation <= axis.size)
    }
    guard isInside else { return nil }
    let geometry = PoolingGeometry(
      kernel: planar.kernel, stride: planar.stride, padding: planar.padding, dilation: planar.dilation,
      roundsUp: roundsUp)
    let images = Shape([1, planar.axes[0].size, planar.axes[1].size])
    let padded = planar.outer?.around(images) ?? images
    guard let shape = try? geometry.outputShape(for: padded),
      Array(shape.dimensions.suffix(counts.count)) == counts
    else { return nil }
    return (geometry, planar)
  }
}

extension Tensor {
  /// The maxima of windows along the axes from the third on, one axis after the other.
  fileprivate func maxPooled(_ windows: PoolingWindows) -> Tensor {
    zip(windows.window.axes, windows.counts).enumerated().reduce(self) { x, entry in
      let (index, (axis, count)) = entry
      // A tap beside the pixels sees again what another of its window sees.
      let taps = (0..<count).map { window -> [Int] in
        let places = axis.places(window)
        let inside = places.first { 0..<axis.size ~= $0 } ?? 0
        return places.map { 0..<axis.size ~= $0 ? $0 : inside }
      }
      let candidates = (0..<axis.kernel).map { tap in
        x.resampled(by: .picking(taps.map { $0[tap] }, from: axis.size), axis: index + 2)
      }
      return candidates.dropFirst().reduce(candidates[0]) { .maximum($0, $1) }
    }
  }

  /// The sums of windows along the axes from the third on, each pixel times what `weight` says for the window's length.
  private func windowed(_ windows: PoolingWindows, _ weight: (_ inside: Int, _ counted: Int) -> Float) -> Tensor {
    zip(windows.window.axes, windows.counts).enumerated().reduce(self) { x, entry in
      let (index, (axis, count)) = entry
      let rows = (0..<count).map { window -> [SparseMap.Term] in
        let places = axis.places(window)
        let inside = places.filter { 0..<axis.size ~= $0 }
        let factor = weight(inside.count, places.filter { -axis.before..<axis.size + axis.after ~= $0 }.count)
        return inside.map { ($0, factor) }
      }
      return x.resampled(by: SparseMap(sources: axis.size, rows: rows), axis: index + 2)
    }
  }

  fileprivate func averagePooled(_ windows: PoolingWindows) -> Tensor {
    windowed(windows) { 1 / Float(windows.countsPadding ? $1 : $0) }
  }

  fileprivate func windowSums(_ windows: PoolingWindows) -> Tensor { windowed(windows) { _, _ in 1 } }

  /// The maxima along several axes, which keep the extent 1.
  func maximum(axes: [Int]) -> Tensor { axes.reduce(self) { $0.maximum(axis: $1, keepingAxis: true) } }
}
