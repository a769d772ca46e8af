import AssayBase
import AssayExplanations
import AssayNetworks
import AssayTensor

/// LIME with its usual settings, of a network that is much larger than the image.
enum LIMEWorkload {
  /// The one there is.
  static let all: [Workload] = [
    Workload(name: "lime150/alexnet", about: "LIME of one image of noise, 96 pixels wide, from 150 copies", items: 1) {
      let key = RandomKey(seed: 0)
      let network = Network(.alexNet(input: [3, 96, 96]), key: key)
      let model = try (consume network).frozen()
      let image = Tensor.uniform(0, 1, shape: [1, 3, 96, 96], key: key.derived("image"))
      return { _ = try LIME(samples: 150).explain(model, images: image, labels: [0], target: .predicted) }
    }
  ]
}
