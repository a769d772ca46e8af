import AssayTensor

extension Explanation {
  /// How maps become complete as the sum that stands for an integral gets more points.
  package struct Convergence: Sendable {
    /// Where the points are.
    package let rule: QuadratureRule
    /// The mean relative gap of the maps' sums, for each number of points.
    package let gaps: [(points: Int, mean: Double)]
  }

  /// Whether maps are sums that stand for an integral, so that more points bring them nearer to it.
  package var isPathIntegral: Bool { method is IntegratedGradients }

  /// The convergence of this method with every rule; none for methods that are not integrated gradients.
  ///
  /// Costs as many gradients as there are points, for each rule.
  ///
  /// - Throws: As ``maps(of:images:labels:target:)`` does.
  package func convergence(
    of subject: ExplainedModel, images: Tensor, labels: [Int], target: ExplanationTarget, points: [Int],
    progress: (QuadratureRule) -> Void = { _ in }
  ) throws -> [Convergence] {
    guard let method = method as? IntegratedGradients, !labels.isEmpty else { return [] }
    let model = try subject.differentiable()
    let scores = try target.scores(
      of: subject.original, labels: labels, predictions: model.checkedLogits(for: images).labels)
    return try QuadratureRule.allCases.map { rule in
      progress(rule)
      let gaps = try points.map { count in
        let exact = IntegratedGradients(steps: count, baselines: method.baselines, rule: rule, tolerance: nil)
        let gaps = try exact.refinedMaps(of: model, images: images, scores: scores).gaps
        return (points: count, mean: gaps.reduce(0, +) / Double(gaps.count))
      }
      return Convergence(rule: rule, gaps: gaps)
    }
  }
}
