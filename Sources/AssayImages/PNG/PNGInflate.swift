import AssayBase
import CZlib

/// Decompression of a zlib stream that lies in pieces of a file, into memory of a known size.
enum PNGInflate {
  /// Deflate cannot shrink data by more than this factor, so a small stream cannot need a large buffer.
  ///
  /// A match of 258 bytes takes at least two bits, and 8 · 258 / 2 = 1,032.
  static let largestRatio = 1032

  /// Fills `output` with what the stream in `pieces` of `bytes` holds.
  ///
  /// - Parameter isExact: Whether the stream must fill `output` to its end.
  /// - Returns: The number of bytes filled.
  static func inflate(
    _ pieces: [Range<Int>], of bytes: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer, isExact: Bool
  ) throws -> Int {
    var stream = z_stream()
    guard inflateInit_(&stream, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      throw AssayError(.limitExceeded, "zlib cannot start", expected: "memory for its window")
    }
    defer { inflateEnd(&stream) }
    var filled = 0
    for piece in pieces where !piece.isEmpty {
      stream.next_in = UnsafeMutablePointer(
        mutating: UnsafeRawBufferPointer(rebasing: bytes[piece]).bindMemory(to: UInt8.self).baseAddress)
      stream.avail_in = UInt32(piece.count)
      while stream.avail_in > 0 {
        let status = try step(&stream, output, &filled, at: piece.upperBound)
        let position = piece.upperBound - Int(stream.avail_in)
        guard status == Z_STREAM_END else { continue }
        if stream.avail_in > 0 || piece != pieces.last(where: { !$0.isEmpty }) {
          throw PNGFault.malformed("compressed data go on after their end", at: position)
        }
        if isExact, filled < output.count {
          throw PNGFault.malformed("too few pixels", "\(output.count) bytes", "\(filled)", at: position)
        }
        return filled
      }
    }
    throw PNGFault.malformed("compressed data are cut short", at: pieces.last?.upperBound ?? 0)
  }

  /// Runs zlib once, into `output` while there is room and into one spare byte after that.
  private static func step(
    _ stream: inout z_stream, _ output: UnsafeMutableRawBufferPointer, _ filled: inout Int, at end: Int
  ) throws -> Int32 {
    var spare: UInt8 = 0
    let room = min(output.count - filled, 1 << 30)
    let status = withUnsafeMutablePointer(to: &spare) { spare in
      stream.next_out =
        room > 0
        ? UnsafeMutableRawBufferPointer(rebasing: output[filled...]).bindMemory(to: UInt8.self).baseAddress : spare
      stream.avail_out = room > 0 ? UInt32(room) : 1
      return CZlib.inflate(&stream, Z_NO_FLUSH)
    }
    let position = end - Int(stream.avail_in)
    guard status == Z_OK || status == Z_STREAM_END else {
      let reason = stream.msg.map { String(cString: $0) } ?? "zlib status \(status)"
      throw PNGFault.malformed("compressed data are damaged", nil, reason, at: position)
    }
    if room > 0 {
      filled += room - Int(stream.avail_out)
    } else if stream.avail_out == 0 {
      throw PNGFault.malformed("too many compressed data", "\(output.count) bytes", "more", at: position)
    }
    return status
  }
}
