import AssayBase
import AssayImages
import AssayTensor
import CAssayKernels

extension Norm {
  /// The size of the change from one image to another: `count` values, the channels of a pixel next to each other.
  package func distance(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, count: Int, channels: Int
  ) -> Double {
    switch self {
    case .linf: Double(assay_max_absolute_difference(x, y, count))
    case .l2: Double(assay_l2_distance_squared(x, y, count)).squareRoot()
    case .l1: (0..<count).reduce(0) { $0 + Double((x[$1] - y[$1]).magnitude) }
    case .l0:
      Double(
        (0..<count / max(1, channels)).count { pixel in
          (pixel * channels..<(pixel + 1) * channels).contains { x[$0] != y[$0] }
        })
    }
  }

  /// The sizes of the changes from N×C×H×W images to others of the same shape.
  package func distances(from images: Tensor, to others: Tensor) -> [Double] {
    let count = images.count / max(1, images.shape[0])
    return (0..<images.shape[0]).map {
      distance(images.pointer + $0 * count, others.pointer + $0 * count, count: count, channels: images.shape[1])
    }
  }

  /// The largest distance between two images of this size.
  package func diameter(of size: ImageSize) -> Double { diameter(count: size.count, channels: size.channels) }

  /// The largest distance between two images of the box with so many values.
  package func diameter(count: Int, channels: Int) -> Double {
    switch self {
    case .linf: 1
    case .l2: Double(count).squareRoot()
    case .l1: Double(count)
    case .l0: Double(count / max(1, channels))
    }
  }
}
