import AssayBase
import AssayNetworks
import AssayTensor

/// A model behind a step without a useful derivative, as rounding or JPEG, whose gradient is passed straight through.
///
/// Backwards the step counts as the identity (Athalye, Carlini and Wagner 2018, "Obfuscated gradients give a false sense of
/// security", section 4.1), so that white-box attacks see the model behind it. Forwards nothing changes.
public struct StraightThroughModel<Base: Classifier>: Classifier {
  /// The model behind the step.
  public let base: Base
  private let stepName: String
  private let step: @Sendable (Tensor) throws -> Tensor

  /// Puts a step before a model.
  ///
  /// - Parameters:
  ///   - base: The model behind the step.
  ///   - name: What reports call the step.
  ///   - step: Turns N×C×H×W images into others of the same shape, each by itself.
  public init(_ base: Base, behind name: String, _ step: @escaping @Sendable (Tensor) throws -> Tensor) {
    self.base = base
    stepName = name
    self.step = step
  }

  /// The model's name with that of the step.
  public var name: String { "\(base.name) behind \(stepName)" }
  /// The shape of one image.
  public var inputShape: Shape { base.inputShape }
  /// The number of classes.
  public var classCount: Int { base.classCount }

  /// The logits of images after the step.
  ///
  /// - Throws: `AssayError(.contractBroken)` when the step changes their shape, or what step and model throw.
  public func logits(for images: Tensor) throws -> Logits { try base.logits(for: stepped(images)) }

  private func stepped(_ images: Tensor) throws -> Tensor {
    try checkShape(of: images)
    let images = images.detached
    let stepped = try step(images)
    guard stepped.shape == images.shape else {
      throw AssayError(
        .contractBroken, "the step \(stepName) changed the shape of images", expected: "\(images.shape)",
        found: "\(stepped.shape)", at: stepName)
    }
    return stepped
  }
}

extension StraightThroughModel: DifferentiableClassifier where Base: DifferentiableClassifier {
  /// The logits after the step, and the pullback of the model behind it.
  public func logitsWithPullback(for images: Tensor) throws -> (logits: Logits, pullback: (Tensor) throws -> Tensor) {
    try base.logitsWithPullback(for: stepped(images))
  }

  /// The logits after the step, and the gradient at the images after it.
  public func logitsAndInputGradient(
    for images: Tensor, cotangent: @Sendable (_ logits: Logits, _ rows: Range<Int>) throws -> Tensor
  ) throws -> (logits: Logits, gradient: Tensor) {
    try base.logitsAndInputGradient(for: stepped(images), cotangent: cotangent)
  }
}
