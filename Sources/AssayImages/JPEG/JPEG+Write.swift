import AssayBase
import Foundation

extension JPEG {
  /// How much smaller than luma a colour picture's chroma is stored.
  public enum Subsampling: String, Sendable, Hashable, CaseIterable {
    /// Not at all.
    case none = "4:4:4"
    /// Half as wide.
    case halfWidth = "4:2:2"
    /// Half as wide and half as high, as most encoders do.
    case half = "4:2:0"
  }

  /// Writes `picture`, gray or RGB, as a baseline JPEG file in JFIF's wrapping.
  ///
  /// Tables, transform, chroma means and rounding are those of the Independent JPEG Group's library, so that the bytes are
  /// those that other programs write for the same settings, and depend on nothing else.
  ///
  /// - Parameters:
  ///   - quality: 1 to 100, as the library's `quality`.
  ///   - subsampling: How chroma is stored; of no effect on gray.
  ///   - optimizesCodes: Whether the Huffman codes are made for this picture: a smaller file for twice the time.
  /// - Throws: `AssayError`: `invalidArgument` for the quality, `unsupported` for a picture with alpha, `limitExceeded` for
  ///   an extent above 65,535.
  public static func encode(
    _ picture: ByteImage, quality: Int = 75, subsampling: Subsampling = .half, optimizesCodes: Bool = false
  ) throws -> Data {
    try JPEGQuantization.check(quality: quality)
    guard picture.channels != 4 else {
      throw AssayError(
        .unsupported, "JPEG has no alpha", expected: "1 or 3 channels", found: "4",
        advice: "Use droppingAlpha() or another format.")
    }
    guard picture.width <= 65535, picture.height <= 65535 else {
      throw AssayError(
        .limitExceeded, "the picture is too large for JPEG", expected: "extents up to 65535",
        found: "\(picture.width) × \(picture.height)")
    }
    let encoder = try JPEGEncoder(picture, quality: quality, subsampling: subsampling)
    return encoder.file(optimizesCodes: optimizesCodes)
  }

  /// Writes `picture` to the file at `path`, as ``encode(_:quality:subsampling:optimizesCodes:)`` makes it; the file
  /// appears whole or not at all.
  ///
  /// - Parameter creatingFolders: Whether missing folders on the way are made.
  public static func write(
    _ picture: ByteImage, to path: String, quality: Int = 75, subsampling: Subsampling = .half,
    optimizesCodes: Bool = false, creatingFolders: Bool = false
  ) throws {
    let file = try encode(picture, quality: quality, subsampling: subsampling, optimizesCodes: optimizesCodes)
    try AtomicFile.write(file, to: path, creatingFolders: creatingFolders)
  }
}
