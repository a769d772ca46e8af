import AssayBase
import AssayNetworks
import AssayTensor

/// A method that gives a number to each group of pixels; the map has it in every pixel of the group, in all channels.
package protocol GroupMethod: AttributionMethod {
  /// What the groups have to do with the explained scores, one value an image.
  func attributions(
    of subject: ExplainedModel, images: Tensor, scores: ExplainedScores
  ) throws -> [GroupAttribution]
}

extension GroupMethod {
  package func maps(of subject: ExplainedModel, images: Tensor, scores: ExplainedScores) throws -> Tensor {
    let attributions = try attributions(of: subject, images: images, scores: scores)
    return .concatenatingRows(attributions.map { $0.groups.painted($0.values, channels: images.shape[1]) })
  }
}

extension Explanation {
  /// What each group of pixels has to do with the explained score, for methods that cover groups of pixels.
  ///
  /// Shapley values and ablation give one number a group; ``maps(of:images:labels:target:)`` paints them on the pixels.
  ///
  /// - Throws: `AssayError(.unsupported)` for methods without groups, else as ``maps(of:images:labels:target:)``.
  public func groupAttributions(
    of model: any Classifier, images: Tensor, labels: [Int], target: ExplanationTarget = .label
  ) throws -> [GroupAttribution] {
    guard let method = method as? any GroupMethod else {
      throw AssayError(
        .unsupported, "\(description) has no groups of pixels", advice: "Use feature ablation or Shapley values")
    }
    try validate()
    let subject = ExplainedModel(model)
    let scores = try subject.scores(for: target, images: images, labels: labels)
    return labels.isEmpty ? [] : try method.attributions(of: subject, images: images.detached, scores: scores)
  }
}
