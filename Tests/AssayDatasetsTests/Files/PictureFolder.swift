import AssayImages
import AssayTestSupport
import Foundation

/// Writes small pictures into a temporary folder.
struct PictureFolder {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  var path: String {
    let path = folder.url.path(percentEncoded: false)
    return path.hasSuffix("/") ? String(path.dropLast()) : path
  }

  /// A picture of one level, its first pixel another one.
  static func picture(_ level: UInt8, height: Int = 4, width: Int = 4, channels: Int = 3) throws -> ByteImage {
    var bytes = [UInt8](repeating: level, count: height * width * channels)
    bytes[0] = 255 - level
    return try ByteImage(width: width, height: height, channels: channels, bytes: bytes)
  }

  /// Writes a file, and the folders it lies in.
  func write(_ data: Data, to name: String) throws {
    let url = folder.file(name)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: url)
  }

  /// Writes a picture of one level.
  func write(_ level: UInt8, to name: String, height: Int = 4, width: Int = 4, channels: Int = 3) throws {
    try write(PNG.encode(Self.picture(level, height: height, width: width, channels: channels)), to: name)
  }

  /// Writes text.
  func write(_ text: String, to name: String) throws { try write(Data(text.utf8), to: name) }
}
