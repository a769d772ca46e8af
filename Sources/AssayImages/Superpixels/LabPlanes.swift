import AssayBase
import AssayTensor
import CAssayKernels

/// The L*a*b* of an image in double precision, in planes of rows with a margin of zeros on both sides.
struct LabPlanes {
  let height: Int
  let width: Int
  /// The numbers before and after each row; the latter are preceded by what rounds the width up to whole vectors.
  let margin: Int
  /// The distance of rows, in numbers.
  let stride: Int
  /// Lightness, a and b, one plane after another.
  let values: [Double]

  /// The numbers of one plane.
  var planeCount: Int { height * stride }

  /// The colours of an image of three channels, or of one that stands for all three.
  ///
  /// - Parameters:
  ///   - isStretched: whether the least and the greatest value are taken for black and white.
  ///   - scale: what each number is multiplied by.
  /// - Throws: `AssayError(.unsupported)` for images of other channels.
  init(_ image: Image, margin: Int = 0, isStretched: Bool = false, scale: Double = 1) throws {
    guard image.size.channels == 1 || image.size.channels == 3 else {
      throw AssayError(
        .unsupported, "only gray images and those of red, green and blue have L*a*b* colours",
        expected: "1 or 3 channels", found: "\(image.size.channels)")
    }
    let (height, width) = image.extent
    let stride = 2 * margin + (width + 7) / 8 * 8
    let step = image.size.channels == 1 ? 0 : height * width
    let (low, extent) = isStretched ? Self.range(of: image) : (0, 1)
    let count = height * stride
    values = [Double](unsafeUninitializedCapacity: 3 * count) { buffer, initialized in
      initialized = 3 * count
      buffer.initialize(repeating: 0)
      guard let out = buffer.baseAddress else { return }
      image.values.withUnsafeBufferPointer { values in
        guard let source = values.baseAddress else { return }
        let job = KernelJob((out: out + margin, source: source))
        WorkerPool.forEachSlice(of: height, size: max(1, 4096 / max(1, width))) { rows in
          let (out, source) = job.job
          for row in rows {
            let (target, from) = (out + row * stride, source + row * width)
            assay_lab(
              target, target + count, target + 2 * count, from, from + step, from + 2 * step, width, low, extent, scale)
          }
        }
      }
    }
    (self.height, self.width, self.margin, self.stride) = (height, width, margin, stride)
  }
}

extension LabPlanes {
  /// The least value and how far the greatest is above it; 1 for an image of one value, which has no contrast to stretch.
  private static func range(of image: Image) -> (low: Double, extent: Double) {
    var (low, high) = (Float.infinity, -Float.infinity)
    for value in image.values {
      if value < low { low = value }
      if value > high { high = value }
    }
    return low < high ? (Double(low), Double(high) - Double(low)) : (Double(min(low, 1)), 1)
  }
}

extension Image {
  /// The CIE L*a*b* colours (D65, 2° observer) of the pixels taken as sRGB (IEC 61966-2-1): 1×3×H×W.
  ///
  /// L* is in [0, 100], a* and b* within ±128; distances are about as large as they look. A gray image counts as one of
  /// three equal channels.
  ///
  /// - Throws: `AssayError(.unsupported)` when there are neither one nor three channels.
  public func lab() throws -> Tensor {
    let planes = try LabPlanes(self)
    let elements = (0..<3 * size.height).flatMap { row in
      planes.values[row * planes.stride..<row * planes.stride + size.width].map { Float($0) }
    }
    return Tensor(shape: [1, 3, size.height, size.width], elements: elements)
  }
}
