import AssayTensor
import AssayTestSupport

/// How the operations of the golden file `layers` are written with ours: a case to its outputs by role.
enum LayerOps {
  typealias Operation = @Sendable (GoldenCase) throws -> [String: [Float]]

  static let all: [String: Operation] = [basic, normalizations, activations, imageOps, tensorOps].reduce([:]) {
    $0.merging($1) { first, _ in first }
  }

  private static let basic: [String: Operation] = [
    "conv2d": convolution, "linear": linear, "maxpool2d": maxPooling, "avgpool2d": averagePooling,
    "dropout_with_mask": dropout, "multiply": gate, "residual": residual,
  ]

  static func weighted(_ goldenCase: GoldenCase) -> [String] {
    goldenCase.inputRoles.contains("bias") ? ["input", "weight", "bias"] : ["input", "weight"]
  }

  private static let convolution: Operation = { goldenCase in
    let geometry = ConvolutionGeometry(
      stride: try goldenCase.pair("stride"), padding: try goldenCase.pair("padding"),
      dilation: try goldenCase.pair("dilation"), groups: goldenCase.params["groups"]?.int ?? 1)
    return try goldenCase.outputs(weighted(goldenCase)) {
      $0[0].convolved(with: $0[1], bias: $0.count > 2 ? $0[2] : nil, geometry)
    }
  }

  /// Features are along the last axis; all others count as examples.
  private static let linear: Operation = { goldenCase in
    try goldenCase.outputs(weighted(goldenCase)) { inputs in
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
    return try goldenCase.outputs(["input"]) { $0[0].maxPooled(window) }
  }

  private static let averagePooling: Operation = { goldenCase in
    let window = try window(goldenCase)
    let countsPadding = goldenCase.params["count_include_pad"]?.bool ?? true
    return try goldenCase.outputs(["input"]) { $0[0].averagePooled(window, countsPadding: countsPadding) }
  }

  private static let dropout: Operation = { goldenCase in
    let mask = try goldenCase.tensor("mask")
    let kept = 1 - Float(goldenCase.params["p"]?.double ?? 0)
    return try goldenCase.outputs(["input"]) { $0[0] * (mask / kept) }
  }

  private static let gate: Operation = { goldenCase in
    try goldenCase.outputs(["input", "gate"]) { $0[0] * $0[1].sigmoid() }
  }

  private static let residual: Operation = { goldenCase in
    try goldenCase.outputs(["input", "weight"]) {
      ($0[0].convolved(with: $0[1], bias: nil, ConvolutionGeometry(padding: (1, 1))) + $0[0]).relu()
    }
  }
}
