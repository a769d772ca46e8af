import AssayBase
import AssayTensor
import Foundation

/// The IDX format of the MNIST files: a type, the extents, and big-endian numbers (Y. LeCun, C. Cortes, C. Burges).
enum IDX {
  private static let types: [UInt8: ArchiveElementType] = [
    0x08: .uint8, 0x09: .int8, 0x0B: .int16, 0x0C: .int32, 0x0D: .float32, 0x0E: .float64,
  ]

  /// Reads the header of an IDX file; the numbers must fill the rest of it exactly.
  ///
  /// - Throws: `AssayError` of kind `malformedData` with file and byte offset.
  static func array(_ bytes: ContainerBytes) throws -> NumberArray {
    try bytes.naming {
      guard bytes.count >= 4 else {
        throw AssayError.malformed("IDX", "the file is too short", "a header of 4 bytes", "\(bytes.count)", at: 0)
      }
      let magic = try bytes.bytes(0..<4)
      guard magic[0] == 0, magic[1] == 0 else {
        throw AssayError.malformed("IDX", "not an IDX file", "0 0", "\(magic[0]) \(magic[1])", at: 0)
      }
      guard let type = types[magic[2]] else {
        throw AssayError.malformed("IDX", "unknown type of numbers", "8, 9, 11, 12, 13 or 14", "\(magic[2])", at: 2)
      }
      let start = 4 + 4 * Int(magic[3])
      guard magic[3] > 0, bytes.count >= start else {
        throw AssayError.malformed("IDX", "the header is too short", "\(start) bytes", "\(bytes.count)", at: 3)
      }
      let words = try bytes.bytes(4..<start)
      let shape = stride(from: 0, to: words.count, by: 4).map { word in
        words[word..<(word + 4)].reduce(0) { $0 << 8 | Int($1) }
      }
      let array = try NumberArray(
        bytes: bytes, format: "IDX", shape: shape, type: type, isBigEndian: true, start: start)
      guard array.offset(of: array.count) == bytes.count else {
        throw AssayError.malformed(
          "IDX", "the file goes on after its numbers", "\(array.offset(of: array.count)) bytes", "\(bytes.count)",
          at: array.offset(of: array.count))
      }
      return array
    }
  }
}
