import AssayBase
import AssayTensor
import AssayTestSupport

extension LayerOps {
  static let normalizations: [String: Operation] = [
    "batchnorm2d": batchNorm,
    "layernorm": { goldenCase in
      let epsilon = try goldenCase.float("eps")
      return try goldenCase.outputs(["input", "weight", "bias"]) {
        $0[0].layerNormalized(weight: $0[1], bias: $0[2], epsilon: epsilon)
      }
    },
    "groupnorm": { goldenCase in
      let (groups, epsilon) = (try goldenCase.whole("groups"), try goldenCase.float("eps"))
      return try goldenCase.outputs(["input", "weight", "bias"]) {
        $0[0].groupNormalized(groups: groups, weight: $0[1], bias: $0[2], epsilon: epsilon)
      }
    },
    "local_response_norm": elementwise { x, it in
      x.locallyNormalized(
        size: try it.whole("size"), alpha: try it.float("alpha"), beta: try it.float("beta"), k: try it.float("k"))
    },
  ]

  /// In training also the running statistics that follow from the batch's.
  private static let batchNorm: Operation = { goldenCase in
    let (epsilon, momentum) = (try goldenCase.float("eps"), try goldenCase.float("momentum"))
    let (mean, variance) = (try goldenCase.tensor("running_mean"), try goldenCase.tensor("running_var"))
    let roles = ["input", "weight", "bias"]
    guard goldenCase.params["training"]?.bool == true else {
      return try goldenCase.outputs(roles) {
        $0[0].batchNormalized(weight: $0[1], bias: $0[2], mean: mean, variance: variance, epsilon: epsilon)
      }
    }
    let (x, weight, bias) = (
      try goldenCase.tensor("input"), try goldenCase.tensor("weight"), try goldenCase.tensor("bias")
    )
    let batch = x.batchNormalized(weight: weight, bias: bias, epsilon: epsilon)
    let size = Float(x.count / x.shape[1])
    var results = try goldenCase.outputs(roles) {
      $0[0].batchNormalized(weight: $0[1], bias: $0[2], epsilon: epsilon).output
    }
    results["running_mean"] = (mean * (1 - momentum) + batch.mean * momentum).elements
    results["running_var"] = (variance * (1 - momentum) + batch.variance * (size / (size - 1) * momentum)).elements
    return results
  }
}
