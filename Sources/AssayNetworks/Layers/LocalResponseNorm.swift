import AssayTensor

/// Divides each number by what its neighbours across channels amount to (PyTorch's `LocalResponseNorm`).
///
/// x / (k + alpha/size · Σ x² over `size` channels around)^beta. Krizhevsky, Sutskever and Hinton 2012, section 3.3, do not
/// divide alpha by the size: their 1e-4 over five channels is 5e-4 here.
public struct LocalResponseNorm: Layer {
  private let size: Int
  private let alpha, beta, k: Float

  /// Makes the layer over `size` channels.
  public init(_ size: Int, alpha: Float = 1e-4, beta: Float = 0.75, k: Float = 1) {
    self.size = size
    self.alpha = alpha
    self.beta = beta
    self.k = k
  }

  /// "Local response norm".
  public var kind: String { "Local response norm" }

  /// The input's shape.
  public func outputShape(for input: Shape) -> Shape { input }

  /// The normalised batch.
  public func callAsFunction(_ input: Tensor, _ context: LayerContext) -> Tensor {
    input.locallyNormalized(size: size, alpha: alpha, beta: beta, k: k)
  }
}
