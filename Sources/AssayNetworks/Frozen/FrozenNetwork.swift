import AssayBase
import AssayTensor

/// A network prepared for attack and explanation: weights packed once, activations fused, input gradients only.
///
/// Runs a batch slice by slice through the whole network, slices dealt to the cores; the results do not depend on either.
public struct FrozenNetwork: DifferentiableClassifier {
  /// The network's name.
  public let name: String
  /// The shape of one image.
  public let inputShape: Shape
  /// The number of classes.
  public let classCount: Int
  private let plan: Plan
  /// The network itself, kept only to look at its layers where that is asked for.
  private let watched: Network?

  init(_ network: Network) throws {
    name = network.name
    inputShape = network.inputShape
    classCount = network.classCount
    watched = Network.checksEveryLayer ? network : nil
    plan = try Plan(input: network.inputShape, parameters: network.parameters) { images, plan in
      [try network.architecture.body.lower(images, into: &plan)]
    }
  }

  /// The logits of N×C×H×W images.
  public func logits(for images: Tensor) throws -> Logits {
    try check(images)
    return Logits(try plan.outputs(for: images)[0])
  }

  /// The logits and a pullback, which runs the network forwards again.
  public func logitsWithPullback(for images: Tensor) throws -> (logits: Logits, pullback: (Tensor) throws -> Tensor) {
    let logits = try logits(for: images)
    return (
      logits,
      { upstream in
        try logitsAndInputGradient(for: images) { _, rows in upstream.rows(rows) }.gradient
      }
    )
  }

  /// The logits and the gradient at the pixels, in one pass that keeps activations in the cache.
  public func logitsAndInputGradient(
    for images: Tensor, cotangent: @Sendable (_ logits: Logits, _ rows: Range<Int>) throws -> Tensor
  ) throws -> (logits: Logits, gradient: Tensor) {
    try check(images)
    return try withoutActuallyEscaping(cotangent) { cotangent in
      let (outputs, gradient) = try plan.outputsAndInputGradient(for: images) { [try cotangent(Logits($0[0]), $1)] }
      return (Logits(outputs[0]), gradient)
    }
  }

  private func check(_ images: Tensor) throws {
    try checkShape(of: images)
    try watched?.checkEveryLayerIfAsked(for: images)
  }
}
