import AssayNetworks
import AssayTensor
import Synchronization

/// A differentiable function of images as a model; remembers how many images it got at once.
final class FunctionModel: DifferentiableClassifier {
  let name = "function"
  let inputShape: Shape
  let classCount: Int
  private let function: @Sendable (Tensor) -> Tensor
  private let largest = Mutex(0)

  init(_ inputShape: Shape, classes: Int, _ function: @escaping @Sendable (Tensor) -> Tensor) {
    (self.inputShape, classCount, self.function) = (inputShape, classes, function)
  }

  /// Σ aₖᵢ xᵢ² + bₖᵢ xᵢ for class k; `squares` and `factors` are K×P.
  static func quadratic(_ inputShape: Shape, squares: Tensor, factors: Tensor) -> FunctionModel {
    FunctionModel(inputShape, classes: factors.shape[0]) { images in
      let x = images.flattened()
      return x.squared().linear(weight: squares, bias: nil) + x.linear(weight: factors, bias: nil)
    }
  }

  /// The most images that came in one call.
  var largestBatch: Int { largest.withLock { $0 } }

  func logits(for images: Tensor) throws -> Logits {
    note(images)
    return Logits(function(images))
  }

  func logitsWithPullback(for images: Tensor) throws -> (logits: Logits, pullback: (Tensor) throws -> Tensor) {
    note(images)
    let (value, pullback) = valueWithPullback(at: [images]) { function($0[0]) }
    return (Logits(value), { pullback($0)[0] })
  }

  private func note(_ images: Tensor) { largest.withLock { $0 = max($0, images.shape[0]) } }
}
