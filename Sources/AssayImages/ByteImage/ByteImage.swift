import AssayBase

/// A picture of 8-bit samples as files hold it: rows from the top, the channels of a pixel side by side.
///
/// One channel is grayscale, three are red, green and blue, four add alpha (255 is opaque, colours not premultiplied).
public struct ByteImage: Sendable, Hashable {
  /// The number of columns.
  public let width: Int
  /// The number of rows.
  public let height: Int
  /// The number of samples a pixel: 1, 3 or 4.
  public let channels: Int
  /// The samples in the order row, column, channel; `width * height * channels` of them.
  public internal(set) var bytes: [UInt8]

  /// Makes an image of `bytes` in the order row, column, channel.
  ///
  /// - Throws: `AssayError` when an extent is not positive, the channels are not 1, 3 or 4, or the count is wrong.
  public init(width: Int, height: Int, channels: Int, bytes: [UInt8]) throws {
    guard width > 0, height > 0 else {
      throw AssayError(
        .invalidArgument, "an image must have pixels", expected: "positive width and height",
        found: "\(width) × \(height)")
    }
    guard channels == 1 || channels == 3 || channels == 4 else {
      throw AssayError(
        .unsupported, "the image has an unusual number of channels", expected: "1, 3 or 4", found: "\(channels)")
    }
    let (pixels, pixelsOverflow) = width.multipliedReportingOverflow(by: height)
    let (count, countOverflow) = pixels.multipliedReportingOverflow(by: channels)
    guard !pixelsOverflow, !countOverflow, bytes.count == count else {
      throw AssayError(
        .shapeMismatch, "the image has the wrong number of bytes", expected: "\(width) × \(height) × \(channels)",
        found: "\(bytes.count)")
    }
    self.init(unchecked: bytes, width: width, height: height, channels: channels)
  }

  /// Makes an image whose bytes are known to be right.
  init(unchecked bytes: [UInt8], width: Int, height: Int, channels: Int) {
    self.width = width
    self.height = height
    self.channels = channels
    self.bytes = bytes
  }

  /// The sample of `channel` at `row` and `column`.
  public subscript(row: Int, column: Int, channel: Int) -> UInt8 {
    precondition(
      row >= 0 && row < height && column >= 0 && column < width && channel >= 0 && channel < channels,
      "sample (\(row), \(column), \(channel)) is outside an image of \(height)×\(width)×\(channels)")
    return bytes[(row * width + column) * channels + channel]
  }
}
