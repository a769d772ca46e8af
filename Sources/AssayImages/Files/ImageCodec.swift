import AssayBase
import Foundation

/// How a format is read: what ``ImageFile`` needs of each codec.
struct ImageCodec: Sendable {
  /// Reads the picture, alpha handled as told, of at most so many pixels.
  let decode: @Sendable (Data, AlphaHandling, _ pixelLimit: Int) throws -> ByteImage
  /// The extent as stored, with 2 or 4 channels where there is alpha; works on the beginning of a file.
  let size: @Sendable (Data) throws -> ImageSize
  /// How the stored picture must be turned to be upright.
  let orientation: @Sendable (Data) throws -> ImageOrientation

  /// The codec of each format that can be read.
  static let all: [ImageFormat: ImageCodec] = [
    .png: ImageCodec(
      decode: { try PNG.decode($0, alpha: $1, pixelLimit: $2) }, size: PNG.size, orientation: PNG.orientation),
    .jpeg: ImageCodec(
      decode: { data, _, limit in try JPEG.decode(data, pixelLimit: limit) }, size: JPEG.size,
      orientation: JPEG.orientation),
    .pnm: ImageCodec(
      decode: { try PNM.decode($0, alpha: $1, pixelLimit: $2) }, size: PNM.size, orientation: { _ in .upright }),
  ]

  /// The codec of the file that starts with `data`.
  static func of(_ data: Data) throws -> ImageCodec {
    if let format = ImageFormat(of: data), let codec = all[format] { return codec }
    let known = ImageFormat.allCases.filter { all[$0] != nil }.map(\.rawValue).joined(separator: ", ")
    throw AssayError(
      data.isEmpty ? .malformedData : .unsupported, "not an image file that can be read", expected: known,
      found: data.isEmpty ? "no bytes" : ImageFormat(of: data)?.rawValue ?? ImageFormat.guess(data), at: "byte 0")
  }
}
