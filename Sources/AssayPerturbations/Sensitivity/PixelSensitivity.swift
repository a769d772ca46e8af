import AssayBase
import AssayTensor
import CAssayKernels

/// How visible a change of each pixel of some images is: the less a pixel's surroundings vary, the more (Luo et al. 2018,
/// "Towards imperceptible and robust adversarial example attacks against neural networks", section 3.1).
///
/// The sensitivity is one over the standard deviation in the 3×3 region around the pixel, cut at the border, channel by
/// channel. Where nothing varies the deviation counts as a floor.
public struct PixelSensitivity: Sendable {
  /// The standard deviation around each pixel, not below the floor: N×C×H×W.
  let deviations: Tensor
  private let images: Tensor

  /// Half a step of 8 bits: what flat regions count as.
  public static let standardFloor = 0.5 / 255

  /// Measures N×C×H×W images.
  ///
  /// - Parameters:
  ///   - images: The images.
  ///   - floor: The least standard deviation, above 0.
  /// - Throws: `AssayError(.invalidArgument)` when the floor is not above 0, `(.shapeMismatch)` for other shapes.
  public init(of images: Tensor, floor: Double = PixelSensitivity.standardFloor) throws {
    guard floor > 0, floor.isFinite else {
      throw AssayError(
        .invalidArgument, "the floor of a deviation must be a number above 0", expected: "floor > 0", found: "\(floor)",
        at: "floor")
    }
    guard images.shape.rank == 4 else {
      throw AssayError(.shapeMismatch, "not images", expected: "N×C×H×W", found: "\(images.shape)", at: "images")
    }
    self.init(measuring: images, floor: Float(floor))
  }

  init(measuring images: Tensor, floor: Float) {
    self.images = images
    let (channels, height, width) = (images.shape[1], images.shape[2], images.shape[3])
    deviations = Tensor(shape: images.shape) { out in
      for row in 0..<images.shape[0] {
        let start = row * channels * height * width
        assay_local_deviations(out + start, images.pointer + start, height, width, channels)
      }
      for index in 0..<images.count { out[index] = max(out[index], floor) }
    }
  }

  /// One over the deviations: N×C×H×W.
  public var map: Tensor { deviations.reciprocal() }

  /// The perceptual distance of other images from those measured: Σ |Δ|·sensitivity, image by image.
  public func distances(to others: Tensor) -> [Double] {
    precondition(others.shape == images.shape, "images of shape \(others.shape) are not those of shape \(images.shape)")
    return ((others - images).absolute() / deviations).sumPerExample().elements.map(Double.init)
  }

  /// Some of the images.
  func rows(_ rows: [Int]) -> PixelSensitivity {
    PixelSensitivity(deviations: deviations.rows(rows), images: images.rows(rows))
  }

  private init(deviations: Tensor, images: Tensor) {
    self.deviations = deviations
    self.images = images
  }
}
