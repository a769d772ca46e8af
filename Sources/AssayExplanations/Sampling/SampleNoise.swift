import AssayBase
import AssayTensor

/// What is added to images, sample by sample.
package enum SampleNoise: Sendable {
  /// Normal numbers from streams of the seed and the sample: the same for every image but for their size, so that an image
  /// gets the same alone as among others.
  case normal(NoiseDeviation, seed: UInt64)
  /// Noise of one's own: sample k of image n is row n · samples + k.
  case given(Tensor)

  /// As it stands in a description of a method.
  var description: String {
    switch self {
    case .normal(let deviation, _): deviation.description
    case .given: "given noise"
    }
  }

  func validate() throws {
    if case .normal(let deviation, _) = self { try deviation.validate() }
  }

  /// Images with the noise of each of these samples, not clipped: differentiable at the images.
  ///
  /// - Parameters:
  ///   - images: The images of `rows`.
  ///   - samples: The samples wanted, of `count`.
  func added(to images: Tensor, rows: Range<Int>, samples: Range<Int>, of count: Int) throws -> [Tensor] {
    switch self {
    case .given(let noise):
      return samples.map { sample in images + noise.rows(rows.map { $0 * count + sample }) }
    case .normal(let deviation, let seed):
      let key = RandomKey(seed: seed).derived("noise")
      let one = images.shape.withFirst(1)
      let drawn = try WorkerPool.map(samples.count) {
        Tensor.normal(shape: one, key: key.derived(samples.lowerBound + $0))
      }
      let factors = deviation.factors(for: images)
      let copies = Array(repeating: 0, count: rows.count)
      return drawn.map { images + $0.rows(copies) * factors }
    }
  }
}
