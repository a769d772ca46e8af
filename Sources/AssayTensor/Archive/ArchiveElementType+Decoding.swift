import AssayBase
import Foundation

extension ArchiveElementType {
  /// The little-endian numbers in `bytes` as floats; `offset` is where the bytes are in their file.
  ///
  /// Half precisions are widened exactly; doubles and large integers are rounded to the nearest float.
  /// - Throws: `AssayError` as ``integers(in:at:)`` does, though not for floats.
  package func floats(in bytes: UnsafeRawBufferPointer, at offset: Int) throws -> [Float] {
    switch self {
    case .float32: return copy(bytes, fill: 0)
    case .float64: return copy(bytes, fill: 0.0).map { Float($0) }
    case .float16: return copy(bytes, fill: UInt16(0)).map(Self.widened(float16:))
    case .bfloat16: return copy(bytes, fill: UInt16(0)).map { Float(bitPattern: UInt32($0) << 16) }
    case .uint64: return copy(bytes, fill: UInt64(0)).map { Float($0) }
    default: return try integers(in: bytes, at: offset).map { Float($0) }
    }
  }

  /// The little-endian numbers in `bytes` as doubles; `offset` is where the bytes are in their file.
  ///
  /// Floats are widened exactly; integers beyond 2⁵³ are rounded to the nearest double.
  /// - Throws: `AssayError` as ``floats(in:at:)`` does.
  package func doubles(in bytes: UnsafeRawBufferPointer, at offset: Int) throws -> [Double] {
    switch self {
    case .float64: return copy(bytes, fill: 0)
    case .uint64: return copy(bytes, fill: UInt64(0)).map { Double($0) }
    case .float32, .float16, .bfloat16: return try floats(in: bytes, at: offset).map { Double($0) }
    default: return try integers(in: bytes, at: offset).map { Double($0) }
    }
  }

  /// The little-endian numbers in `bytes` as integers; truth values are 0 and 1.
  ///
  /// - Throws: `AssayError` of kind `invalidArgument` for floats; `malformedData`, with the byte's place in the file,
  ///   when an unsigned number exceeds `Int.max` or a truth value is neither 0 nor 1.
  package func integers(in bytes: UnsafeRawBufferPointer, at offset: Int) throws -> [Int] {
    switch self {
    case .int64: return copy(bytes, fill: 0)
    case .int32: return copy(bytes, fill: Int32(0)).map { Int($0) }
    case .int16: return copy(bytes, fill: Int16(0)).map { Int($0) }
    case .int8: return copy(bytes, fill: Int8(0)).map { Int($0) }
    case .uint32: return copy(bytes, fill: UInt32(0)).map { Int($0) }
    case .uint16: return copy(bytes, fill: UInt16(0)).map { Int($0) }
    case .uint8: return copy(bytes, fill: UInt8(0)).map { Int($0) }
    case .bool, .uint64:
      let words = self == .bool ? copy(bytes, fill: UInt8(0)).map { UInt64($0) } : copy(bytes, fill: UInt64(0))
      let limit = self == .bool ? 1 : UInt64(Int.max)
      if let index = words.firstIndex(where: { $0 > limit }) {
        throw AssayError(
          .malformedData, "a number is out of range", expected: "at most \(limit)", found: "\(words[index])",
          at: "byte \(offset + index * size)")
      }
      return words.map { Int($0) }
    case .float16, .bfloat16, .float32, .float64:
      throw AssayError(
        .invalidArgument, "there are floats where integers are needed", expected: "an integer type", found: rawValue)
    }
  }

  /// A copy of `bytes` as numbers of one type, whatever their alignment.
  private func copy<Number: BitwiseCopyable>(_ bytes: UnsafeRawBufferPointer, fill: Number) -> [Number] {
    var numbers = [Number](repeating: fill, count: bytes.count / size)
    numbers.withUnsafeMutableBytes { $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes.prefix($0.count))) }
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
