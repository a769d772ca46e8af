import AssayBase
import AssayNetworks
import AssayTensor

/// Maps with what they explain: the model, the images, and the score of each that the map is about.
///
/// What metrics of faithfulness and stability look at. Maps may come from an ``Explanation`` or from anywhere else; metrics
/// that explain other images or other models need the former.
public struct ExplainedMaps: Sendable {
  /// The maps, N×C×H×W.
  public let maps: Tensor
  /// The images, of the same shape, pixels in [0, 1].
  public let images: Tensor
  /// How the maps were made, when that is known.
  public let explanation: Explanation?
  /// The model, with what was made from it to explain it.
  package let subject: ExplainedModel
  /// What the maps explain.
  package let scores: ExplainedScores

  /// Explains `images` by a method.
  ///
  /// - Throws: What ``Explanation/maps(of:images:labels:target:)`` throws.
  public init(
    by explanation: Explanation, of model: any Classifier, images: Tensor, labels: [Int],
    target: ExplanationTarget = .label
  ) throws {
    try self.init(by: explanation, of: ExplainedModel(model), images: images, labels: labels, target: target)
  }

  /// Explains `images` through what was made from the model before.
  package init(
    by explanation: Explanation, of subject: ExplainedModel, images: Tensor, labels: [Int],
    target: ExplanationTarget = .label
  ) throws {
    let maps = try explanation.maps(of: subject, images: images, labels: labels, target: target)
    try self.init(maps, by: explanation, of: subject, images: images, labels: labels, target: target)
  }

  /// Takes maps made elsewhere for the `target` scores of `images`.
  ///
  /// - Throws: `AssayError(.shapeMismatch)` for maps of another shape than the images, `(.notFinite)` for a value that is
  ///   none, and what labels and target out of range throw.
  public init(
    _ maps: Tensor, of model: any Classifier, images: Tensor, labels: [Int], target: ExplanationTarget = .label
  ) throws {
    try self.init(maps, by: nil, of: ExplainedModel(model), images: images, labels: labels, target: target)
  }

  /// Takes maps that `explanation` made through what was made from the model before.
  package init(
    _ maps: Tensor, by explanation: Explanation?, of subject: ExplainedModel, images: Tensor, labels: [Int],
    target: ExplanationTarget
  ) throws {
    scores = try subject.scores(for: target, images: images, labels: labels)
    guard maps.shape == images.shape else {
      throw AssayError(
        .shapeMismatch, "the maps do not fit the images", expected: "\(images.shape)", found: "\(maps.shape)",
        at: "maps")
    }
    try MapValues.checkFinite(maps, named: "maps")
    self.maps = maps.detached
    self.images = images.detached
    self.explanation = explanation
    self.subject = subject
  }

  /// The number of images.
  public var count: Int { images.shape[0] }

  /// How the maps were made.
  ///
  /// - Throws: `AssayError(.unsupported)` when they were given.
  func method(for metric: String) throws -> any AttributionMethod {
    if let explanation { return explanation.method }
    throw AssayError(
      .unsupported, "\(metric) explains other images or models, and the maps came without their method",
      advice: "Make the maps by ExplainedMaps(by:of:images:labels:)")
  }
}
