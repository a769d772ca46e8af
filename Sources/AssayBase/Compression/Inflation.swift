import CZlib
import Foundation

/// Decompression of deflate streams (RFC 1951), bare or in the wrapping of zlib (RFC 1950) or gzip (RFC 1952).
package enum Inflation {
  /// What is around the deflate stream, with zlib's number of window bits for it.
  package enum Wrapping: Int32, Sendable {
    case none = -15
    case zlib = 15
    case gzip = 31
  }

  /// Deflate cannot shrink data by more than this factor, so a small stream cannot need a large buffer.
  ///
  /// A match of 258 bytes takes at least two bits, and 8 · 258 / 2 = 1,032.
  package static let largestRatio = 1032

  /// Fills `output` with what the stream in `pieces` of `bytes` holds.
  ///
  /// - Parameters:
  ///   - format: The file's format, which starts the errors.
  ///   - isExact: Whether the stream must fill `output` to its end.
  /// - Returns: The number of bytes filled.
  /// - Throws: `AssayError` of kind `malformedData` with the byte offset of what is wrong.
  package static func inflate(
    _ pieces: [Range<Int>], of bytes: UnsafeRawBufferPointer, wrapping: Wrapping, format: String,
    into output: UnsafeMutableRawBufferPointer, isExact: Bool
  ) throws -> Int {
    var stream = z_stream()
    try start(&stream, wrapping, format)
    defer { inflateEnd(&stream) }
    var filled = 0
    for piece in pieces where !piece.isEmpty {
      stream.next_in = UnsafeMutablePointer(
        mutating: UnsafeRawBufferPointer(rebasing: bytes[piece]).bindMemory(to: UInt8.self).baseAddress)
      // Pieces of 4 GiB and more are beyond zlib's counters and beyond every format's limits here.
      stream.avail_in = UInt32(truncatingIfNeeded: piece.count)
      while stream.avail_in > 0 {
        let status = try step(&stream, output, &filled, at: piece.upperBound, format: format)
        let position = piece.upperBound - Int(stream.avail_in)
        guard status == Z_STREAM_END else { continue }
        if stream.avail_in > 0 || piece != pieces.last(where: { !$0.isEmpty }) {
          throw AssayError.malformed(format, "compressed data go on after their end", at: position)
        }
        if isExact, filled < output.count {
          throw AssayError.malformed(
            format, "too few bytes are compressed", "\(output.count) bytes", "\(filled)", at: position)
        }
        return filled
      }
    }
    throw AssayError.malformed(format, "compressed data are cut short", at: pieces.last?.upperBound ?? 0)
  }

  /// The bytes that the gzip file `data` holds, in one member or several.
  ///
  /// - Parameter limit: The largest number of bytes that it may become.
  /// - Throws: `AssayError` with the byte offset: `malformedData`, or `limitExceeded` beyond `limit` bytes.
  package static func gunzip(_ data: Data, limit: Int) throws -> [UInt8] {
    try data.withUnsafeBytes { bytes in
      var stream = z_stream()
      try start(&stream, .gzip, "gzip")
      defer { inflateEnd(&stream) }
      var output: [UInt8] = []
      var place = 0
      while true {
        let source = UnsafeRawBufferPointer(rebasing: bytes[place..<min(bytes.count, place + 1 << 20)])
        stream.next_in = UnsafeMutablePointer(mutating: source.bindMemory(to: UInt8.self).baseAddress)
        stream.avail_in = UInt32(source.count)
        let status = try grow(&output, &stream, limit: limit, place: place)
        place += source.count - Int(stream.avail_in)
        if status == Z_STREAM_END {
          // Archivers pad with zeros; anything else must be another member.
          if bytes[place...].allSatisfy({ $0 == 0 }) { return output }
          inflateReset(&stream)
        } else if place == bytes.count, stream.avail_out > 0 {
          throw AssayError.malformed("gzip", "compressed data are cut short", at: place)
        }
      }
    }
  }

  private static func start(_ stream: inout z_stream, _ wrapping: Wrapping, _ format: String) throws {
    let size = Int32(MemoryLayout<z_stream>.size)
    guard inflateInit2_(&stream, wrapping.rawValue, ZLIB_VERSION, size) == Z_OK else {
      throw AssayError(.limitExceeded, "\(format): zlib cannot start", expected: "memory for its window")
    }
  }

  /// Appends up to 1 MiB of what `stream` gives to `output`.
  private static func grow(
    _ output: inout [UInt8], _ stream: inout z_stream, limit: Int, place: Int
  ) throws -> Int32 {
    let end = place + Int(stream.avail_in)
    var status = Z_OK
    let piece = [UInt8](unsafeUninitializedCapacity: 1 << 20) { buffer, count in
      stream.next_out = buffer.baseAddress
      stream.avail_out = UInt32(buffer.count)
      status = CZlib.inflate(&stream, Z_NO_FLUSH)
      count = buffer.count - Int(stream.avail_out)
    }
    // Z_BUF_ERROR says that nothing could be done, which the caller sees by the missing progress.
    guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else {
      throw damaged(stream, status, "gzip", at: end - Int(stream.avail_in))
    }
    guard output.count + piece.count <= limit else {
      throw AssayError(
        .limitExceeded, "gzip: the file unpacks to too many bytes", expected: "at most \(limit) bytes (byteLimit)",
        found: "more", at: "byte \(end - Int(stream.avail_in))", advice: "Raise byteLimit if the file is right")
    }
    output.append(contentsOf: piece)
    return status
  }

  /// Runs zlib once, into `output` while there is room and into one spare byte after that.
  private static func step(
    _ stream: inout z_stream, _ output: UnsafeMutableRawBufferPointer, _ filled: inout Int, at end: Int,
    format: String
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
    guard status == Z_OK || status == Z_STREAM_END else { throw damaged(stream, status, format, at: position) }
    if room > 0 {
      filled += room - Int(stream.avail_out)
    } else if stream.avail_out == 0 {
      throw AssayError.malformed(
        format, "too many bytes are compressed", "\(output.count) bytes", "more", at: position)
    }
    return status
  }

  private static func damaged(_ stream: z_stream, _ status: Int32, _ format: String, at offset: Int) -> AssayError {
    let reason = stream.msg.map { String(cString: $0) } ?? "zlib status \(status)"
    return .malformed(format, "compressed data are damaged", nil, reason, at: offset)
  }
}
