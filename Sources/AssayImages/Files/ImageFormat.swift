import Foundation

/// A format of image files, known by its first bytes and never by a file's name.
public enum ImageFormat: String, Sendable, Hashable, CaseIterable, CustomStringConvertible {
  /// Portable Network Graphics.
  case png = "PNG"
  /// JPEG in its JFIF, EXIF or Adobe wrapping.
  case jpeg = "JPEG"
  /// The portable any-map family: PBM, PGM, PPM and PAM.
  case pnm = "PNM"

  /// The format's usual name.
  public var description: String { rawValue }

  /// The format of a file that starts with `bytes`, or nil when it is none of these.
  public init?(of bytes: some Sequence<UInt8>) {
    let start = Array(bytes.prefix(8))
    if start.starts(with: PNGFile.signature) {
      self = .png
    } else if start.starts(with: [0xFF, 0xD8, 0xFF]) {
      self = .jpeg
    } else if start.count >= 3, start[0] == UInt8(ascii: "P"), (0x31...0x37).contains(start[1]),
      [9, 10, 11, 12, 13, 32, UInt8(ascii: "#")].contains(start[2])
    {
      self = .pnm
    } else {
      return nil
    }
  }

  /// What a file that is none of these starts like, for errors.
  static func guess(_ bytes: some Sequence<UInt8>) -> String {
    let start = Array(bytes.prefix(16))
    let known: [(name: String, offset: Int, bytes: [UInt8])] = [
      ("BMP", 0, Array("BM".utf8)), ("GIF", 0, Array("GIF8".utf8)), ("WebP", 8, Array("WEBP".utf8)),
      ("TIFF", 0, [0x49, 0x49, 0x2A, 0]), ("TIFF", 0, [0x4D, 0x4D, 0, 0x2A]), ("HEIC or AVIF", 4, Array("ftyp".utf8)),
      ("JPEG 2000", 0, [0, 0, 0, 0x0C, 0x6A, 0x50]),
    ]
    if let match = known.first(where: { start.dropFirst($0.offset).starts(with: $0.bytes) }) { return match.name }
    return "a file that starts with " + start.prefix(8).map { Self.hex($0) }.joined(separator: " ")
  }

  private static func hex(_ byte: UInt8) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16) }
}
