import AssayNetworks
import AssayTensor

/// A way to judge explanations: one number an image.
///
/// Made by factories: `.infidelity(samples: 100)`, `.deletion()`. The value of an image depends on the model, the image, its
/// map and the settings only: not on the batch it comes in, nor on the number of threads. Random numbers come from a seed
/// that is fixed unless given, and are the same for every image.
public struct ExplanationMetric: Sendable, CustomStringConvertible {
  package let measure: any MapMeasure

  package init(_ measure: any MapMeasure) { self.measure = measure }

  /// The name with its settings, as "random logit (Spearman’s ρ)".
  public var description: String { measure.description }

  /// Which values speak for an explanation.
  public var preference: MetricPreference { measure.preference }

  /// - Throws: `AssayError(.invalidArgument)` when a setting is out of range.
  public func validate() throws { try measure.validate() }

  /// The value of each of some maps.
  ///
  /// - Throws: `AssayError` for settings out of range, `(.unsupported)` when the metric needs the method, the network or
  ///   gradients and they are not there, and when the model breaks its contract.
  public func values(_ explained: ExplainedMaps) throws -> [Double] {
    try validate()
    return try measure.values(explained)
  }

  /// The value of the map of each image by a method.
  public func values(
    of explanation: Explanation, on model: any Classifier, images: Tensor, labels: [Int],
    target: ExplanationTarget = .label
  ) throws -> [Double] {
    try values(ExplainedMaps(by: explanation, of: model, images: images, labels: labels, target: target))
  }
}
