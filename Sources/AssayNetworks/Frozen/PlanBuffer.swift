import AssayTensor
import CAssayKernels

/// The memory that a value takes in a workspace: channels-last images, possibly inside a margin of zeros.
struct PlanBuffer: Sendable {
  /// The shape of one example: C×H×W, or F features.
  let shape: Shape
  /// For features that are a flattened image in stored order: the image's shape.
  var layout: Shape?
  private(set) var padHeight = 0
  private(set) var padWidth = 0

  init(shape: Shape) {
    self.shape = shape
  }

  /// Asks for a margin of at least this many zeros.
  mutating func pad(height: Int, width: Int) {
    padHeight = max(padHeight, height)
    padWidth = max(padWidth, width)
  }

  var isPadded: Bool { padHeight > 0 || padWidth > 0 }
  var channels: Int { shape[0] }
  var height: Int { shape.rank == 3 ? shape[1] : 1 }
  var width: Int { shape.rank == 3 ? shape[2] : 1 }

  /// The floats that one example takes, margin included.
  var imageStride: Int { (height + 2 * padHeight) * rowStride }
  private var rowStride: Int { (width + 2 * padWidth) * channels }

  /// The examples that begin at `base`, seen without the margin.
  func view(_ base: UnsafeMutablePointer<Float>) -> assay_view {
    assay_view(
      base: base + padHeight * rowStride + padWidth * channels, image_stride: imageStride, row_stride: rowStride,
      pixel_stride: channels)
  }
}
