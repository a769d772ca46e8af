import AssayBase
import AssayTensor

/// The image that stands for "nothing there", in pixels.
public enum ExplanationBaseline: Sendable {
  /// All pixels 0.
  case black
  /// All pixels 1.
  case white
  /// All pixels this value.
  case uniform(Float)
  /// An image of one's own, 1×C×H×W, or one for each example, N×C×H×W.
  case images(Tensor)

  var description: String {
    switch self {
    case .black: "black"
    case .white: "white"
    case .uniform(let value): "all \(value)"
    case .images: "given images"
    }
  }

  /// The baseline of each of `images`.
  func images(for images: Tensor) throws -> Tensor {
    switch self {
    case .black: return .zeros(images.shape)
    case .white: return Tensor(repeating: 1, shape: images.shape)
    case .uniform(let value): return Tensor(repeating: value, shape: images.shape)
    case .images(let baseline):
      guard baseline.shape == images.shape || baseline.shape == images.shape.withFirst(1) else {
        throw AssayError(
          .shapeMismatch, "the baseline does not fit the images", expected: "\(images.shape)",
          found: "\(baseline.shape)", at: "baseline")
      }
      return baseline.broadcast(to: images.shape)
    }
  }
}
