import AssayBase
import AssayTensor

/// How strong noise on images is.
public enum NoiseDeviation: Sendable, Hashable, CustomStringConvertible {
  /// A standard deviation in pixels of [0, 1].
  case pixels(Double)
  /// A standard deviation as a share of the difference of the image's largest and smallest pixel: the "noise level" of
  /// Smilkov et al. 2017, section 3.
  case ofRange(Double)

  /// As "σ 15 % of the range".
  public var description: String {
    switch self {
    case .pixels(let deviation): "σ \(deviation)"
    case .ofRange(let share): "σ \(PercentText.of(share)) of the range"
    }
  }

  /// - Throws: `AssayError(.invalidArgument)` unless it is a number that is not negative.
  func validate() throws {
    switch self {
    case .pixels(let number), .ofRange(let number):
      guard number >= 0, Float(number).isFinite else {
        throw AssayError(
          .invalidArgument, "the deviation of noise must be a number that is not negative", expected: "0 or more",
          found: "\(number)", at: "deviation")
      }
    }
  }

  /// The deviation for each of `images`, N×C×1×1; differentiable.
  func factors(for images: Tensor) -> Tensor {
    let shape: Shape = [images.shape[0], images.shape[1], 1, 1]
    switch self {
    case .pixels(let deviation): return Tensor(repeating: Float(deviation), shape: shape)
    case .ofRange(let share):
      let flat = images.reshaped(to: [images.shape[0], images.count / max(1, images.shape[0])])
      let ranges = flat.maximum(axis: 1) + (-flat).maximum(axis: 1)
      return (ranges * Float(share)).reshaped(to: [images.shape[0], 1, 1, 1]).broadcast(to: shape)
    }
  }
}
