import AssayBase

extension Image {
  /// Makes an image of 8-bit samples: `Float(k) / 255` for the sample `k`, which ``ByteImage/init(_:)`` gives back exactly.
  ///
  /// The channels stay: a picture with alpha becomes an image of four channels; see ``ByteImage/droppingAlpha()``.
  public init(_ picture: ByteImage) {
    let size = ImageSize(channels: picture.channels, height: picture.height, width: picture.width)
    let levels = Self.byteLevels
    let pixels = picture.width * picture.height
    let values = [Float](unsafeUninitializedCapacity: size.count) { target, count in
      count = size.count
      picture.bytes.withUnsafeBufferPointer { source in
        levels.withUnsafeBufferPointer { levels in
          var channel = 0
          while channel < size.channels {
            var from = channel
            var to = channel * pixels
            let end = to + pixels
            while to < end {
              target[to] = levels[Int(source[from])]
              from += size.channels
              to += 1
            }
            channel += 1
          }
        }
      }
    }
    self.init(unchecked: values, size: size)
  }

  /// The values of the 8-bit grid, `Float(k) / 255` for `k` in 0...255.
  package static let byteLevels: [Float] = (0...255).map { Float($0) / 255 }
}

extension ByteImage {
  /// Makes the 8-bit form of `image`: `round(255 v)` for each value `v`, halves away from zero.
  ///
  /// - Throws: `AssayError` of kind `unsupported` when the image has not 1, 3 or 4 channels.
  public init(_ image: Image) throws {
    let size = image.size
    let pixels = size.height * size.width
    let bytes = [UInt8](unsafeUninitializedCapacity: size.count) { target, count in
      count = size.count
      image.values.withUnsafeBufferPointer { source in
        var channel = 0
        while channel < size.channels {
          var from = channel * pixels
          var to = channel
          let end = from + pixels
          while from < end {
            target[to] = Image.byteStep(of: source[from])
            from += 1
            to += size.channels
          }
          channel += 1
        }
      }
    }
    try self.init(width: size.width, height: size.height, channels: size.channels, bytes: bytes)
  }
}
