import AssayBase
import CAssayKernels

/// Deals the images of a batch to the workers.
enum ImageLoop {
  /// Slices are a quarter of a thread's share, for balance, but of `least` images where a thread's share has as many.
  static func run(_ count: Int, atLeast least: Int = 1, _ body: @Sendable (Range<Int>) -> Void) {
    let threads = ComputeContext.current.threads
    let slicesPerThread = threads == 1 ? 1 : max(1, min(4, count / (threads * max(1, least))))
    let slices = slicesPerThread * threads
    WorkerPool.forEachSlice(of: count, size: (count + slices - 1) / slices, body)
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
