import AssayTensor
import AssayTestSupport

extension LayerOps {
  static let activations: [String: Operation] = [
    "relu": elementwise { x, _ in x.relu() }, "sigmoid": elementwise { x, _ in x.sigmoid() },
    "tanh": elementwise { x, _ in x.tanh() }, "silu": elementwise { x, _ in x.silu() },
    "mish": elementwise { x, _ in x.mish() }, "relu6": elementwise { x, _ in x.relu6() },
    "hardswish": elementwise { x, _ in x.hardSwish() }, "hardsigmoid": elementwise { x, _ in x.hardSigmoid() },
    "leaky_relu": elementwise { x, it in x.leakyReLU(slope: try it.float("negative_slope")) },
    "elu": elementwise { x, it in x.elu(alpha: try it.float("alpha")) },
    "gelu": elementwise { x, it in x.gelu(approximatedByTanh: it.params["approximate"]?.string == "tanh") },
    "softplus": elementwise { x, it in x.softplus(beta: try it.float("beta")) },
    "softplus_beta5": elementwise { x, it in x.softplus(beta: try it.float("beta")) },
    "softmax": elementwise { x, it in x.softmax(axis: try it.whole("dim")) },
    "log_softmax": elementwise { x, it in x.logSoftmax(axis: try it.whole("dim")) },
  ]

  /// A function of the one input.
  static func elementwise(_ function: @escaping @Sendable (Tensor, GoldenCase) throws -> Tensor) -> Operation {
    { goldenCase in try goldenCase.outputs(["input"]) { try function($0[0], goldenCase) } }
  }
}
