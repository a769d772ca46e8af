import AssayBase
import AssayExplanations
import AssayNetworks
import AssayTensor

/// Explanations of networks that the peers explain too.
enum ExplanationWorkloads {
  static let all = [integratedGradients, smoothGrad]

  private static let key = RandomKey(seed: 0)

  private static var integratedGradients: Workload {
    workload(
      "ig50/mnist-cnn", "integrated gradients, 50 points of Gauss and Legendre, of", count: 100, gradients: 50,
      of: { .mnist() }
    ) {
      .integratedGradients(steps: 50, rule: .gaussLegendre, tolerance: nil)
    }
  }

  private static var smoothGrad: Workload {
    workload(
      "smoothgrad50/resnet18", "SmoothGrad of saliency, 50 samples, of", count: 1, gradients: 50, of: { .resnet18() }
    ) {
      .smoothGrad(over: .saliency, samples: 50, deviation: .pixels(0.1))
    }
  }

  /// An explanation of random images for a network with random weights.
  private static func workload(
    _ name: String, _ about: String, count: Int, gradients: Int,
    of makeArchitecture: @escaping @Sendable () -> Architecture,
    _ explanation: @escaping @Sendable () -> Explanation
  ) -> Workload {
    Workload(
      name: name, about: "\(about) \(count) \(count == 1 ? "image" : "images")", items: Double(count),
      operations: {
        let architecture = makeArchitecture()
        let forward = try 2 * Double(count) * Double(architecture.body.multiplyAdds(for: architecture.inputShape))
        return forward * Double(2 * gradients)
      }
    ) {
      let network = Network(makeArchitecture(), key: key)
      let shape = Shape([count] + network.inputShape.dimensions)
      let images = Tensor.uniform(0, 1, shape: shape, key: key.derived("images"))
      let labels = (0..<count).map { $0 % network.classCount }
      let subject = ExplainedModel(try (consume network).frozen())
      let explanation = explanation()
      return { _ = try explanation.maps(of: subject, images: images, labels: labels) }
    }
  }
}
