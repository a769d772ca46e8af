import AssayTensor

/// The quantized cosine coefficients of a batch of images, as ``JPEGSimulation`` gives and takes them.
public struct JPEGCoefficients: Sendable {
  /// Luma, blue chroma and red chroma, or luma alone: N×B×64 with B blocks, row by row as their coefficients.
  public var planes: [Tensor]
  /// The extents of the images.
  let height: Int
  let width: Int

  init(planes: [Tensor], height: Int, width: Int) {
    self.planes = planes
    self.height = height
    self.width = width
  }

  /// The same with whole numbers, or close to them.
  public func rounded(_ rounding: JPEGSimulation.Rounding) -> JPEGCoefficients {
    var result = self
    switch rounding {
    case .none: break
    case .nearest: result.planes = planes.map { $0.rounded() }
    case .smooth:
      result.planes = planes.map { values in
        let whole = values.rounded()
        let rest = values - whole
        return whole + rest * rest.squared()
      }
    }
    return result
  }
}
