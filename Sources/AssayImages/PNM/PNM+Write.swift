import AssayBase
import Foundation

extension PNM {
  /// Writes `picture` as raw PGM (P5), PPM (P6) or, with alpha, PAM (P7), by its channels.
  ///
  /// - Parameter asBitmap: Whether to write a raw bitmap (P4) of a gray picture that has only 0 and 255.
  /// - Throws: `AssayError` of kind `invalidArgument` for a bitmap of any other picture.
  public static func encode(_ picture: ByteImage, asBitmap: Bool = false) throws -> Data {
    let size = "\(picture.width) \(picture.height)\n"
    if asBitmap { return Data("P4\n\(size)".utf8) + (try packed(picture)) }
    let header =
      switch picture.channels {
      case 1: "P5\n\(size)255\n"
      case 3: "P6\n\(size)255\n"
      default:
        "P7\nWIDTH \(picture.width)\nHEIGHT \(picture.height)\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n"
      }
    return Data(header.utf8) + picture.bytes
  }

  /// Writes `picture` to the file at `path`, as ``encode(_:asBitmap:)`` makes it; it appears whole or not at all.
  ///
  /// - Parameter creatingFolders: Whether missing folders on the way are made.
  public static func write(
    _ picture: ByteImage, to path: String, asBitmap: Bool = false, creatingFolders: Bool = false
  ) throws {
    try AtomicFile.write(encode(picture, asBitmap: asBitmap), to: path, creatingFolders: creatingFolders)
  }

  /// Eight pixels a byte, black as 1.
  private static func packed(_ picture: ByteImage) throws -> [UInt8] {
    let found = picture.channels > 1 ? "\(picture.channels) channels" : nil
    let other = picture.bytes.first { $0 != 0 && $0 != 255 }.map { "\($0)" }
    if let found = found ?? other {
      throw AssayError(
        .invalidArgument, "the picture is no bitmap", expected: "one channel of 0 and 255", found: found)
    }
    let rowBytes = (picture.width + 7) / 8
    var bits = [UInt8](repeating: 0, count: picture.height * rowBytes)
    for row in 0..<picture.height {
      for column in 0..<picture.width where picture.bytes[row * picture.width + column] == 0 {
        bits[row * rowBytes + column / 8] |= 0x80 >> UInt8(column % 8)
      }
    }
    return bits
  }
}
