import AssayBase

extension HeatMap {
  /// The map in colours, H×W.
  public func picture() -> ByteImage {
    let scale = scale
    let factor = factor
    return painted { pixel in scale.colour(of: values[pixel] * factor) }
  }

  /// The map laid over `image`, which turns gray: the share `opacity` of a pixel is the map's colour.
  ///
  /// - Throws: `AssayError`: `shapeMismatch` when the image has another extent, `unsupported` unless it has 1, 3 or 4
  ///   channels, `invalidArgument` for an opacity outside [0, 1].
  public func picture(over image: Image, opacity: Double = 0.6) throws -> ByteImage {
    guard image.size.height == height, image.size.width == width else {
      throw AssayError(
        .shapeMismatch, "the map and the image differ in size", expected: "\(height)×\(width)",
        found: "\(image.size.height)×\(image.size.width)")
    }
    guard opacity >= 0, opacity <= 1 else {
      throw AssayError(
        .invalidArgument, "the opacity is out of range", expected: "a share from 0 to 1", found: "\(opacity)")
    }
    let gray = try ByteImage(image).convertedToGray().bytes
    let scale = scale
    let factor = factor
    return painted { pixel in
      let colour = scale.colour(of: values[pixel] * factor)
      func mixed(_ part: UInt8) -> UInt8 {
        UInt8((Double(gray[pixel]) * (1 - opacity) + Double(part) * opacity).rounded())
      }
      return PixelColour(mixed(colour.red), mixed(colour.green), mixed(colour.blue))
    }
  }

  /// What brings the limit to 1; a limit so small that its inverse overflows is as good as none.
  private var factor: Float { limit >= .leastNormalMagnitude ? 1 / limit : 0 }

  private func painted(_ colour: (Int) -> PixelColour) -> ByteImage {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(values.count * 3)
    for pixel in values.indices {
      let colour = colour(pixel)
      bytes.append(colour.red)
      bytes.append(colour.green)
      bytes.append(colour.blue)
    }
    return ByteImage(unchecked: bytes, width: width, height: height, channels: 3)
  }
}
