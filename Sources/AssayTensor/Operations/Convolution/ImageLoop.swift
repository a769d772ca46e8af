import AssayBase
import CAssayKernels

/// Deals the images of a batch to the workers.
enum ImageLoop {
  static func run(_ count: Int, _ body: @Sendable (Range<Int>) -> Void) {
    let threads = ComputeContext.current.threads
    WorkerPool.forEachSlice(of: count, size: threads == 1 ? count : (count + 4 * threads - 1) / (4 * threads), body)
  }
}

extension assay_view {
  /// The images from `first` on of a tensor N×C×H×W stored channels-last without gaps.
  static func packed(_ base: UnsafeMutablePointer<Float>, _ shape: Shape, from first: Int) -> assay_view {
    let image = shape[1] * shape[2] * shape[3]
    return assay_view(
      base: base + first * image, image_stride: image, row_stride: shape[3] * shape[1], pixel_stride: shape[1])
  }
}
