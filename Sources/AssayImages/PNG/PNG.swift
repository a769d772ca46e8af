import AssayBase
import Foundation

/// Portable Network Graphics: reading all of its image types to 8-bit pictures, and writing 8-bit pictures.
///
/// Follows the PNG Specification, third edition (W3C, 2025; ISO/IEC 15948). Check sums are verified. What would change the
/// meaning of sample values (gAMA, cHRM, iCCP, sRGB, sBIT) is ignored: models are trained on the stored values.
public enum PNG {
  /// Reads a PNG file's bytes into 1 channel (gray), 3 (colour) or 4 (with alpha).
  ///
  /// Samples of 1, 2 and 4 bits are scaled by `255 / (2^depth - 1)`, those of 16 bits become the nearest of 8 bits
  /// (`round(v / 257)`). Bytes after the end of the PNG stream are ignored. Memory is taken only for sizes the limit
  /// allows and the compressed data can fill.
  ///
  /// - Throws: `AssayError` with the byte offset of what is wrong: `malformedData`, `unsupported` for an unknown
  ///   critical chunk, `limitExceeded` beyond `pixelLimit` pixels.
  public static func decode(
    _ data: Data, alpha: AlphaHandling = .kept, pixelLimit: Int = ImageFile.defaultPixelLimit
  ) throws -> ByteImage {
    alpha.applied(to: try samples(of: data, pixelLimit: pixelLimit).picture(keepsAlpha: alpha.needsAlpha))
  }

  /// The keyword–text pairs of a PNG file's tEXt, zTXt and iTXt chunks, in the file's order.
  ///
  /// - Throws: `AssayError` as ``decode(_:alpha:pixelLimit:)`` does, without looking at the pixels.
  public static func text(in data: Data) throws -> [PNGText] {
    try data.withUnsafeBytes { bytes in
      try PNGFile(bytes).texts.map { try PNGText(chunk: $0, of: bytes) }
    }
  }

  /// Reads the PNG file at `path`, as ``decode(_:alpha:pixelLimit:)`` does its bytes.
  public static func read(
    _ path: String, alpha: AlphaHandling = .kept, pixelLimit: Int = ImageFile.defaultPixelLimit
  ) throws -> ByteImage {
    let data = try AtomicFile.read(path)
    return try ImageFile.naming(path) { try decode(data, alpha: alpha, pixelLimit: pixelLimit) }
  }

  /// The extent a file's header states, with 2 or 4 channels where there is alpha; the beginning up to IDAT suffices.
  static func size(of data: Data) throws -> ImageSize {
    try data.withUnsafeBytes { bytes in
      let file = try PNGFile(bytes, stopsAtPixels: true)
      let (kind, isTransparent) = (file.header.kind, file.transparency != nil)
      let colours = kind == .gray || kind == .grayAlpha ? 1 : 3
      return ImageSize(
        channels: kind == .grayAlpha || kind == .rgba || isTransparent ? colours + 1 : colours,
        height: file.header.height, width: file.header.width)
    }
  }

  /// What the eXIf chunk says of the picture's orientation.
  static func orientation(of data: Data) throws -> ImageOrientation {
    try data.withUnsafeBytes { bytes in
      guard let exif = try PNGFile(bytes).exif else { return .upright }
      return ImageOrientation(exif: UnsafeRawBufferPointer(rebasing: bytes[exif]))
    }
  }

  /// The samples as the file has them, before palette, scaling and transparency.
  package static func samples(of data: Data, pixelLimit: Int = ImageFile.defaultPixelLimit) throws -> PNGSamples {
    try data.withUnsafeBytes { bytes in
      // Whatever the caller allows, 2^40 pixels of 8 bytes are what the arithmetic of sizes is sure to hold.
      try PNGSamples(of: PNGFile(bytes, pixelLimit: min(pixelLimit, 1 << 40)), in: bytes)
    }
  }
}
