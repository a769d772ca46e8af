import AssayBase
import Foundation

extension TensorArchive {
  /// The stored bytes of the tensor called `name`, little-endian, row by row.
  ///
  /// - Throws: `AssayError` of kind `unknownName`.
  public func bytes(named name: String) throws -> Data {
    Data(data[try entry(named: name).byteRange])
  }

  /// The numbers of the tensor called `name` as floats, row by row.
  ///
  /// Half precisions are widened exactly; doubles and large integers are rounded to the nearest float.
  /// - Throws: `AssayError` of kind `unknownName`.
  public func floats(named name: String) throws -> [Float] {
    let entry = try entry(named: name)
    return try located(entry) { try entry.type.floats(in: $0, at: entry.byteRange.lowerBound) }
  }

  /// The numbers of the tensor called `name` as doubles, row by row.
  ///
  /// Floats are widened exactly; integers beyond 2⁵³ are rounded to the nearest double.
  /// - Throws: `AssayError` of kind `unknownName`.
  public func doubles(named name: String) throws -> [Double] {
    let entry = try entry(named: name)
    return try located(entry) { try entry.type.doubles(in: $0, at: entry.byteRange.lowerBound) }
  }

  /// The numbers of the tensor called `name` as integers, row by row; truth values are 0 and 1.
  ///
  /// - Throws: `AssayError` of kind `unknownName`; `invalidArgument` when the tensor holds floats; `malformedData` when
  ///   an unsigned number exceeds `Int.max` or a truth value is neither 0 nor 1.
  public func integers(named name: String) throws -> [Int] {
    let entry = try entry(named: name)
    return try located(entry) { try entry.type.integers(in: $0, at: entry.byteRange.lowerBound) }
  }

  /// What `body` makes of the entry's bytes; its errors name the tensor.
  private func located<Result>(_ entry: ArchiveEntry, _ body: (UnsafeRawBufferPointer) throws -> Result) throws
    -> Result
  {
    do {
      return try data.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[entry.byteRange])) }
    } catch let error as AssayError {
      throw error.located(at: "\(source), tensor \"\(entry.name)\"")
    }
  }
}
