import AssayBase
import AssayTensor

/// A network prepared for attack and explanation: weights packed once, activations fused, input gradients only.
///
/// Runs a batch slice by slice through the whole network, slices dealt to the cores; one image is shared among the cores
/// that a small batch would leave idle. The results do not depend on either.
///
/// Memory beside the weights, the images and the results does not grow with the batch: each thread takes, for activations
/// and gradients, about as much as the weights at most (half a megabyte for small networks), or one image's if that is
/// more. So the input gradients of 1,000 images of 224×224 by a ResNet-18 take under 70 MiB a thread. Weights for
/// the backward pass are packed when the first gradient is asked for.
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

  /// Prepares a network, whose weights are let go one by one as they are packed where nobody else holds it.
  package init(_ network: consuming Network) throws {
    name = network.name
    inputShape = network.inputShape
    classCount = network.classCount
    watched = Network.checksEveryLayer ? network : nil
    let body = network.architecture.body
    plan = try Plan(input: inputShape, parameters: (consume network).takingParameters()) { images, plan in
      [try body.lower(images, into: &plan)]
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

  /// What the steps are, in order, as "ConvolutionStep 64×112×112": one line each.
  package var stepDescriptions: [String] { plan.stepDescriptions }

  /// The bytes of activations, gradients and scratch memory while a batch runs, on all threads together.
  package func workingBytes(forBatchOf count: Int, gradients: Bool) -> Int {
    plan.workingBytes(forBatchOf: count, gradients: gradients)
  }

  private func check(_ images: Tensor) throws {
    try checkShape(of: images)
    try watched?.checkEveryLayerIfAsked(for: images)
  }
}
