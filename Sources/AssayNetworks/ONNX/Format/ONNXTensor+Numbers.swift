import AssayBase
import AssayTensor
import Foundation

extension ONNXTensor {
  /// The numbers as floats, row by row; `file` is what the tensor was read from.
  ///
  /// - Throws: `AssayError` when external data are missing, too short, or outside the model's folder.
  func floats(in file: ONNXSource) throws -> [Float] {
    switch contents {
    case .floats(let numbers): return numbers
    case .doubles(let numbers): return numbers.map { Float($0) }
    case .integers(let numbers) where type.isFloatingPoint: return try halves(numbers)
    case .integers(let numbers): return numbers.map { Float($0) }
    case .none: return []
    case .raw, .external: return try file.withBytes(of: self) { try type.floats(in: $0, at: $1) }
    }
  }

  /// The numbers as integers, row by row.
  ///
  /// - Throws: `AssayError` as ``floats(in:)`` does, and for floats.
  func integers(in file: ONNXSource) throws -> [Int] {
    switch contents {
    case .integers(let numbers) where !type.isFloatingPoint: return numbers
    case .none: return []
    case .raw, .external: return try file.withBytes(of: self) { try type.integers(in: $0, at: $1) }
    case .floats, .doubles, .integers:
      throw AssayError(
        .malformedData, "ONNX: there are floats where integers are needed", found: type.rawValue, at: "tensor “\(name)”"
      )
    }
  }

  /// Half-precision floats that are written as integers, by their bits.
  private func halves(_ numbers: [Int]) throws -> [Float] {
    let bits = numbers.map { UInt16(truncatingIfNeeded: $0) }
    return try bits.withUnsafeBytes { try type.floats(in: $0, at: 0) }
  }
}
