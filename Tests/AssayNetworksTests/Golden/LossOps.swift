import AssayBase
import AssayNetworks
import AssayTensor
import AssayTestSupport

/// How the operations of the golden file `losses` are written with ours: a case to its outputs by role.
enum LossOps {
  typealias Operation = @Sendable (GoldenCase) throws -> [String: [Float]]

  static let all: [String: Operation] = [
    "cross_entropy": { goldenCase in
      let (labels, reduction) = (try goldenCase.labels("labels"), try reduction(goldenCase))
      let smoothing = Float(goldenCase.params["label_smoothing"]?.double ?? 0)
      let weights = goldenCase.params["weighted"]?.bool == true ? try goldenCase.input("class_weight").floats : nil
      return try outputs(of: goldenCase, ["logits"]) {
        Loss.crossEntropy(
          $0[0], labels: labels, smoothing: smoothing, classWeights: weights, reduction: reduction)
      }
    },
    "cross_entropy_soft": pair("logits", "target") { Loss.crossEntropy($0, targets: $1, reduction: $2) },
    "bce_with_logits": { goldenCase in
      let reduction = try reduction(goldenCase)
      let (target, roles) = (try goldenCase.values("target"), goldenCase.inputRoles)
      let positive = roles.contains("pos_weight") ? try goldenCase.values("pos_weight") : nil
      let weight = roles.contains("weight") ? try goldenCase.values("weight") : nil
      return try outputs(of: goldenCase, ["logits"]) {
        Loss.binaryCrossEntropy(
          $0[0], targets: target, positiveWeight: positive, weight: weight, reduction: reduction)
      }
    },
    "mse": pair("input", "target") { Loss.meanSquaredError($0, targets: $1, reduction: $2) },
    "l1": pair("input", "target") { Loss.l1($0, targets: $1, reduction: $2) },
    "smooth_l1": { goldenCase in
      let beta = Float(goldenCase.params["beta"]?.double ?? 1)
      return try pair("input", "target") { Loss.smoothL1($0, targets: $1, beta: beta, reduction: $2) }(goldenCase)
    },
    "trades_kl": pair("clean_logits", "adv_logits") { Loss.klDivergence($0, from: $1, reduction: $2) },
    "trades_total": { goldenCase in
      let (labels, beta) = (try goldenCase.labels("labels"), Float(goldenCase.params["beta"]?.double ?? 6))
      return try outputs(of: goldenCase, ["clean_logits", "adv_logits"]) {
        Loss.trades(clean: $0[0], adversarial: $0[1], labels: labels, beta: beta)
      }
    },
    "js_divergence": pair("a", "b") { Loss.jensenShannonDivergence($0, $1, reduction: $2) },
    "cw_margin": margin { Loss.margin($0, labels: $1, confidence: $2, reduction: $3) },
    "cw_margin_targeted": margin { Loss.targetedMargin($0, targets: $1, confidence: $2, reduction: $3) },
    "dlr": margin { logits, labels, _, reduction in
      Loss.differenceOfLogitsRatio(logits, labels: labels, reduction: reduction)
    },
    "dlr_targeted": { goldenCase in
      let (labels, targets) = (try goldenCase.labels("labels"), try goldenCase.labels("targets"))
      let reduction = try reduction(goldenCase)
      return try outputs(of: goldenCase, ["logits"]) {
        Loss.targetedDifferenceOfLogitsRatio($0[0], labels: labels, targets: targets, reduction: reduction)
      }
    },
  ]

  private static func pair(
    _ first: String, _ second: String, _ function: @escaping @Sendable (Tensor, Tensor, Loss.Reduction) -> Tensor
  ) -> Operation {
    { goldenCase in
      let reduction = try reduction(goldenCase)
      return try outputs(of: goldenCase, [first, second]) { function($0[0], $0[1], reduction) }
    }
  }

  private static func margin(
    _ function: @escaping @Sendable (Tensor, [Int], Float, Loss.Reduction) -> Tensor
  ) -> Operation {
    { goldenCase in
      let (labels, reduction) = (try goldenCase.labels("labels"), try reduction(goldenCase))
      let confidence = Float(goldenCase.params["kappa"]?.double ?? 0)
      return try outputs(of: goldenCase, ["logits"]) { function($0[0], labels, confidence, reduction) }
    }
  }

  /// The mean unless the case says otherwise; a mean over the batch is what ours are.
  private static func reduction(_ goldenCase: GoldenCase) throws -> Loss.Reduction {
    switch goldenCase.params["reduction"]?.string ?? "mean" {
    case "mean", "batchmean": return .mean
    case "sum": return .sum
    case "none": return .none
    default:
      throw AssayError(.unsupported, "the reduction is not one of ours", at: "golden case \(goldenCase.name)")
    }
  }

  private static func outputs(
    of goldenCase: GoldenCase, _ roles: [String], _ function: ([Tensor]) throws -> Tensor
  ) throws -> [String: [Float]] {
    let (value, pullback) = try valueWithPullback(at: roles.map { try goldenCase.values($0) }, of: function)
    let upstream =
      goldenCase.inputRoles.contains("upstream")
      ? try goldenCase.values("upstream") : Tensor(repeating: 1, shape: value.shape)
    var outputs = ["output": value.elements]
    for (role, gradient) in zip(roles, pullback(upstream)) { outputs["grad_\(role)"] = gradient.elements }
    return outputs
  }
}

extension GoldenCase {
  /// The input of `role` as a tensor.
  func values(_ role: String) throws -> Tensor {
    let golden = try input(role)
    return Tensor(shape: Shape(golden.shape), elements: golden.floats)
  }

  /// The input of `role` as classes.
  func labels(_ role: String) throws -> [Int] { try input(role).integers }
}
