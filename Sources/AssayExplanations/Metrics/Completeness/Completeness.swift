import AssayBase
import AssayNetworks
import AssayTensor

extension Explanation {
  /// How far each map's sum is from the difference of scores that it should be, relative to that difference.
  ///
  /// Where the difference is below 1 % of the spread of the image's logits, the gap is relative to that 1 %.
  ///
  /// - Throws: `AssayError(.unsupported)` for methods that promise no such sum.
  package func completenessGaps(
    of model: any DifferentiableClassifier, images: Tensor, labels: [Int]
  ) throws -> [Double] {
    guard let method = method as? any CompleteAttribution else {
      throw AssayError(
        .unsupported, "\(description) does not promise that its maps sum to a difference of scores",
        advice: "Use integrated gradients or DeepLIFT")
    }
    try validate()
    try model.checkShape(of: images)
    try model.check(labels: labels, count: images.shape[0])
    return try method.completenessGaps(
      of: ExplainedModel(model), images: images.detached, scores: ExplainedScores(of: labels))
  }
}
