import AssayBase
import AssayExplanations
import AssayNetworks
import AssayTensor

/// Explanations of networks that the peers explain too.
enum ExplanationWorkloads {
  static let all = [integratedGradients, smoothGrad, gradCAM, occlusion]

  private static let key = RandomKey(seed: 0)

  private static var integratedGradients: Workload {
    workload(
      "ig50/mnist-cnn", "integrated gradients, 50 points of Gauss and Legendre, of", count: 100, passes: 100,
      of: { .mnist() }, prepare: frozen
    ) {
      Explanation.integratedGradients(steps: 50, rule: .gaussLegendre, tolerance: nil).maps
    }
  }

  private static var smoothGrad: Workload {
    workload(
      "smoothgrad50/resnet18", "SmoothGrad of saliency, 50 samples, of", count: 1, passes: 100, of: { .resnet18() },
      prepare: frozen
    ) {
      Explanation.smoothGrad(over: .saliency, samples: 50, deviation: .pixels(0.1)).maps
    }
  }

  private static var gradCAM: Workload {
    workload(
      "gradcam/resnet18", "coarse Grad-CAM of layer 4, of", count: 8, passes: 1, of: { .resnet18() }, prepare: { $0 }
    ) {
      Explanation.gradCAM(layer: "layer4", isRectified: false).coarseMaps
    }
  }

  private static var occlusion: Workload {
    // 13 × 13 squares, and the image itself.
    workload(
      "occlusion/resnet18", "occlusion by squares of 32 pixels every 16 pixels, of", count: 1, passes: 170,
      of: { .resnet18() }, prepare: frozen
    ) {
      Explanation.occlusion(window: 32, stride: 16).maps
    }
  }

  /// How maps of images are made.
  private typealias Maps = (ExplainedModel, Tensor, [Int], ExplanationTarget) throws -> Tensor

  /// For methods that need no layers: without the network's own copy of the weights.
  private static func frozen(_ network: consuming Network) throws -> any Classifier { try network.frozen() }

  /// An explanation of random images for a network with random weights; `passes` are as many as forward passes cost the same.
  private static func workload(
    _ name: String, _ about: String, count: Int, passes: Int,
    of makeArchitecture: @escaping @Sendable () -> Architecture,
    prepare: @escaping @Sendable (consuming Network) throws -> any Classifier,
    _ maps: @escaping @Sendable () -> Maps
  ) -> Workload {
    Workload(
      name: name, about: "\(about) \(count) \(count == 1 ? "image" : "images")", items: Double(count),
      operations: {
        let architecture = makeArchitecture()
        let forward = try 2 * Double(count) * Double(architecture.body.multiplyAdds(for: architecture.inputShape))
        return forward * Double(passes)
      }
    ) {
      let network = Network(makeArchitecture(), key: key)
      let shape = Shape([count] + network.inputShape.dimensions)
      let images = Tensor.uniform(0, 1, shape: shape, key: key.derived("images"))
      let labels = (0..<count).map { $0 % network.classCount }
      let subject = ExplainedModel(try prepare(consume network))
      return { _ = try maps()(subject, images, labels, .label) }
    }
  }
}
