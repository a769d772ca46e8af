import AssayBase
import Foundation

/// Portable Network Graphics: reading all of its image types to 8-bit pictures, and writing 8-bit pictures.
///
/// Follows the PNG Specification, third edition (W3C, 2025; ISO/IEC 15948). Check sums are verified. What would change the
/// meaning of sample values (gAMA, cHRM, iCCP, sRGB, sBIT) is ignored: models are trained on the stored values.
public enum PNG {
  /// What reading does with transparency (an alpha channel or a tRNS chunk).
  public enum Alpha: Sendable, Hashable {
    /// It becomes the fourth channel; gray is repeated in the first three.
    case kept
    /// It is left out; the colours stay as stored.
    case dropped
  }

  /// The number of pixels ``decode(_:alpha:pixelLimit:)`` accepts unless told otherwise: 2^26, or 8,192 × 8,192.
  public static let defaultPixelLimit: Int = 1 << 26

  /// Reads a PNG file's bytes into 1 channel (gray), 3 (colour) or 4 (with alpha).
  ///
  /// Samples of 1, 2 and 4 bits are scaled by `255 / (2^depth - 1)`, those of 16 bits become the nearest of 8 bits
  /// (`round(v / 257)`). Bytes after the end of the PNG stream are ignored. Memory is taken only for sizes the limit
  /// allows and the compressed data can fill.
  ///
  /// - Throws: `AssayError` with the byte offset of what is wrong: `malformedData`, `unsupported` for an unknown
  ///   critical chunk, `limitExceeded` beyond `pixelLimit` pixels.
  public static func decode(
    _ data: Data, alpha: Alpha = .kept, pixelLimit: Int = defaultPixelLimit
  ) throws -> ByteImage {
    try samples(of: data, pixelLimit: pixelLimit).picture(alpha: alpha)
  }

  /// The keyword–text pairs of a PNG file's tEXt, zTXt and iTXt chunks, in the file's order.
  ///
  /// - Throws: `AssayError` as ``decode(_:alpha:pixelLimit:)`` does, without looking at the pixels.
  public static func text(in data: Data) throws -> [PNGText] {
    try data.withUnsafeBytes { bytes in
      try PNGFile(bytes, pixelLimit: .max).texts.map { try PNGText(chunk: $0, of: bytes) }
    }
  }

  /// Reads the PNG file at `path`, as ``decode(_:alpha:pixelLimit:)`` does its bytes.
  public static func read(
    _ path: String, alpha: Alpha = .kept, pixelLimit: Int = defaultPixelLimit
  ) throws -> ByteImage {
    let data = try AtomicFile.read(path)
    do {
      return try decode(data, alpha: alpha, pixelLimit: pixelLimit)
    } catch let error as AssayError {
      throw error.located(at: path)
    }
  }

  /// The samples as the file has them, before palette, scaling and transparency.
  package static func samples(of data: Data, pixelLimit: Int = defaultPixelLimit) throws -> PNGSamples {
    try data.withUnsafeBytes { bytes in
      // Whatever the caller allows, 2^40 pixels of 8 bytes are what the arithmetic of sizes is sure to hold.
      try PNGSamples(of: PNGFile(bytes, pixelLimit: min(pixelLimit, 1 << 40)), in: bytes)
    }
  }
}
