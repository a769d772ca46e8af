/// Where the stored first row and column of a picture lie when it is seen upright: the eight values of EXIF's tag 274.
public enum ImageOrientation: Int, Sendable, Hashable, CaseIterable {
  /// The picture is stored as it is seen.
  case upright = 1
  /// Left and right are exchanged.
  case mirrored = 2
  /// The picture must be turned by 180°.
  case upsideDown = 3
  /// Top and bottom are exchanged.
  case flipped = 4
  /// Rows and columns are exchanged.
  case transposed = 5
  /// The picture must be turned by 90° clockwise.
  case turnedLeft = 6
  /// Rows and columns are exchanged, and the result must be turned by 180°.
  case transverse = 7
  /// The picture must be turned by 90° anticlockwise.
  case turnedRight = 8

  /// Whether the upright picture is as wide as the stored one is high.
  public var swapsExtents: Bool { rawValue >= 5 }
}

extension ByteImage {
  /// The picture seen upright, when it is stored with `orientation`.
  public func oriented(by orientation: ImageOrientation) -> ByteImage {
    if orientation == .upright { return self }
    // Where a pixel of the result comes from: the stored place of its first one, and what a row and a column add.
    let (last, down) = (width - 1, (height - 1) * width)
    let (start, row, column): (Int, Int, Int) =
      switch orientation {
      case .upright: (0, width, 1)
      case .mirrored: (last, width, -1)
      case .upsideDown: (down + last, -width, -1)
      case .flipped: (down, -width, 1)
      case .transposed: (0, 1, width)
      case .turnedLeft: (down, 1, -width)
      case .transverse: (down + last, -1, -width)
      case .turnedRight: (last, -1, width)
      }
    let (newWidth, newHeight) = orientation.swapsExtents ? (height, width) : (width, height)
    let turned = [UInt8](unsafeUninitializedCapacity: bytes.count) { target, count in
      count = bytes.count
      bytes.withUnsafeBufferPointer { source in
        var place = 0
        for index in 0..<newHeight {
          var from = (start + index * row) * channels
          for _ in 0..<newWidth {
            for channel in 0..<channels { target[place + channel] = source[from + channel] }
            place += channels
            from += column * channels
          }
        }
      }
    }
    return ByteImage(unchecked: turned, width: newWidth, height: newHeight, channels: channels)
  }
}
