import AssayBase
import Foundation

/// The portable any-map formats of Netpbm: P1 to P6 (bitmaps, graymaps, pixmaps, plain and raw) and P7 (PAM).
///
/// Follows the manual pages pbm(5), pgm(5), ppm(5) and pam(5) of Netpbm (J. Poskanzer, B. Henderson).
public enum PNM {
  /// Reads the first picture of a PNM file's bytes into 1 channel (gray), 3 (colour) or 4 (with alpha).
  ///
  /// A sample `v` of a file whose largest is `m` becomes `round(255 v / m)`, halves up. Bytes behind the first picture
  /// are ignored. Memory is taken only for sizes that the limit allows and the file's bytes can fill.
  ///
  /// - Throws: `AssayError` with the byte offset of what is wrong: `malformedData`, `unsupported` for a P7 file whose
  ///   samples are neither gray nor colours, `limitExceeded` beyond `pixelLimit` pixels.
  public static func decode(
    _ data: Data, alpha: AlphaHandling = .kept, pixelLimit: Int = ImageFile.defaultPixelLimit
  ) throws -> ByteImage {
    try data.withUnsafeBytes { bytes in
      let header = try PNMHeader(bytes)
      // Whatever the caller allows, the arithmetic of sizes is sure to hold 2^40 pixels.
      guard header.width * header.height <= min(pixelLimit, 1 << 40) else {
        throw AssayError(
          .limitExceeded, "the PNM image has too many pixels", expected: "at most \(pixelLimit) (pixelLimit)",
          found: "\(header.width) × \(header.height)", at: "byte 0", advice: "Raise pixelLimit if the image is right")
      }
      let rest = bytes.count - header.start
      guard header.leastRasterBytes <= rest else {
        throw PNMFault.malformed(
          "too few pixels", "at least \(header.leastRasterBytes) bytes", "\(rest)", at: header.start)
      }
      let samples = try PNMRaster(header: header, bytes: bytes).samples()
      if header.channels == 2 {
        let picture = ByteImage(
          grayAndAlpha: samples, width: header.width, height: header.height, keepsAlpha: alpha.needsAlpha)
        return alpha.applied(to: picture)
      }
      return alpha.applied(
        to: ByteImage(unchecked: samples, width: header.width, height: header.height, channels: header.channels))
    }
  }

  /// Reads the PNM file at `path`, as ``decode(_:alpha:pixelLimit:)`` does its bytes.
  public static func read(
    _ path: String, alpha: AlphaHandling = .kept, pixelLimit: Int = ImageFile.defaultPixelLimit
  ) throws -> ByteImage {
    let data = try AtomicFile.read(path)
    return try ImageFile.naming(path) { try decode(data, alpha: alpha, pixelLimit: pixelLimit) }
  }

  /// The extent a file's header states, with 2 or 4 channels where there is alpha.
  static func size(of data: Data) throws -> ImageSize {
    try data.withUnsafeBytes { bytes in
      let header = try PNMHeader(bytes)
      return ImageSize(channels: header.channels, height: header.height, width: header.width)
    }
  }
}
