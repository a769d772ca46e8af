import AssayBase
import AssayTensor

/// A network whose gradients at the pixels can themselves be differentiated, at its weights and at the images.
///
/// For second order: inside ``AssayTensor/valueAndGradient(at:of:)-([Tensor],_)``, a network of the weights followed there
/// gives logits, layers and gradients at the pixels that are followed too. Keeps all activations of all passes, so memory
/// grows with the batch: use ``FrozenNetwork`` for values alone.
public struct TracedNetwork: LayeredClassifier {
  private let network: Network
  private let replaced: [String: Tensor]

  init(_ network: Network, replaced: [String: Tensor]) {
    (self.network, self.replaced) = (network, replaced)
  }

  /// The network's name.
  public var name: String { network.name }

  /// The shape of one image.
  public var inputShape: Shape { network.inputShape }

  /// The number of classes.
  public var classCount: Int { network.classCount }

  /// The logits of N×C×H×W images, differentiable at the weights and the images.
  public func logits(for images: Tensor) throws -> Logits {
    try checkShape(of: images)
    return Logits(network(images, parameters: replaced))
  }

  /// The logits and the map back to the pixels, both differentiable at the weights and the images.
  public func logitsWithPullback(for images: Tensor) throws -> (logits: Logits, pullback: (Tensor) throws -> Tensor) {
    try checkShape(of: images)
    let (value, pullback) = valueWithPullback(at: [images]) { network($0[0], parameters: replaced) }
    return (Logits(value), { pullback($0)[0] })
  }

  /// The layers, with the weights that gradients follow.
  public func graph() throws -> NetworkGraph { try network.graph(parameters: replaced) }
}

extension Network {
  /// The network with gradients that can be differentiated; `replaced` stand for the parameters of the same names, also
  /// while gradients follow them.
  ///
  /// In evaluation mode, as all of a ``Classifier``.
  ///
  /// - Throws: `AssayError(.shapeMismatch)` or `(.notFinite)` when the parameters are not those of the architecture.
  public func traced(parameters replaced: [String: Tensor] = [:]) throws -> TracedNetwork {
    try ParameterCheck(
      architecture.name, architecture.body.parameters, parameters.merging(replaced) { $1 }
    ).run()
    return TracedNetwork(self, replaced: replaced)
  }
}
