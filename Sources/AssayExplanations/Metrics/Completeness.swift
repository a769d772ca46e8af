import AssayBase
import AssayNetworks
import AssayTensor

extension Explanation {
  /// How far each map's sum is from the difference of scores that it should be.
  ///
  /// Relative to that difference; where the difference is below 1 % of the spread of the image's logits, relative to
  /// that 1 %, since a relative error of nothing means nothing.
  ///
  /// - Throws: `AssayError(.unsupported)` for methods that promise no such sum.
  package func completenessGaps(
    of model: any DifferentiableClassifier, images: Tensor, labels: [Int]
  ) throws -> [Double] {
    guard let method = method as? IntegratedGradients else {
      throw AssayError(
        .unsupported, "\(description) does not promise that its maps sum to a difference of scores",
        advice: "Use integrated gradients")
    }
    try validate()
    let frozen = try model.frozen()
    let sums = try maps(of: frozen, images: images, labels: labels).sumPerExample().elements
    let scores = try method.endpoints(of: frozen, images: images, classes: labels)
    let logits = try frozen.checkedLogits(for: images)
    return labels.indices.map { row in
      let difference = Double(scores.images[row]) - Double(scores.baselines[row])
      let values = logits.row(row)
      let spread = Double((values.max() ?? 0) - (values.min() ?? 0))
      let scale = max(difference.magnitude, 0.01 * spread, Double(Float.leastNormalMagnitude))
      return (Double(sums[row]) - difference).magnitude / scale
    }
  }
}
