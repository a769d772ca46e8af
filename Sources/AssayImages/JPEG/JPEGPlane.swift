import AssayBase
import CAssayKernels
import Foundation

/// One component of a picture while its file is read: its samples and, of a progressive file, its coefficients.
///
/// The memory starts as zeros that the system hands out as they are touched.
final class JPEGPlane {
  let component: JPEGFrame.Component
  /// Rows of whole blocks, and `ASSAY_JPEG_SLACK` bytes behind the last.
  let samples: UnsafeMutablePointer<UInt8>
  let stride: Int
  /// Blocks in rows, the coefficients of a block row by row; `nil` unless the file is progressive.
  let coefficients: UnsafeMutablePointer<Int16>?
  /// The divisors, row by row: those in force at the component's first scan.
  let quantization: UnsafeMutablePointer<UInt16>
  /// Whether a scan with this component was read.
  private(set) var isStarted = false
  /// For each coefficient in zigzag order, the lowest bit that is known; `nil` before its first scan.
  private var lowestBits = [Int?](repeating: nil, count: 64)

  init(_ component: JPEGFrame.Component, isProgressive: Bool) throws {
    self.component = component
    stride = 8 * component.blocksPerRow
    let count = 64 * component.blocksPerRow * component.blockRows
    let bytes = calloc(count + Int(ASSAY_JPEG_SLACK), 1)
    let numbers = isProgressive ? calloc(count, 2) : nil
    guard let bytes, numbers != nil || !isProgressive else {
      free(bytes)
      free(numbers)
      throw AssayError(
        .limitExceeded, "JPEG: there is not enough memory", expected: "\(count) bytes and more", found: "none")
    }
    samples = bytes.bindMemory(to: UInt8.self, capacity: count + Int(ASSAY_JPEG_SLACK))
    coefficients = numbers?.bindMemory(to: Int16.self, capacity: count)
    quantization = .allocate(capacity: 64)
    quantization.initialize(repeating: 1, count: 64)
  }

  deinit {
    free(samples)
    free(coefficients)
    quantization.deallocate()
  }

  /// Notes that `scan` starts, and fixes the divisors if it is the component's first.
  ///
  /// - Throws: `AssayError` when the scan does not go on where the earlier ones ended (T.81, section G.1.1.1).
  func start(_ scan: JPEGScanHeader, _ tables: JPEGTables) throws {
    if !isStarted {
      guard let table = tables.quantization[component.sampling.table] else {
        throw JPEGFault.malformed("quantization table \(component.sampling.table) is not there", at: scan.offset)
      }
      quantization.update(from: table, count: 64)
    }
    if coefficients != nil {
      for index in scan.first...scan.last {
        guard lowestBits[index] == scan.high, index == 0 || lowestBits[0] != nil else {
          throw JPEGFault.malformed(
            "a scan does not follow the earlier ones", nil, "coefficient \(index), bits \(scan.low) up", at: scan.offset
          )
        }
        lowestBits[index] = scan.low
      }
    } else if isStarted {
      throw JPEGFault.malformed("a component is coded twice", at: scan.offset)
    }
    isStarted = true
  }

  /// Row `row` of the samples.
  func row(_ row: Int) -> UnsafeMutablePointer<UInt8> { samples + row * stride }

  /// Repeats the last column of the picture to the end of the blocks.
  func repeatLastColumn() {
    for index in 0..<component.height {
      (row(index) + component.width).update(repeating: row(index)[component.width - 1], count: stride - component.width)
    }
  }

  /// Repeats the last row of the picture to the end of the blocks.
  func repeatLastRow() {
    for index in component.height..<(8 * component.blockRows) {
      row(index).update(from: row(component.height - 1), count: stride)
    }
  }

  /// Turns the coefficients of a progressive file into samples.
  func transform() {
    guard let coefficients else { return }
    for row in 0..<component.blockRows {
      assay_jpeg_inverse_blocks(
        samples + 8 * row * stride, stride, coefficients + 64 * row * component.blocksPerRow, quantization,
        component.blocksPerRow)
    }
  }
}
