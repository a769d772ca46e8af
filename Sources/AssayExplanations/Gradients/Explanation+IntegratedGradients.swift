import AssayBase
import AssayNetworks
import AssayTensor

extension Explanation {
  /// Integrated gradients: the path integral of the gradient from a baseline to the image
  /// (Sundararajan, Taly and Yan 2017, section 3).
  ///
  /// The map sums to the difference of the scores of image and baseline, up to the error of the sum over `steps` points.
  /// Costs `steps` gradients an image; memory does not grow with them.
  public static func integratedGradients(
    steps: Int = 64, baseline: ExplanationBaseline = .black, rule: QuadratureRule = .middle
  ) -> Explanation {
    Explanation(IntegratedGradients(steps: steps, baseline: baseline, rule: rule))
  }
}

/// The average gradient along the straight path from the baseline, times the path.
package struct IntegratedGradients: AttributionMethod {
  let steps: Int
  let baseline: ExplanationBaseline
  let rule: QuadratureRule

  package var description: String { "integrated gradients (\(steps) steps, \(baseline.description))" }

  package func validate() throws {
    guard steps >= 1, steps <= 100_000 else {
      throw AssayError(
        .invalidArgument, "integrated gradients need a sensible number of points", expected: "steps from 1 to 100000",
        found: "\(steps)", at: "steps")
    }
  }

  package func maps(of model: any DifferentiableClassifier, images: Tensor, classes: [Int]) throws -> Tensor {
    let path = try images - baseline.images(for: images)
    var total = Tensor.zeros(images.shape)
    for (position, weight) in rule.nodes(count: steps) {
      let point = images - path * Float(1 - position)
      total = try total + model.scoresAndGradients(for: point, classes: classes).gradients * Float(weight)
    }
    return path * total
  }

  /// The scores of the images and of their baselines, whose difference the maps should sum to.
  package func endpoints(
    of model: any DifferentiableClassifier, images: Tensor, classes: [Int]
  ) throws -> (images: [Float], baselines: [Float]) {
    (
      try model.scores(for: images, classes: classes),
      try model.scores(for: baseline.images(for: images), classes: classes)
    )
  }
}
