import AssayTensor

/// Images as low + (high − low)·(tanh w + 1)/2: every w stays within the limits of the pixels.
struct TanhSpace {
  private let middle: Tensor
  private let half: Tensor

  init(_ limits: PixelLimits) {
    middle = (limits.low + limits.high) * 0.5
    half = (limits.high - limits.low) * 0.5
  }

  private init(middle: Tensor, half: Tensor) {
    self.middle = middle
    self.half = half
  }

  /// Some of the examples.
  func rows(_ rows: [Int]) -> TanhSpace { TanhSpace(middle: middle.rows(rows), half: half.rows(rows)) }

  /// How far tanh w is from ±1 at the start: at the sides themselves w would be infinite, and next to them the slope is so
  /// small that pixels stay there. A tenth of a step of 8 bits of an image.
  private static let inset: Float = 1e-3

  /// The w of images; 0 where a pixel cannot move.
  func coordinates(of images: Tensor) -> Tensor {
    let place = (images - middle) / Tensor.maximum(half, Tensor(repeating: 1e-12, shape: half.shape))
    let inside = place.clamped(Self.inset - 1, 1 - Self.inset)
    return ((inside + 1) / (1 - inside)).log() * 0.5
  }

  /// The images of w, given tanh w.
  func images(_ tanh: Tensor) -> Tensor { (tanh * half + middle).clampedToBox }

  /// A gradient at the images, brought to w.
  func pulledBack(_ gradient: Tensor, _ tanh: Tensor) -> Tensor { gradient * half * (1 - tanh.squared()) }
}
