import AssayBase
import Foundation

/// Pictures from files of any format that can be read: PNG, JPEG, PNM. The first bytes decide, not the name.
public enum ImageFile {
  /// The number of pixels read unless told otherwise: 2^26, or 8,192 × 8,192.
  public static let defaultPixelLimit: Int = 1 << 26

  /// Reads the picture in a file's bytes.
  ///
  /// - Throws: `AssayError` with the format and the byte offset: `unsupported` for a format that is not known, with
  ///   those that are, `malformedData`, `limitExceeded` beyond the options' `pixelLimit`.
  public static func decode(_ data: Data, options: ImageFileOptions = ImageFileOptions()) throws -> ByteImage {
    let data = rebased(data)
    let codec = try ImageCodec.of(data)
    // What is about to be left out need not be read.
    let alpha = options.alpha == .kept && options.channels != .stored ? .dropped : options.alpha
    var picture = try codec.decode(data, alpha, options.pixelLimit)
    switch options.channels {
    case .stored: break
    case .gray: picture = picture.convertedToGray()
    case .rgb: picture = picture.convertedToRGB()
    }
    return options.appliesOrientation ? picture.oriented(by: try codec.orientation(data)) : picture
  }

  /// Reads the picture in the file at `path`, as ``decode(_:options:)`` does its bytes.
  ///
  /// - Throws: `AssayError` naming the file, also of kind `missingFile` or `inaccessibleFile`.
  public static func read(_ path: String, options: ImageFileOptions = ImageFileOptions()) throws -> ByteImage {
    let data = try AtomicFile.read(path)
    return try naming(path) { try decode(data, options: options) }
  }

  /// The format of a file that starts with `data`, or nil when it is none that is known.
  public static func format(of data: Data) -> ImageFormat? { ImageFormat(of: data) }

  /// The size that ``decode(_:options:)`` would give, from the file's header alone.
  ///
  /// The pixels are not looked at: decoding may still fail. The pixel limit does not count.
  /// - Throws: `AssayError` as decoding does.
  public static func size(of data: Data, options: ImageFileOptions = ImageFileOptions()) throws -> ImageSize {
    let data = rebased(data)
    let codec = try ImageCodec.of(data)
    let stored = try codec.size(data)
    var channels = stored.channels
    if channels == 4 || channels == 2 {
      channels =
        switch options.alpha {
        case .kept: 4
        case .dropped: channels == 2 ? 1 : 3
        case .over: 3
        }
    }
    channels = options.channels(of: channels)
    let isTurned = options.appliesOrientation ? try codec.orientation(data).swapsExtents : false
    return ImageSize(
      channels: channels, height: isTurned ? stored.width : stored.height,
      width: isTurned ? stored.height : stored.width)
  }

  /// The size of the picture in the file at `path`, as ``size(of:options:)``, reading the file's beginning if that is
  /// enough.
  public static func size(ofFile path: String, options: ImageFileOptions = ImageFileOptions()) throws -> ImageSize {
    let (start, isWhole) = try AtomicFile.readPrefix(path, count: prefixCount)
    do {
      return try naming(path) { try size(of: start, options: options) }
    } catch {
      // The header may lie behind long texts, profiles or previews.
      if isWhole || ImageFormat(of: start) == nil { throw error }
      return try naming(path) { try size(of: AtomicFile.read(path), options: options) }
    }
  }

  /// How the picture in `data` must be turned to be upright; `upright` where the file says nothing.
  ///
  /// - Throws: `AssayError` as ``size(of:options:)`` does. A damaged EXIF block says nothing and is no error.
  public static func orientation(of data: Data) throws -> ImageOrientation {
    let data = rebased(data)
    return try ImageCodec.of(data).orientation(data)
  }

  private static let prefixCount = 1 << 16

  /// Foundation's slices keep their parent's indices; offsets in errors count from zero.
  private static func rebased(_ data: Data) -> Data { data.startIndex == 0 ? data : Data(data) }

  /// What `body` gives; its errors name the file.
  static func naming<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as AssayError {
      throw error.located(at: path)
    }
  }
}
