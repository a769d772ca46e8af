extension ByteImage {
  /// The same picture without its alpha channel; the colours stay as they are.
  public func droppingAlpha() -> ByteImage {
    guard channels == 4 else { return self }
    return converted(to: 3) { source, target in
      target[0] = source[0]
      target[1] = source[1]
      target[2] = source[2]
    }
  }

  /// The picture in three channels, gray repeated and alpha blended onto white (in the stored, gamma-encoded values).
  func flattenedToRGB() -> ByteImage {
    switch channels {
    case 1:
      converted(to: 3) { source, target in
        target[0] = source[0]
        target[1] = source[0]
        target[2] = source[0]
      }
    case 4:
      converted(to: 3) { source, target in
        let alpha = Int(source[3])
        var channel = 0
        while channel < 3 {
          target[channel] = UInt8((Int(source[channel]) * alpha + 255 * (255 - alpha) + 127) / 255)
          channel += 1
        }
      }
    default: self
    }
  }

  /// Applies `body` to every pixel, given where its samples start and where the result's belong.
  private func converted(
    to newChannels: Int, _ body: (UnsafePointer<UInt8>, UnsafeMutablePointer<UInt8>) -> Void
  ) -> ByteImage {
    let pixels = width * height
    let result = [UInt8](unsafeUninitializedCapacity: pixels * newChannels) { target, count in
      count = pixels * newChannels
      bytes.withUnsafeBufferPointer { source in
        guard var from = source.baseAddress, var to = target.baseAddress else { return }
        var remaining = pixels
        while remaining > 0 {
          body(from, to)
          from += channels
          to += newChannels
          remaining -= 1
        }
      }
    }
    return ByteImage(unchecked: result, width: width, height: height, channels: newChannels)
  }
}
