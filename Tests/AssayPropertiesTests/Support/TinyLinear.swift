import AssayBase
import AssayDatasets
import AssayImages
import AssayNetworks
import AssayTensor

/// Two classes, nine pixels, one dense layer: small enough to try every subset of the pixels.
struct TinyLinear {
  let network: Network
  let data: Dataset

  init(seed: UInt64, images count: Int) throws {
    let key = RandomKey(seed: seed).derived("tiny linear")
    let architecture = Architecture("tiny-linear", input: [1, 3, 3], classes: 2) {
      Flatten()
      Linear("fc", 9, 2)
    }
    network = Network(architecture, key: key)
    var stream = RandomStream(key.derived("images"))
    let size = ImageSize(channels: 1, height: 3, width: 3)
    let images = try (0..<count).map { _ in
      try Image(size: size, values: (0..<9).map { _ in Float(stream.integer(in: 0...255)) / 255 })
    }
    let labels = try network.logits(for: Tensor(shape: [count, 1, 3, 3], elements: images.flatMap(\.values))).labels
    data = try Dataset(name: "tiny", images: images, labels: labels, classNames: ["a", "b"])
  }
}
