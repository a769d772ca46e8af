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

  /// How far the maps' sums are from the differences of scores, relative to those, of any method.
  ///
  /// A ``CompleteAttribution`` knows its own baseline; of other methods it is `baseline`, or none for maps that sum to the
  /// score itself.
  package func completenessGaps(
    of model: any Classifier, images: Tensor, labels: [Int], from baseline: ExplanationBaseline?
  ) throws -> [Double] {
    if method is any CompleteAttribution, let model = model as? any DifferentiableClassifier {
      return try completenessGaps(of: model, images: images, labels: labels)
    }
    let subject = ExplainedModel(model)
    let maps = try maps(of: subject, images: images, labels: labels)
    let scale = try CompletenessScale(
      subject.classifier(), images: images, baselines: baseline?.images(for: images),
      scores: ExplainedScores(of: labels))
    return scale.gaps(of: maps, rows: Array(labels.indices))
  }
}
