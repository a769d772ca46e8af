import AssayBase
import AssayExplanations
import AssayNetworks
import AssayTensor

/// The methods that look into layers, with settings of every kind.
enum LayerMethods {
  static let relevance: [Explanation] = [
    .layerwiseRelevance(), .layerwiseRelevance(.all(.epsilon(1e-9))), .layerwiseRelevance(.all(.gamma(0.25))),
    .layerwiseRelevance(.all(.alphaBeta(2, 1))), .layerwiseRelevance(.all(.zPlus)),
  ]

  static let propagation: [Explanation] =
    relevance + [.guidedBackpropagation, .deconvolution, .deepLIFT(), .deepLIFT(baseline: .uniform(0.5))]

  static let classActivation: [Explanation] = [
    .classActivation(), .classActivation(isAveraged: true), .gradCAM(), .gradCAM(isRectified: false),
    .gradCAMPlusPlus(), .layerCAM(),
  ]

  static let all = propagation + classActivation + [.scoreCAM(), .guidedGradCAM()]

  /// Random images for a network.
  static func images(_ count: Int, of network: Network) -> Tensor {
    .uniform(0, 1, shape: Shape([count] + network.inputShape.dimensions), key: RandomKey(seed: 81))
  }

  /// A network with random weights whose batch normalisation knows the statistics of random images, so that signals keep
  /// their size through many layers.
  ///
  /// - Parameter hasBiases: Without, no layer adds anything: neither biases nor what normalisation takes off.
  static func network(_ architecture: Architecture, hasBiases: Bool = true) -> Network {
    let key = RandomKey(seed: 82)
    let network = Network(architecture, key: key)
    let updates = StatisticUpdates()
    _ = network(images(16, of: network), mode: .training(key), updates: updates)
    let parameters = network.parameters.map { name, tensor -> (String, Tensor) in
      if !hasBiases, name.hasSuffix(".bias") { return (name, .zeros(tensor.shape)) }
      guard let moved = updates.all[name], name.contains("running_") else { return (name, tensor) }
      // A step of a tenth led there.
      return (name, !hasBiases && name.hasSuffix("mean") ? tensor : tensor + (moved - tensor) * 10)
    }
    return network.with(parameters: Dictionary(uniqueKeysWithValues: parameters))
  }
}
