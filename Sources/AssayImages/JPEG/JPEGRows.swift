import CAssayKernels

/// The rows of a component at the picture's resolution.
///
/// Halved chroma is enlarged by triangles: each sample is weighed 3 : 1 with its nearer neighbour. Other ratios repeat
/// samples.
final class JPEGRows {
  private enum Method {
    case none
    /// Twice as wide; also twice as high where `isTall`.
    case wide(isTall: Bool)
    /// Twice as high.
    case tall
    case repeated(columns: Int, ofColumns: Int, rows: Int, ofRows: Int)
  }

  private let plane: JPEGPlane
  private let width: Int
  private let method: Method
  private let output: UnsafeMutablePointer<UInt8>
  private let sums: UnsafeMutablePointer<UInt16>

  init(_ plane: JPEGPlane, frame: JPEGFrame) {
    self.plane = plane
    let component = plane.component
    width = frame.width
    let (columns, rows) = (component.sampling.columns, component.sampling.rows)
    let (isHalfWide, isHalfHigh) = (frame.columns == 2 * columns, frame.rows == 2 * rows)
    let (isFullWide, isFullHigh) = (frame.columns == columns, frame.rows == rows)
    if isFullWide && isFullHigh {
      method = .none
    } else if isFullWide && isHalfHigh {
      method = .tall
    } else if isHalfWide && (isFullHigh || isHalfHigh) && component.width > 2 {
      // The library that made this customary repeats the samples of narrower planes.
      method = .wide(isTall: isHalfHigh)
    } else {
      method = .repeated(
        columns: columns, ofColumns: frame.columns, rows: rows, ofRows: frame.rows)
    }
    let slack = Int(ASSAY_JPEG_SLACK)
    // Filled, because whole vectors read behind what was written.
    output = .allocate(capacity: 2 * component.width + width + slack)
    output.initialize(repeating: 0, count: 2 * component.width + width + slack)
    sums = .allocate(capacity: component.width + 2 + slack)
    sums.initialize(repeating: 0, count: component.width + 2 + slack)
  }

  deinit {
    output.deallocate()
    sums.deallocate()
  }

  /// Row `row` of the picture; valid until the next call.
  func row(_ row: Int) -> UnsafePointer<UInt8> {
    let component = plane.component
    switch method {
    case .none: return samples(row)
    case .wide(isTall: false): assay_jpeg_widen_row(output, samples(row), nil, component.width, sums)
    case .wide(isTall: true): assay_jpeg_widen_row(output, samples(row / 2), other(row), component.width, sums)
    case .tall: assay_jpeg_blend_rows(output, samples(row / 2), other(row), width, row % 2 == 0 ? 1 : 2)
    case .repeated(let columns, let ofColumns, let rows, let ofRows):
      assay_jpeg_repeat_row(output, samples(row * rows / ofRows), width, columns, ofColumns)
    }
    return UnsafePointer(output)
  }

  private func samples(_ row: Int) -> UnsafePointer<UInt8> { UnsafePointer(plane.row(row)) }

  /// The half-resolution row on the other side of `row`: above for even rows, below for odd ones, inside the plane.
  private func other(_ row: Int) -> UnsafePointer<UInt8> {
    samples(row % 2 == 0 ? max(row / 2 - 1, 0) : min(row / 2 + 1, plane.component.height - 1))
  }
}
