import AssayBase
import AssayTensor

/// How far each pixel of some images may go beside what ball and box allow: the work of masks and bounds.
package struct PixelLimits: Sendable {
  /// The least and the greatest value of every pixel of N×C×H×W images; an original always lies between.
  let low: Tensor
  let high: Tensor

  private init(low: Tensor, high: Tensor) {
    self.low = low
    self.high = high
  }

  /// No limits but the box.
  init(around images: Tensor) {
    self.init(low: .zeros(images.shape), high: Tensor(repeating: 1, shape: images.shape))
  }

  /// The same limits, with pixels kept where `mask` (C×H×W) is 0.
  func keeping(_ images: Tensor, where mask: Tensor) -> PixelLimits {
    let moves = Tensor(shape: images.shape) { out in
      for row in 0..<images.shape[0] { (out + row * mask.count).update(from: mask.pointer, count: mask.count) }
    }.absolute().sign()
    return PixelLimits(low: moves * low + (1 - moves) * images, high: moves * high + (1 - moves) * images)
  }

  /// The same limits, with all pixels in a range; an original outside must have been refused before.
  func staying(in range: ClosedRange<Float>) -> PixelLimits {
    PixelLimits(
      low: .maximum(low, Tensor(repeating: range.lowerBound, shape: low.shape)),
      high: .minimum(high, Tensor(repeating: range.upperBound, shape: high.shape)))
  }

  /// The images with every pixel brought between its limits: never further from the original.
  func confining(_ images: Tensor) -> Tensor { .minimum(.maximum(images, low), high) }

  /// 1 where a pixel may move at all, and 0 elsewhere.
  var movable: Tensor { (high - low).sign() }

  /// Some of the examples.
  func rows(_ rows: [Int]) -> PixelLimits { PixelLimits(low: low.rows(rows), high: high.rows(rows)) }
}
