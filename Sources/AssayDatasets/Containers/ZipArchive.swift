import AssayBase
import CZlib

/// The members of a zip file, as NPZ files are: stored or deflated, with the 64-bit extension (PKWARE, APPNOTE 6.3).
struct ZipArchive: Sendable {
  /// A member as the central directory describes it.
  struct Member: Sendable {
    let name: String
    let method: Int
    let checksum: UInt32
    let compressedCount: Int
    let count: Int
    /// Where its local header starts.
    let offset: Int
  }

  let bytes: ContainerBytes
  /// The members in the order of the directory.
  let members: [Member]

  private static let format = "zip"
  private static let memberLimit = 1 << 16

  /// Reads the directory of a zip file.
  ///
  /// - Throws: `AssayError` with file and byte offset: `malformedData`, or `unsupported` for encryption, other methods
  ///   than stored and deflated, and files in several parts.
  init(_ bytes: ContainerBytes) throws {
    self.bytes = bytes
    members = try bytes.naming { try ZipDirectory.members(of: bytes) }
  }

  /// The bytes of `member`: a stored one stays in the file, a deflated one is unpacked to at most `limit` bytes.
  ///
  /// The check sum is verified.
  func contents(of member: Member, limit: Int) throws -> ContainerBytes {
    let source = "\(bytes.source), member \(member.name)"
    do {
      let range = try dataRange(of: member)
      guard member.method != 0 else {
        guard member.count == member.compressedCount else {
          throw AssayError.malformed(
            Self.format, "a stored member has two sizes", "\(member.compressedCount)", "\(member.count)",
            at: member.offset)
        }
        var sum: uLong = 0
        try bytes.forEachPiece(of: range) { piece, _ in sum = crc32(sum, piece, UInt32(piece.count)) }
        try check(UInt32(truncatingIfNeeded: sum), member)
        return bytes.part(range, source: source)
      }
      return ContainerBytes(try unpacked(member, range, limit: limit), source: source)
    } catch let error as AssayError {
      throw error.located(at: source)
    }
  }

  private func unpacked(_ member: Member, _ range: Range<Int>, limit: Int) throws -> [UInt8] {
    guard member.count <= limit else {
      throw AssayError(
        .limitExceeded, "zip: a member unpacks to too many bytes", expected: "at most \(limit) bytes (byteLimit)",
        found: "\(member.count)", at: "byte \(member.offset)", advice: "Raise byteLimit if the file is right")
    }
    guard member.count / Inflation.largestRatio <= range.count else {
      throw AssayError.malformed(
        Self.format, "too few bytes are compressed", "\(member.count) bytes", "from \(range.count)", at: member.offset)
    }
    let packed = try bytes.bytes(range)
    var output = [UInt8](repeating: 0, count: member.count)
    let sum = try packed.withUnsafeBytes { packed in
      try output.withUnsafeMutableBytes { output in
        do {
          _ = try Inflation.inflate(
            [0..<packed.count], of: packed, wrapping: .none, format: Self.format, into: output, isExact: true)
        } catch let error as AssayError {
          throw error.located(at: "behind byte \(range.lowerBound)")
        }
        return crc32_z(0, output.bindMemory(to: UInt8.self).baseAddress, output.count)
      }
    }
    try check(UInt32(truncatingIfNeeded: sum), member)
    return output
  }

  private func check(_ sum: UInt32, _ member: Member) throws {
    guard sum == member.checksum else {
      throw AssayError.malformed(
        Self.format, "the check sum is wrong", String(member.checksum, radix: 16), String(sum, radix: 16),
        at: member.offset)
    }
  }

  /// Where the data of `member` are: behind its local header, whose name and extra field have lengths of their own.
  private func dataRange(of member: Member) throws -> Range<Int> {
    guard member.offset <= bytes.count - 30 else {
      throw AssayError.malformed(Self.format, "a member starts behind the end", at: member.offset)
    }
    let header = try bytes.bytes(member.offset..<(member.offset + 30))
    guard ZipDirectory.number(header, 0, 4) == 0x0403_4B50 else {
      throw AssayError.malformed(Self.format, "a member has no local header", at: member.offset)
    }
    let start = member.offset + 30 + ZipDirectory.number(header, 26, 2) + ZipDirectory.number(header, 28, 2)
    guard start <= bytes.count, member.compressedCount <= bytes.count - start else {
      throw AssayError.malformed(
        Self.format, "a member is longer than the file", "at most \(max(0, bytes.count - start)) bytes",
        "\(member.compressedCount)", at: member.offset)
    }
    return start..<(start + member.compressedCount)
  }
}
