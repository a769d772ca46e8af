import AssayBase
import AssayTensor

/// Numbers of one type and a shape, as IDX and NPY files hold them, row by row; read when asked for.
struct NumberArray: Sendable {
  /// The file, and the format for errors.
  let bytes: ContainerBytes
  let format: String
  let shape: [Int]
  let type: ArchiveElementType
  let isBigEndian: Bool
  /// The byte of the first number.
  let start: Int

  /// The number of numbers.
  var count: Int { shape.reduce(1, *) }

  /// Makes an array whose numbers begin at byte `start`; the file must have them all.
  ///
  /// - Throws: `AssayError` of kind `malformedData` when the file is too short.
  init(
    bytes: ContainerBytes, format: String, shape: [Int], type: ArchiveElementType, isBigEndian: Bool, start: Int
  ) throws {
    (self.bytes, self.format, self.shape, self.type) = (bytes, format, shape, type)
    (self.isBigEndian, self.start) = (isBigEndian, start)
    var needed = (partialValue: type.size, overflow: false)
    for extent in shape where !needed.overflow { needed = needed.partialValue.multipliedReportingOverflow(by: extent) }
    guard !needed.overflow, needed.partialValue <= bytes.count - start else {
      throw AssayError.malformed(
        format, "there are too few numbers", "\(shape.map(String.init).joined(separator: "×")) of \(type.rawValue)",
        "\(bytes.count - start) bytes", at: start)
    }
  }

  /// The floats at the places `range`, counted row by row.
  func floats(_ range: Range<Int>) throws -> [Float] {
    try decoded(range) { try type.floats(in: $0, at: $1) }
  }

  /// The integers at the places `range`; truth values are 0 and 1.
  func integers(_ range: Range<Int>) throws -> [Int] {
    try decoded(range) { try type.integers(in: $0, at: $1) }
  }

  /// The byte of the file at which the number at `place` starts.
  func offset(of place: Int) -> Int { start + place * type.size }

  private func decoded<Number>(
    _ range: Range<Int>, _ body: (UnsafeRawBufferPointer, Int) throws -> [Number]
  ) throws -> [Number] {
    let offset = offset(of: range.lowerBound)
    var raw = try bytes.bytes(offset..<self.offset(of: range.upperBound))
    if isBigEndian, type.size > 1 { Self.reverse(&raw, size: type.size) }
    return try raw.withUnsafeBytes { raw in try bytes.naming { try body(raw, offset) } }
  }

  private static func reverse(_ raw: inout [UInt8], size: Int) {
    raw.withUnsafeMutableBufferPointer { raw in
      var first = 0
      while first < raw.count {
        var (low, high) = (first, first &+ size &- 1)
        while low < high {
          raw.swapAt(low, high)
          low &+= 1
          high &-= 1
        }
        first &+= size
      }
    }
  }
}
