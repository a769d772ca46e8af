import AssayBase
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
  /// Maps of a ``Network/traced(parameters:)`` can be differentiated at the weights and at the images, by the methods that
  /// go by gradients: what interpretability-aware training and attacks on explanations need (Boopathy et al. 2020).
  ///
  /// - Throws: `AssayError` for settings, labels or shapes out of range, when the model breaks its contract, and when it
  ///   does not give what the method needs (gradients, layers), or the method has no derivative and the model is traced.
  public func maps(
    of model: any Classifier, images: Tensor, labels: [Int], target: ExplanationTarget = .label
  ) throws -> Tensor {
    try maps(of: ExplainedModel(model), images: images, labels: labels, target: target)
  }

  /// The same through what was made from the model before.
  package func maps(
    of subject: ExplainedModel, images: Tensor, labels: [Int], target: ExplanationTarget = .label
  ) throws -> Tensor {
    let scores = try checkedScores(of: subject, for: target, images: images, labels: labels)
    guard !labels.isEmpty else { return images }
    return try method.maps(of: subject, images: subject.isTraced ? images : images.detached, scores: scores)
  }

  /// What the method must get from a model.
  package var needs: ExplanationForm.Needs { method.needs }

  /// - Throws: `AssayError` when a setting is out of range, or the model gives less than the method needs.
  package func validate(for model: any Classifier) throws {
    try validate()
    try checkNeeds(of: model)
  }

  /// - Throws: `AssayError(.unsupported)`, with what to use instead, when the model does not give what the method needs.
  private func checkNeeds(of model: any Classifier) throws {
    let alternatives = "one that needs answers alone (occlusion, LIME, RISE, KernelSHAP, Shapley values, ablation)"
    guard needs != .answers, !(model is any DifferentiableClassifier) else { return }
    throw model.cannotServe(description, things: needs.rawValue, alternatives: alternatives)
  }

  /// What `target` asks for of images with labels, after all else was checked that a call gives.
  func checkedScores(
    of subject: ExplainedModel, for target: ExplanationTarget, images: Tensor, labels: [Int]
  ) throws -> ExplainedScores {
    try validate(for: subject.original)
    guard method.isDifferentiable || !subject.isTraced else {
      throw AssayError(
        .unsupported, "the maps of \(description) have no derivative", expected: "a method that goes by gradients",
        found: description, at: subject.original.name,
        advice: "Give the network itself where the values of the maps are enough")
    }
    return try subject.scores(for: target, images: images, labels: labels)
  }
}
