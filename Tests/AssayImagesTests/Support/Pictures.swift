import AssayBase
import AssayImages
import AssayTensor

/// Images for tests, drawn from a seed.
enum Pictures {
  /// Uniform noise.
  static func noise(_ channels: Int, _ height: Int, _ width: Int, seed: UInt64 = 1) throws -> Image {
    var stream = RandomStream(RandomKey(seed: seed))
    let size = ImageSize(channels: channels, height: height, width: width)
    return try Image(size: size, values: (0..<size.count).map { _ in stream.uniform(0, 1) })
  }

  /// A batch of noise.
  static func batch(_ count: Int, _ channels: Int, _ height: Int, _ width: Int, seed: UInt64 = 1) -> Tensor {
    .uniform(0, 1, shape: [count, channels, height, width], key: RandomKey(seed: seed))
  }
}

/// Whether two tensors have the same shape and the same bits.
func haveSameBits(_ x: Tensor, _ y: Tensor) -> Bool {
  x.shape == y.shape && x.elements.map(\.bitPattern) == y.elements.map(\.bitPattern)
}
