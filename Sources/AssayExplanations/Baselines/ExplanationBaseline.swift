import AssayBase
import AssayImages
import AssayTensor

/// The image that stands for "nothing there", in pixels.
///
/// What an explanation says depends on it (Sturmfels, Lundberg and Lee 2020): it is always explicit.
public enum ExplanationBaseline: Sendable {
  /// All pixels 0.
  case black
  /// All pixels 1.
  case white
  /// All pixels this value.
  case uniform(Float)
  /// The image itself behind a Gaussian blur of this standard deviation in pixels, mirrored at the border: what is large
  /// stays, what is fine goes (Fong and Vedaldi 2017).
  case blurred(deviation: Double)
  /// An image of one's own, 1×C×H×W, or one for each example, N×C×H×W.
  case images(Tensor)

  /// The mean of N×C×H×W `images`, pixel by pixel: what a data set looks like on the whole.
  ///
  /// - Throws: `AssayError(.shapeMismatch)` unless there is an image at least.
  public static func mean(of images: Tensor) throws -> ExplanationBaseline {
    guard images.shape.rank == 4, images.shape[0] > 0 else {
      throw AssayError(
        .shapeMismatch, "a mean needs images", expected: "N×C×H×W, N ≥ 1", found: "\(images.shape)", at: "baseline")
    }
    return .images(images.detached.mean(axes: [0], keepingAxes: true))
  }

  /// As it stands in a description.
  var description: String {
    switch self {
    case .black: "black"
    case .white: "white"
    case .uniform(let value): "all \(value)"
    case .blurred(let deviation): "blurred by \(deviation) pixels"
    case .images: "given images"
    }
  }

  /// - Throws: `AssayError(.invalidArgument)` when a number of the baseline is out of range.
  func validate() throws {
    switch self {
    case .black, .white, .images: break
    case .uniform(let value):
      guard !value.isFinite else { break }
      throw AssayError(
        .invalidArgument, "a pixel of a baseline must be a number", found: "\(value)", at: "baseline")
    case .blurred(let deviation):
      guard !(deviation >= 0 && deviation.isFinite) else { break }
      throw AssayError(
        .invalidArgument, "the deviation of a blur must be a number that is not negative", found: "\(deviation)",
        at: "baseline")
    }
  }

  /// The baseline of each of `images`; differentiable where it depends on them.
  func images(for images: Tensor) throws -> Tensor { try self.images(for: images, rows: 0..<images.shape[0]) }

  /// The baselines of some of `images`.
  func images(for images: Tensor, rows: Range<Int>) throws -> Tensor {
    let shape = images.shape.withFirst(rows.count)
    switch self {
    case .black: return .zeros(shape)
    case .white: return Tensor(repeating: 1, shape: shape)
    case .uniform(let value): return Tensor(repeating: value, shape: shape)
    case .blurred(let deviation): return images.rows(rows).gaussianBlurred(sigma: deviation)
    case .images(let baseline):
      if baseline.shape == images.shape { return baseline.rows(rows) }
      guard baseline.shape == images.shape.withFirst(1) else {
        throw AssayError(
          .shapeMismatch, "the baseline does not fit the images",
          expected: "\(images.shape) or \(images.shape.withFirst(1))", found: "\(baseline.shape)", at: "baseline")
      }
      return baseline.rows(Array(repeating: 0, count: rows.count))
    }
  }
}

extension [ExplanationBaseline] {
  /// As they stand in a description: "black and white".
  var words: String { map(\.description).joined(separator: " and ") }

  /// - Throws: `AssayError(.invalidArgument)` when there is none, or a number of one is out of range.
  func validate() throws {
    guard !isEmpty else {
      throw AssayError(
        .invalidArgument, "an explanation by baselines needs one", expected: "at least one", found: "none",
        at: "baselines")
    }
    for baseline in self { try baseline.validate() }
  }
}
