import AssayBase

@testable import AssayImages

extension ByteImage {
  /// A picture of noise, gradients and flat parts, so that each filter is the best somewhere.
  static func random(width: Int, height: Int, channels: Int, stream: inout RandomStream) throws -> ByteImage {
    var bytes: [UInt8] = []
    for row in 0..<height {
      let style = stream.integer(in: 0...3)
      for column in 0..<width {
        for channel in 0..<channels {
          switch style {
          case 0: bytes.append(UInt8(stream.integer(in: 0...255)))
          case 1: bytes.append(UInt8((row * 3 + column * 5 + channel * 40) & 255))
          case 2: bytes.append(UInt8(channel * 60))
          default: bytes.append(row == 0 ? 9 : bytes[bytes.count - width * channels] &+ UInt8(column & 1))
          }
        }
      }
    }
    return try ByteImage(width: width, height: height, channels: channels, bytes: bytes)
  }
}
