import AssayBase
import AssayTensor

/// The squares that slide over an image, row by row.
struct OcclusionWindows {
  /// Rows that the squares of one row cover.
  let rows: [Range<Int>]
  /// Columns that the squares of one column cover.
  let columns: [Range<Int>]

  /// - Throws: `AssayError(.invalidArgument)` when a square does not fit into the image, or would leave pixels out.
  init(height: Int, width: Int, window: Int?, stride: Int?) throws {
    let shorter = min(height, width)
    let window = window ?? (shorter + 6) / 7
    let stride = stride ?? (window + 1) / 2
    guard window >= 1, window <= shorter else {
      throw AssayError(
        .invalidArgument, "the occluding square does not fit into the image", expected: "a side from 1 to \(shorter)",
        found: "\(window)", at: "window")
    }
    guard stride >= 1, stride <= window else {
      throw AssayError(
        .invalidArgument, "occluding squares would not cover every pixel", expected: "a stride from 1 to \(window)",
        found: "\(stride)", at: "stride")
    }
    rows = Self.ranges(height, window, stride)
    columns = Self.ranges(width, window, stride)
  }

  /// The number of squares.
  var count: Int { rows.count * columns.count }

  /// The rows and columns of the square called `index`.
  subscript(index: Int) -> (rows: Range<Int>, columns: Range<Int>) {
    (rows[index / columns.count], columns[index % columns.count])
  }

  private static func ranges(_ length: Int, _ window: Int, _ stride: Int) -> [Range<Int>] {
    let count = (length - window + stride - 1) / stride + 1
    return (0..<count).map { $0 * stride..<min($0 * stride + window, length) }
  }

  /// The mean over the squares that cover a pixel, 1×1×H×W, of a value for each square.
  func means(of values: [Float]) -> Tensor {
    let (down, across) = (Self.coverage(rows), Self.coverage(columns))
    let sums = down.matrixProduct(Tensor(shape: [rows.count, columns.count], elements: values))
      .matrixProduct(across.transposed())
    let counts = down.sum(axes: [1], keepingAxes: true)
      .matrixProduct(across.sum(axes: [1], keepingAxes: true).transposed())
    return (sums / counts).reshaped(to: [1, 1, down.shape[0], across.shape[0]])
  }

  /// 1 where a range (column) covers a pixel (row), else 0.
  private static func coverage(_ ranges: [Range<Int>]) -> Tensor {
    let length = ranges.last?.upperBound ?? 0
    return Tensor(
      shape: [length, ranges.count],
      elements: (0..<length).flatMap { pixel in ranges.map { $0.contains(pixel) ? 1 : 0 } })
  }
}
