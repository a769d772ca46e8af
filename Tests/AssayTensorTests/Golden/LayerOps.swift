import AssayTensor
import AssayTestSupport

/// How the operations of the golden file `layers` are written with ours: a case to its outputs by role.
enum LayerOps {
  typealias Operation = @Sendable (GoldenCase) throws -> [String: [Float]]

  static let all: [String: Operation] = [
    "conv2d": convolution, "linear": linear, "maxpool2d": maxPooling, "avgpool2d": averagePooling,
    "relu": elementwise { $0.relu() }, "silu": elementwise { $0.silu() }, "sigmoid": elementwise { $0.sigmoid() },
    "tanh": elementwise { $0.tanh() }, "softplus": elementwise { $0.softplus() },
    "softmax": overAxis { $0.softmax() }, "log_softmax": overAxis { $0.logSoftmax() },
    "dropout_with_mask": dropout, "sum": sum, "mean": mean, "multiply": gate, "residual": residual,
    "add": binary { $0 + $1 }, "mul": binary { $0 * $1 }, "div": binary { $0 / $1 },
  ]

  /// The output, and under `grad_ROLE` the gradients of Σ output · upstream.
  static func outputs(
    of goldenCase: GoldenCase, _ roles: [String], _ function: ([Tensor]) throws -> Tensor
  ) throws -> [String: [Float]] {
    let (value, pullback) = try valueWithPullback(at: roles.map { try goldenCase.tensor($0) }, of: function)
    var outputs = ["output": value.elements]
    let upstream = try goldenCase.tensor("upstream").reshaped(to: value.shape)
    for (role, gradient) in zip(roles, pullback(upstream)) { outputs["grad_\(role)"] = gradient.elements }
    return outputs
  }

  private static func weighted(_ goldenCase: GoldenCase) -> [String] {
    goldenCase.inputRoles.contains("bias") ? ["input", "weight", "bias"] : ["input", "weight"]
  }

  private static let convolution: Operation = { goldenCase in
    let geometry = ConvolutionGeometry(
      stride: try goldenCase.pair("stride"), padding: try goldenCase.pair("padding"),
      dilation: try goldenCase.pair("dilation"), groups: goldenCase.params["groups"]?.int ?? 1)
    return try outputs(of: goldenCase, weighted(goldenCase)) {
      $0[0].convolved(with: $0[1], bias: $0.count > 2 ? $0[2] : nil, geometry)
    }
  }

  /// Features are along the last axis; all others count as examples.
  private static let linear: Operation = { goldenCase in
    try outputs(of: goldenCase, weighted(goldenCase)) { inputs in
      let (x, weight) = (inputs[0], inputs[1])
      let rows = x.reshaped(to: [x.count / weight.shape[1], weight.shape[1]])
      let result = rows.linear(weight: weight, bias: inputs.count > 2 ? inputs[2] : nil)
      return result.reshaped(to: Shape(x.shape.dimensions.dropLast() + [weight.shape[0]]))
    }
  }

  private static func window(_ goldenCase: GoldenCase) throws -> PoolingGeometry {
    PoolingGeometry(
      kernel: try goldenCase.pair("kernel"), stride: try goldenCase.pair("stride"),
      padding: try goldenCase.pair("padding"), roundsUp: goldenCase.params["ceil_mode"]?.bool ?? false)
  }

  private static let maxPooling: Operation = { goldenCase in
    let window = try window(goldenCase)
    return try outputs(of: goldenCase, ["input"]) { $0[0].maxPooled(window) }
  }

  private static let averagePooling: Operation = { goldenCase in
    let window = try window(goldenCase)
    let countsPadding = goldenCase.params["count_include_pad"]?.bool ?? true
    return try outputs(of: goldenCase, ["input"]) { $0[0].averagePooled(window, countsPadding: countsPadding) }
  }

  private static func elementwise(_ function: @escaping @Sendable (Tensor) -> Tensor) -> Operation {
    { try outputs(of: $0, ["input"]) { function($0[0]) } }
  }

  private static func binary(_ function: @escaping @Sendable (Tensor, Tensor) -> Tensor) -> Operation {
    { try outputs(of: $0, ["a", "b"]) { function($0[0], $0[1]) } }
  }

  /// Ours works on rows: the axis is brought to the end, outside of what is differentiated, and back.
  private static func overAxis(_ function: @escaping @Sendable (Tensor) -> Tensor) -> Operation {
    { goldenCase in
      let (input, upstream) = (try goldenCase.input("input"), try goldenCase.input("upstream"))
      let dim = goldenCase.params["dim"]?.int ?? 1
      let order = AxisToEnd(shape: input.shape, axis: dim < 0 ? dim + input.shape.count : dim)
      let shape = Shape([input.count / order.extent, order.extent])
      let x = Tensor(shape: shape, elements: order.applied(to: input.floats))
      let (value, pullback) = valueWithPullback(at: [x]) { function($0[0]) }
      let gradient = pullback(Tensor(shape: shape, elements: order.applied(to: upstream.floats)))[0]
      return ["output": order.undone(value.elements), "grad_input": order.undone(gradient.elements)]
    }
  }

  private static let dropout: Operation = { goldenCase in
    let mask = try goldenCase.tensor("mask")
    let kept = 1 - Float(goldenCase.params["p"]?.double ?? 0)
    return try outputs(of: goldenCase, ["input"]) { $0[0] * (mask / kept) }
  }

  private static func reducedShape(_ goldenCase: GoldenCase) throws -> Shape {
    let shape = try goldenCase.input("input").shape
    let axes = goldenCase.params["dim"]?.array?.compactMap(\.int) ?? Array(shape.indices)
    return Shape(shape.enumerated().map { axes.contains($0) || axes.contains($0 - shape.count) ? 1 : $1 })
  }

  private static let sum: Operation = { goldenCase in
    let shape = try reducedShape(goldenCase)
    return try outputs(of: goldenCase, ["input"]) { $0[0].summed(to: shape) }
  }

  private static let mean: Operation = { goldenCase in
    let shape = try reducedShape(goldenCase)
    return try outputs(of: goldenCase, ["input"]) { $0[0].summed(to: shape) / Float($0[0].count / shape.count) }
  }

  private static let gate: Operation = { goldenCase in
    try outputs(of: goldenCase, ["input", "gate"]) { $0[0] * $0[1].sigmoid() }
  }

  private static let residual: Operation = { goldenCase in
    try outputs(of: goldenCase, ["input", "weight"]) {
      ($0[0].convolved(with: $0[1], bias: nil, ConvolutionGeometry(padding: (1, 1))) + $0[0]).relu()
    }
  }
}

/// Brings one axis of a row-major array to the end.
private struct AxisToEnd {
  let extent: Int
  /// For each place of the rearranged array, where its element stood.
  private let sources: [Int]

  init(shape: [Int], axis: Int) {
    extent = shape[axis]
    let inner = shape.dropFirst(axis + 1).reduce(1, *)
    let outer = shape.prefix(axis).reduce(1, *)
    var sources: [Int] = []
    for block in 0..<outer {
      for column in 0..<inner {
        for step in 0..<shape[axis] { sources.append((block * shape[axis] + step) * inner + column) }
      }
    }
    self.sources = sources
  }

  func applied(to elements: [Float]) -> [Float] { sources.map { elements[$0] } }

  func undone(_ elements: [Float]) -> [Float] {
    var result = elements
    for (place, source) in sources.enumerated() { result[source] = elements[place] }
    return result
  }
}
