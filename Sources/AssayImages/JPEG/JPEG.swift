import AssayBase
import Foundation

/// JPEG: reading baseline, extended and progressive files of 8 bits, and writing baseline ones.
///
/// Follows ITU-T T.81 (ISO/IEC 10918-1), JFIF 1.02 and Adobe's marker for other colour spaces. The inverse transform,
/// the colours and the smooth enlargement of chroma round as the Independent JPEG Group's library does by default, so that
/// models see the pixels they were trained on. Colour profiles are ignored: what counts are the stored values.
public enum JPEG {
  /// The number of scans a progressive file may have; encoders write about ten.
  static let scanLimit = 200

  /// Reads a JPEG file's bytes into 1 channel (gray) or 3 (red, green, blue), in the stored orientation.
  ///
  /// CMYK and YCCK become RGB by plain arithmetic, the inks taken as inverted (as Adobe's programs store them). Bytes after
  /// the end of the picture are ignored. Memory is taken only for sizes the limit allows and the coded data can fill; of a
  /// progressive file about 3 bytes for each sample beside the result, else 1.
  ///
  /// - Throws: `AssayError` with the byte offset of what is wrong: `malformedData`, also for files that end early;
  ///   `unsupported` for 12-bit, lossless, hierarchical and arithmetic-coded files; `limitExceeded` beyond `pixelLimit`
  ///   pixels or 200 scans.
  public static func decode(_ data: Data, pixelLimit: Int = ImageFile.defaultPixelLimit) throws -> ByteImage {
    try data.withUnsafeBytes { bytes in
      var decoder = JPEGDecoder(bytes, pixelLimit: pixelLimit)
      return try decoder.decode()
    }
  }

  /// Reads the JPEG file at `path`, as ``decode(_:pixelLimit:)`` does its bytes.
  public static func read(_ path: String, pixelLimit: Int = ImageFile.defaultPixelLimit) throws -> ByteImage {
    let data = try AtomicFile.read(path)
    return try ImageFile.naming(path) { try decode(data, pixelLimit: pixelLimit) }
  }

  /// The size of the picture that ``decode(_:pixelLimit:)`` would give; the beginning of a file suffices.
  static func size(of data: Data) throws -> ImageSize {
    try data.withUnsafeBytes { bytes in
      let frame = try frame(in: bytes) { _ in }
      return ImageSize(channels: frame.pictureChannels, height: frame.height, width: frame.width)
    }
  }

  /// How the stored picture must be turned to be upright, as its EXIF block says; ``ByteImage/oriented(by:)`` does it.
  ///
  /// `upright` where the file says nothing. The beginning of a file suffices.
  ///
  /// - Throws: `AssayError` as ``decode(_:pixelLimit:)`` does for the segments up to the frame's header.
  public static func orientation(of data: Data) throws -> ImageOrientation {
    try data.withUnsafeBytes { bytes in
      var orientation = ImageOrientation.upright
      _ = try frame(in: bytes) { segment in
        let content = UnsafeRawBufferPointer(rebasing: bytes[segment.data])
        guard segment.marker == 0xE1, content.starts(with: exifName) else { return }
        orientation = ImageOrientation(exif: UnsafeRawBufferPointer(rebasing: content[exifName.count...]))
      }
      return orientation
    }
  }

  private static let exifName = Array("Exif\0\0".utf8)

  /// The frame's header, after `visit` has seen the segments before it.
  private static func frame(
    in bytes: UnsafeRawBufferPointer, _ visit: (JPEGSegments.Segment) -> Void
  ) throws -> JPEGFrame {
    var segments = try JPEGSegments(bytes)
    while let segment = try segments.next() {
      if let kind = try JPEGFrame.Kind(segment) { return try JPEGFrame(segment, kind, of: bytes, pixelLimit: .max) }
      visit(segment)
    }
    throw JPEGFault.malformed("there is no picture", "a frame header", at: segments.position)
  }
}
