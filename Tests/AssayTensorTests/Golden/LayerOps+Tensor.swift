import AssayTensor
import AssayTestSupport

extension LayerOps {
  static let tensorOps: [String: Operation] = [
    "add": binary { $0 + $1 }, "mul": binary { $0 * $1 }, "div": binary { $0 / $1 },
    "concat": { goldenCase in
      let axis = try goldenCase.whole("dim")
      return try goldenCase.outputs(["a", "b"]) { .concatenating($0, axis: axis) }
    },
    "max": { goldenCase in
      if goldenCase.inputRoles.contains("b") { return try binary { .maximum($0, $1 - 3) }(goldenCase) }
      return try reduction { x, axes, keeps in x.maximum(axis: axes[0], keepingAxis: keeps) }(goldenCase)
    },
    "sum": reduction { x, axes, keeps in x.sum(axes: axes, keepingAxes: keeps) },
    "mean": reduction { x, axes, keeps in x.mean(axes: axes, keepingAxes: keeps) },
    "logsumexp": reduction { x, axes, keeps in x.logSumExp(axis: axes[0], keepingAxis: keeps) },
    "norm1": reduction { x, axes, keeps in x.l1Norm(axes: axes, keepingAxes: keeps) },
    "norm2": reduction { x, axes, keeps in x.l2Norm(axes: axes, keepingAxes: keeps) },
    "var": { goldenCase in
      let isUnbiased = goldenCase.params["unbiased"]?.bool ?? true
      return try reduction { x, axes, keeps in
        x.variance(axes: axes, isUnbiased: isUnbiased, keepingAxes: keeps)
      }(goldenCase)
    },
    "clamp": elementwise { x, it in x.clamped(try it.float("min"), try it.float("max")) },
    "cumsum": elementwise { x, it in x.cumulativeSum(axis: try it.whole("dim")) },
    "transpose": elementwise { x, _ in
      let products = (0..<x.shape[0]).map { row in
        let matrix = x.slice(row..<row + 1, axis: 0).reshaped(to: [x.shape[1], x.shape[2]])
        return matrix.matrixProduct(matrix.transposed()).reshaped(to: [1, x.shape[1], x.shape[1]])
      }
      return .concatenating(products, axis: 0)
    },
  ]

  private static func binary(_ function: @escaping @Sendable (Tensor, Tensor) -> Tensor) -> Operation {
    { try $0.outputs(["a", "b"]) { function($0[0], $0[1]) } }
  }

  private static func reduction(
    _ function: @escaping @Sendable (_ x: Tensor, _ axes: [Int], _ keeps: Bool) -> Tensor
  ) -> Operation {
    { goldenCase in
      let keeps = goldenCase.params["keepdim"]?.bool ?? false
      return try goldenCase.outputs(["input"]) { inputs in
        let all = Array(inputs[0].shape.dimensions.indices)
        return function(inputs[0], goldenCase.params["dim"]?.array?.compactMap(\.int) ?? all, keeps)
      }
    }
  }
}
