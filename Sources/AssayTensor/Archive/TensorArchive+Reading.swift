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
    switch entry.type {
    case .float32: return copy(entry, fill: 0)
    case .float64: return copy(entry, fill: 0.0).map { Float($0) }
    case .float16: return copy(entry, fill: UInt16(0)).map(Self.widened(float16:))
    case .bfloat16: return copy(entry, fill: UInt16(0)).map { Float(bitPattern: UInt32($0) << 16) }
    case .uint64: return copy(entry, fill: UInt64(0)).map { Float($0) }
    default: return try integers(named: name).map { Float($0) }
    }
  }

  /// The numbers of the tensor called `name` as doubles, row by row.
  ///
  /// Floats are widened exactly; integers beyond 2⁵³ are rounded to the nearest double.
  /// - Throws: `AssayError` of kind `unknownName`.
  public func doubles(named name: String) throws -> [Double] {
    let entry = try entry(named: name)
    switch entry.type {
    case .float64: return copy(entry, fill: 0)
    case .uint64: return copy(entry, fill: UInt64(0)).map { Double($0) }
    case .float32, .float16, .bfloat16: return try floats(named: name).map { Double($0) }
    default: return try integers(named: name).map { Double($0) }
    }
  }

  /// The numbers of the tensor called `name` as integers, row by row; truth values are 0 and 1.
  ///
  /// - Throws: `AssayError` of kind `unknownName`; `invalidArgument` when the tensor holds floats; `malformedData` when
  ///   an unsigned number exceeds `Int.max` or a truth value is neither 0 nor 1.
  public func integers(named name: String) throws -> [Int] {
    let entry = try entry(named: name)
    switch entry.type {
    case .int64: return copy(entry, fill: 0)
    case .int32: return copy(entry, fill: Int32(0)).map { Int($0) }
    case .int16: return copy(entry, fill: Int16(0)).map { Int($0) }
    case .int8: return copy(entry, fill: Int8(0)).map { Int($0) }
    case .uint32: return copy(entry, fill: UInt32(0)).map { Int($0) }
    case .uint16: return copy(entry, fill: UInt16(0)).map { Int($0) }
    case .uint8: return copy(entry, fill: UInt8(0)).map { Int($0) }
    case .bool, .uint64:
      let words = entry.type == .bool ? copy(entry, fill: UInt8(0)).map { UInt64($0) } : copy(entry, fill: UInt64(0))
      let limit = entry.type == .bool ? 1 : UInt64(Int.max)
      if let index = words.firstIndex(where: { $0 > limit }) {
        throw AssayError(
          .malformedData, "a number is out of range", expected: "at most \(limit)", found: "\(words[index])",
          at: "\(source), tensor \"\(name)\", byte \(entry.byteRange.lowerBound + index * entry.type.size)")
      }
      return words.map { Int($0) }
    case .float16, .bfloat16, .float32, .float64:
      throw AssayError(
        .invalidArgument, "the tensor holds floats where integers are needed", expected: "an integer type",
        found: entry.type.rawValue, at: "\(source), tensor \"\(name)\"")
    }
  }

  /// A copy of the entry's bytes as numbers of its own type, whatever the alignment in the file.
  private func copy<Number: BitwiseCopyable>(_ entry: ArchiveEntry, fill: Number) -> [Number] {
    var numbers = [Number](repeating: fill, count: entry.count)
    numbers.withUnsafeMutableBytes { target in
      _ = data.copyBytes(to: target, from: entry.byteRange)
    }
    return numbers
  }

  /// The value of an IEEE 754 binary16 number.
  static func widened(float16 bits: UInt16) -> Float {
    let sign = UInt32(bits & 0x8000) << 16
    let exponent = UInt32(bits >> 10 & 0x1F)
    let fraction = UInt32(bits & 0x3FF)
    switch exponent {
    case 0:
      let magnitude = Float(fraction) * 0x1p-24
      return Float(bitPattern: magnitude.bitPattern | sign)
    case 0x1F: return Float(bitPattern: sign | 0x7F80_0000 | fraction << 13)
    default: return Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
    }
  }
}
