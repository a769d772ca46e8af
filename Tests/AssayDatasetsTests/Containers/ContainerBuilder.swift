import CZlib
import Foundation

/// Makes container files for tests.
enum ContainerBuilder {
  /// An IDX file of `numbers`, each of `bytes.count / count` big-endian bytes.
  static func idx(type: UInt8, shape: [Int], numbers: [UInt8]) -> [UInt8] {
    [0, 0, type, UInt8(shape.count)] + shape.flatMap { big($0) } + numbers
  }

  /// An NPY file of version 1, 2 or 3.
  static func npy(
    _ descr: String, shape: [Int], numbers: [UInt8], isFortran: Bool = false, version: UInt8 = 1
  ) -> [UInt8] {
    let extents = shape.map { "\($0), " }.joined()
    let order = isFortran ? "True" : "False"
    let header = Array("{'descr': '\(descr)', 'fortran_order': \(order), 'shape': (\(extents)), }\n".utf8)
    let length = header.count
    let size: [UInt8] = [UInt8(length & 255), UInt8(length >> 8)] + (version > 1 ? [0, 0] : [])
    return [0x93] + Array("NUMPY".utf8) + [version, 0] + size + header + numbers
  }

  /// The bytes packed by gzip.
  static func gzip(_ bytes: [UInt8]) -> [UInt8] {
    var stream = z_stream()
    deflateInit2_(&stream, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    defer { deflateEnd(&stream) }
    var input = bytes
    var output = [UInt8](repeating: 0, count: bytes.count + 100 + bytes.count / 100)
    let count = output.count
    return input.withUnsafeMutableBufferPointer { input in
      output.withUnsafeMutableBufferPointer { output in
        (stream.next_in, stream.avail_in) = (input.baseAddress, UInt32(input.count))
        (stream.next_out, stream.avail_out) = (output.baseAddress, UInt32(count))
        deflate(&stream, Z_FINISH)
        return Array(output.prefix(count - Int(stream.avail_out)))
      }
    }
  }

  static func big(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(value >> (24 - 8 * $0) & 255) } }
}
