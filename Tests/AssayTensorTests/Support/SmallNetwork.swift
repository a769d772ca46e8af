import AssayTensor

/// Two convolutions and a dense layer as a function of images and weights, for gradients of gradients.
struct SmallNetwork: Sendable {
  static let parameterNames = ["conv1.weight", "conv1.bias", "conv2.weight", "conv2.bias", "fc.weight", "fc.bias"]

  let activation: @Sendable (Tensor) -> Tensor
  let poolsAfterFirst: Bool

  /// The activation called `name`, as the golden files call it.
  static func activation(_ name: String?) -> (@Sendable (Tensor) -> Tensor)? {
    switch name {
    case "relu": { $0.relu() }
    case "softplus": { $0.softplus() }
    case "silu": { $0.silu() }
    case "tanh": { $0.tanh() }
    default: nil
    }
  }

  /// The logits; `weights` in the order of ``parameterNames``.
  func callAsFunction(_ images: Tensor, _ weights: [Tensor]) -> Tensor {
    var hidden = activation(
      images.convolved(with: weights[0], bias: weights[1], ConvolutionGeometry(padding: (1, 1))))
    if poolsAfterFirst { hidden = hidden.maxPooled(PoolingGeometry(kernel: (2, 2))) }
    hidden = activation(
      hidden.convolved(with: weights[2], bias: weights[3], ConvolutionGeometry(stride: (2, 2), padding: (1, 1))))
    return hidden.flattened().linear(weight: weights[4], bias: weights[5])
  }

  /// The gradient of the labels' summed scores at the images, itself differentiable in images and weights.
  func scoreGradient(_ images: Tensor, _ weights: [Tensor], labels: [Int]) -> Tensor {
    valueAndGradient(at: images) { self($0, weights).selecting(columns: labels).sum() }.gradient
  }
}
