import AssayBase
import AssayTensor

/// A classifier that also gives gradients at the pixels, which is all that white-box attacks and saliency need.
///
/// Any engine can stand behind it: only ``logitsWithPullback(for:)`` must be written.
public protocol DifferentiableClassifier: Classifier {
  /// The logits of N×C×H×W images, and the map from a gradient of the logits (N×K) to that of the pixels (N×C×H×W).
  func logitsWithPullback(for images: Tensor) throws -> (logits: Logits, pullback: (Tensor) throws -> Tensor)

  /// The logits, and the gradient at the pixels of a loss whose gradient at the logits `cotangent` gives.
  ///
  /// `cotangent` gets the logits of consecutive `rows` of the batch, and may be called from several threads at once. Models
  /// that can work slice by slice, so that activations stay in the cache, override this: ``FrozenNetwork`` runs batches of
  /// any size in memory that does not grow with them, where a ``Network`` keeps the activations of the whole batch.
  func logitsAndInputGradient(
    for images: Tensor, cotangent: @Sendable (_ logits: Logits, _ rows: Range<Int>) throws -> Tensor
  ) throws -> (logits: Logits, gradient: Tensor)

  /// The same function prepared for many evaluations and input gradients; `self` when there is nothing to prepare.
  consuming func frozen() throws -> any DifferentiableClassifier
}

extension DifferentiableClassifier {
  /// Calls ``logitsWithPullback(for:)`` on the whole batch.
  public func logitsAndInputGradient(
    for images: Tensor, cotangent: @Sendable (_ logits: Logits, _ rows: Range<Int>) throws -> Tensor
  ) throws -> (logits: Logits, gradient: Tensor) {
    let (logits, pullback) = try logitsWithPullback(for: images)
    return (logits, try pullback(try cotangent(logits, 0..<images.shape[0])))
  }

  /// The model itself.
  public consuming func frozen() throws -> any DifferentiableClassifier { self }
}

extension Classifier {
  /// The error of what needs gradients or layers, asked of a model that only answers.
  ///
  /// - Parameters:
  ///   - user: What needs them: "PGD(ℓ∞ 8/255, 40 steps)".
  ///   - things: What it needs: "gradients".
  ///   - alternatives: What to use instead: "Square or HopSkipJump".
  package func cannotServe(_ user: String, things: String, alternatives: String) -> AssayError {
    AssayError(
      .unsupported, "\(user) needs the model's \(things), and \(name) only answers",
      expected: things == "gradients" ? "a DifferentiableClassifier" : "a Network, or another LayeredClassifier",
      found: "\(Self.self)",
      advice: "Use \(alternatives) instead, or export the model as ONNX, which Assay reads with its gradients")
  }
}
