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

  /// The same picture in one channel: the luma of ITU-R BT.601, rounded; alpha is left out.
  ///
  /// `(19595 R + 38470 G + 7471 B + 32768) / 65536`, whole, as Pillow's `convert("L")` computes it.
  public func convertedToGray() -> ByteImage {
    guard channels > 1 else { return self }
    return converted(to: 1) { source, target in
      let luma = 19595 &* UInt32(source[0]) &+ 38470 &* UInt32(source[1]) &+ 7471 &* UInt32(source[2])
      target[0] = UInt8(truncatingIfNeeded: (luma &+ 0x8000) >> 16)
    }
  }

  /// The same picture in three channels: gray is repeated, alpha left out.
  public func convertedToRGB() -> ByteImage {
    guard channels == 1 else { return droppingAlpha() }
    return converted(to: 3) { source, target in
      target[0] = source[0]
      target[1] = source[0]
      target[2] = source[0]
    }
  }

  /// The picture in three channels, gray repeated and alpha blended onto `colour` (in the stored, gamma-encoded values).
  func flattened(over colour: [UInt8]) -> ByteImage {
    guard channels == 4 else { return convertedToRGB() }
    let (red, green, blue) = (Int(colour[0]), Int(colour[1]), Int(colour[2]))
    return converted(to: 3) { source, target in
      let alpha = Int(source[3])
      target[0] = UInt8((Int(source[0]) * alpha + red * (255 - alpha) + 127) / 255)
      target[1] = UInt8((Int(source[1]) * alpha + green * (255 - alpha) + 127) / 255)
      target[2] = UInt8((Int(source[2]) * alpha + blue * (255 - alpha) + 127) / 255)
    }
  }

  /// Makes the picture of pairs of gray and alpha: 4 channels, or 1 when alpha is not kept.
  init(grayAndAlpha pairs: [UInt8], width: Int, height: Int, keepsAlpha: Bool) {
    bytes = Self.converted(pairs, from: 2, to: keepsAlpha ? 4 : 1) { source, target in
      target[0] = source[0]
      guard keepsAlpha else { return }
      target[1] = source[0]
      target[2] = source[0]
      target[3] = source[1]
    }
    (self.width, self.height, channels) = (width, height, keepsAlpha ? 4 : 1)
  }

  /// The picture of what `body` makes of every pixel, given where its samples start and where the result's belong.
  private func converted(
    to newChannels: Int, _ body: (UnsafePointer<UInt8>, UnsafeMutablePointer<UInt8>) -> Void
  ) -> ByteImage {
    let result = Self.converted(bytes, from: channels, to: newChannels, body)
    return ByteImage(unchecked: result, width: width, height: height, channels: newChannels)
  }

  private static func converted(
    _ bytes: [UInt8], from channels: Int, to newChannels: Int,
    _ body: (UnsafePointer<UInt8>, UnsafeMutablePointer<UInt8>) -> Void
  ) -> [UInt8] {
    let pixels = bytes.count / channels
    return [UInt8](unsafeUninitializedCapacity: pixels * newChannels) { target, count in
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
  }
}
