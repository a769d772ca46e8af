import AssayBase
import AssayImages
import AssayTensor

/// Images cut into superpixels.
enum SegmentationWorkloads {
  /// All of them.
  static let all: [Workload] = [quickShift]

  private static let side = 200

  private static var quickShift: Workload {
    Workload(
      name: "quickshift/\(side)", about: "superpixels of one blurred image of noise, \(side) pixels wide", items: 1
    ) {
      let noise = Tensor.uniform(0, 1, shape: [1, 3, side, side], key: RandomKey(seed: 0))
      let image = Image(clamping: noise.gaussianBlurred(sigma: 2))
      return { _ = try image.superpixels(by: .quickshift(kernelSize: 4, maxDistance: 200, ratio: 0.2)) }
    }
  }
}
