import AssayBase
import AssayTensor

/// Makes copies of images from which some pixels are gone.
struct PixelEraser: Sendable {
  private enum Filling: Sendable {
    case tensor(Tensor)
    case imputed(LinearImputation, noise: Tensor)
  }

  private let images: Tensor
  private let filling: Filling

  init(_ replacement: PixelReplacement, images: Tensor, seed: UInt64) throws {
    self.images = images
    switch replacement {
    case .baseline(let baseline): filling = .tensor(try baseline.images(for: images))
    case .inverted: filling = .tensor(1 - images)
    case .noisyLinear(let deviation):
      // One noise for all images: an image has its own result, whatever its company.
      let key = RandomKey(seed: seed).derived("imputation")
      let noise = Tensor.normal(shape: images.shape.withFirst(1), key: key) * Float(deviation)
      filling = .imputed(LinearImputation(height: images.shape[2], width: images.shape[3]), noise: noise)
    }
  }

  /// Image `row`, 1×C×H×W, without the pixels `removed`.
  func image(_ row: Int, without removed: some Sequence<Int>) -> Tensor {
    let image = images.rows([row])
    switch filling {
    case .tensor(let tensor): return image.replacing(pixels: removed, with: tensor.rows([row]))
    case .imputed(let imputation, let noise):
      let removed = Array(removed)
      let filled = imputation.filling(image, at: removed)
      return image.replacing(pixels: removed, with: (filled + noise).clamped(0, 1))
    }
  }
}

extension Tensor {
  /// A copy of an image 1×C×H×W with all channels of some pixels, counted row by row, taken from another.
  fileprivate func replacing(pixels: some Sequence<Int>, with other: Tensor) -> Tensor {
    // Channels lie last in memory: a pixel is one piece.
    let channels = shape[1]
    return Tensor(shape: shape) { out in
      out.update(from: pointer, count: count)
      for pixel in pixels { (out + pixel * channels).update(from: other.pointer + pixel * channels, count: channels) }
    }
  }
}
