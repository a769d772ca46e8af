import AssayImages

/// How far apart neighbours of an image lie in a file, counted in numbers.
struct PixelOrder: Sendable {
  let channel: Int
  let row: Int
  let column: Int

  /// Rows from the top, the channels of a pixel side by side.
  static func interleaved(_ size: ImageSize) -> PixelOrder {
    PixelOrder(channel: 1, row: size.width * size.channels, column: size.channels)
  }

  /// A plane for each channel, each of rows from the top: as ``Image`` has its values.
  static func planes(_ size: ImageSize) -> PixelOrder {
    PixelOrder(channel: size.height * size.width, row: size.width, column: 1)
  }

  /// A plane for each channel, each of columns from the left.
  static func columns(_ size: ImageSize) -> PixelOrder {
    PixelOrder(channel: size.height * size.width, row: 1, column: size.height)
  }

  /// `values` of an image of `size` in this order, in the order of ``Image``.
  func sorted(_ values: [Float], size: ImageSize) -> [Float] {
    if column == 1, row == size.width { return values }
    return [Float](unsafeUninitializedCapacity: size.count) { target, count in
      count = size.count
      values.withUnsafeBufferPointer { source in
        var place = 0
        var plane = 0
        while plane < size.channels {
          var line = 0
          while line < size.height {
            var from = plane &* channel &+ line &* row
            let end = place &+ size.width
            while place < end {
              target[place] = source[from]
              from &+= column
              place &+= 1
            }
            line &+= 1
          }
          plane &+= 1
        }
      }
    }
  }
}
