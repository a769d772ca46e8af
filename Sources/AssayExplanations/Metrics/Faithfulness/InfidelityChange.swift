import AssayBase
import AssayTensor

/// How an image is changed to see whether a map foretells what comes of it (Yeh et al. 2019, section 2).
///
/// The changes are taken off the image and drawn once for all images, so that an image has its value whatever its company.
public enum InfidelityChange: Sendable {
  /// Independent Gaussian noise of this standard deviation in every value.
  case gaussian(deviation: Double)
  /// All that distinguishes the image from a baseline with Gaussian noise of this standard deviation: the noisy baseline.
  case noisyBaseline(ExplanationBaseline = .black, deviation: Double)
  /// A square of this side at a random place, removed to black: square removal.
  case square(side: Int)
  /// Changes of one's own: N·samples×C×H×W, those of an image one after the other.
  case given(Tensor)

  var description: String {
    switch self {
    case .gaussian(let deviation): "noise \(Float(deviation))"
    case .noisyBaseline(let baseline, let deviation): "\(baseline.description) with noise \(Float(deviation))"
    case .square(let side): "\(side)×\(side) squares"
    case .given: "given changes"
    }
  }

  func validate() throws {
    if case .noisyBaseline(let baseline, _) = self { try baseline.validate() }
    switch self {
    case .gaussian(let deviation), .noisyBaseline(_, let deviation):
      guard deviation >= 0, deviation.isFinite else {
        throw AssayError(
          .invalidArgument, "a standard deviation cannot be negative", expected: "deviation ≥ 0",
          found: "\(deviation)", at: "deviation")
      }
    case .square(let side):
      guard side >= 1 else {
        throw AssayError(
          .invalidArgument, "a square has a side", expected: "side ≥ 1", found: "\(side)", at: "side")
      }
    case .given: break
    }
  }

  /// The changes of a batch of images.
  struct Source: Sendable {
    private let changes: InfidelityChange
    private let samples: Int
    private let key: RandomKey
    private var baselines: Tensor?

    init(_ changes: InfidelityChange, images: Tensor, samples: Int, seed: UInt64) throws {
      self.changes = changes
      self.samples = samples
      key = RandomKey(seed: seed).derived("infidelity")
      switch changes {
      case .noisyBaseline(let baseline, _): baselines = try baseline.images(for: images)
      case .given(let given):
        let expected = images.shape.withFirst(images.shape[0] * samples)
        guard given.shape == expected else {
          throw AssayError(
            .shapeMismatch, "the changes do not fit the images and samples", expected: "\(expected)",
            found: "\(given.shape)", at: "changes")
        }
      case .square(let side):
        guard side <= images.shape[2], side <= images.shape[3] else {
          throw AssayError(
            .invalidArgument, "the square does not fit the images",
            expected: "at most \(min(images.shape[2], images.shape[3]))", found: "\(side)", at: "side")
        }
      case .gaussian: break
      }
    }

    /// Change `index` of image `row`.
    func change(of image: Tensor, row: Int, index: Int) throws -> Tensor {
      let key = key.derived(index)
      switch changes {
      case .gaussian(let deviation): return .normal(shape: image.shape, key: key) * Float(deviation)
      case .noisyBaseline(_, let deviation):
        let baseline = baselines?.rows([row]) ?? .zeros(image.shape)
        return image - baseline - .normal(shape: image.shape, key: key) * Float(deviation)
      case .square(let side):
        var random = RandomStream(key)
        let top = random.integer(in: 0...image.shape[2] - side)
        let left = random.integer(in: 0...image.shape[3] - side)
        return image * Self.square(side, top: top, left: left, in: image.shape)
      case .given(let given): return given.rows([row * samples + index])
      }
    }

    /// 1 inside a square, 0 outside.
    private static func square(_ side: Int, top: Int, left: Int, in shape: Shape) -> Tensor {
      let (height, width) = (shape[2], shape[3])
      let plane = (0..<height * width).map { pixel -> Float in
        let (row, column) = (pixel / width, pixel % width)
        return row >= top && row < top + side && column >= left && column < left + side ? 1 : 0
      }
      return Tensor(shape: [1, 1, height, width], elements: plane).broadcast(to: shape)
    }
  }
}
