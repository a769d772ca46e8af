import AssayBase
import AssayTensor

/// Files without a header that are records of a known number of bytes.
enum RecordFile {
  /// The bytes as an array of records; there must be at least one, and no part of one.
  static func array(_ bytes: ContainerBytes, recordBytes: Int, format: String) throws -> NumberArray {
    let (count, rest) = bytes.count.quotientAndRemainder(dividingBy: recordBytes)
    guard rest == 0, count > 0 else {
      throw AssayError.malformed(
        format, "the file does not consist of whole records", "a multiple of \(recordBytes) bytes", "\(bytes.count)",
        at: count * recordBytes)
    }
    return try NumberArray(
      bytes: bytes, format: format, shape: [count, recordBytes], type: .uint8, isBigEndian: false, start: 0)
  }

  /// Byte `index` of every record.
  static func column(_ index: Int, of array: NumberArray) throws -> [Int] {
    let (count, record) = (array.shape[0], array.shape[1])
    var column: [Int] = []
    column.reserveCapacity(count)
    try array.bytes.forEachPiece(of: 0..<count * record, size: record * max(1, (1 << 20) / record)) { piece, _ in
      for place in stride(from: index, to: piece.count, by: record) { column.append(Int(piece[place])) }
    }
    return column
  }
}
