import AssayExplanations
import AssayNetworks
import AssayTensor

/// The image itself: looks like a map and says nothing of the model.
struct ImageItself: AttributionMethod {
  var description: String { "the image itself" }
  func validate() {}
  func maps(of subject: ExplainedModel, images: Tensor, scores: ExplainedScores) throws -> Tensor { images }
}

/// Another explanation times a number: what is complete, or points the right way, no longer does.
struct Scaled: AttributionMethod {
  let inner: Explanation
  let factor: Float

  var description: String { "\(factor) times \(inner)" }
  func validate() throws { try inner.validate() }
  func maps(of subject: ExplainedModel, images: Tensor, scores: ExplainedScores) throws -> Tensor {
    try inner.method.maps(of: subject, images: images, scores: scores) * factor
  }
}

/// A network that answers as it does and hides its gradients: all maps by gradients are zero.
struct Masked: DifferentiableClassifier {
  let base: Network

  var name: String { "\(base.name), masked" }
  var inputShape: Shape { base.inputShape }
  var classCount: Int { base.classCount }

  func logits(for images: Tensor) throws -> Logits { try base.logits(for: images) }

  func logitsWithPullback(for images: Tensor) throws -> (logits: Logits, pullback: (Tensor) throws -> Tensor) {
    (try base.logits(for: images), { _ in .zeros(images.shape) })
  }
}

extension Network {
  /// The same layers with weights of zero: it says the same of every image.
  var blank: Network { with(parameters: parameters.mapValues { .zeros($0.shape) }) }
}
