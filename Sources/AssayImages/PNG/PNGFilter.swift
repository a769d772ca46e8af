import CAssayKernels

/// The five row filters of PNG: each byte is stored as its difference from a prediction (Specification, section 9).
///
/// "Left" is the byte one whole pixel earlier (`step` bytes), "above" the one in the previous row.
enum PNGFilter: UInt8, CaseIterable {
  case none = 0
  case left = 1
  case above = 2
  case average = 3
  case paeth = 4

  /// Turns the differences in `row` back into bytes, in place.
  ///
  /// `previous` are the bytes of the row above, zeros for the first; `count` is a multiple of `step`.
  func undo(_ row: UnsafeMutablePointer<UInt8>, previous: UnsafePointer<UInt8>, count: Int, step: Int) {
    assay_png_unfilter(row, previous, count, step, Int32(rawValue))
  }

  /// Writes the differences of `row` into `target` and returns the sum of their absolute values as signed bytes.
  ///
  /// A small sum is a good sign that the row compresses well (Specification, section 12.7).
  func apply(
    to row: UnsafePointer<UInt8>, previous: UnsafePointer<UInt8>, count: Int, step: Int,
    into target: UnsafeMutablePointer<UInt8>
  ) -> Int {
    Int(assay_png_filter(target, row, previous, count, step, Int32(rawValue)))
  }
}
