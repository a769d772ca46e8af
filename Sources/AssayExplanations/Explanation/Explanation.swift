import AssayNetworks
import AssayTensor

/// A way to say how much each pixel matters to a score of the model.
///
/// Made by factories: `.integratedGradients(steps: 64)`. Works on pixels in [0, 1]; the class explained is always explicit.
/// Maps do not depend on the batch that an image comes in.
public struct Explanation: Sendable, CustomStringConvertible {
  package let method: any AttributionMethod

  package init(_ method: any AttributionMethod) { self.method = method }

  /// The name with its settings, as "integrated gradients (64 steps, black)".
  public var description: String { method.description }

  /// - Throws: `AssayError(.invalidArgument)` when a setting is out of range.
  public func validate() throws { try method.validate() }

  /// A map for each of N×C×H×W `images`, of the same shape, signed.
  ///
  /// - Throws: `AssayError` for settings, labels or shapes out of range, when the model breaks its contract, and when it
  ///   does not give what the method needs (gradients, layers).
  public func maps(
    of model: any Classifier, images: Tensor, labels: [Int], target: ExplanationTarget = .label
  ) throws -> Tensor {
    try maps(of: ExplainedModel(model), images: images, labels: labels, target: target)
  }

  /// The same through what was made from the model before.
  package func maps(
    of subject: ExplainedModel, images: Tensor, labels: [Int], target: ExplanationTarget = .label
  ) throws -> Tensor {
    try validate()
    let scores = try subject.scores(for: target, images: images, labels: labels)
    guard !labels.isEmpty else { return images }
    return try method.maps(of: subject, images: images.detached, scores: scores)
  }
}
