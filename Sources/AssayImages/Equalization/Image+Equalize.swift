extension Image {
  /// The image with the levels of each channel spread evenly over the 8-bit grid: histogram equalisation.
  ///
  /// The arithmetic of Pillow's `ImageOps.equalize`. A channel of one level stays as it is.
  public func equalized() -> Image {
    let plane = size.height * size.width
    let steps = values.map { Self.byteStep(of: $0) }
    let result = steps.withUnsafeBufferPointer { steps in
      (0..<size.channels).flatMap { channel -> [Float] in
        let pixels = channel * plane..<(channel + 1) * plane
        let map = LevelMap(equalizing: LevelMap.histogram(steps, pixels)).levels
        return pixels.map { Self.byteLevels[Int(map[Int(steps[$0])])] }
      }
    }
    return Image(unchecked: result, size: size)
  }

  /// The image with its brightness equalised tile by tile, the contrast limited: CLAHE.
  ///
  /// Zuiderveld 1994, "Contrast limited adaptive histogram equalization", Graphics Gems IV. Each of `tiles` × `tiles` tiles
  /// has its own map of 256 levels, made of its histogram cut at `limit` times the mean count, what is cut off being spread
  /// over all levels; a pixel takes the bilinear mean of the maps of the four tiles around it. The arithmetic is that of
  /// OpenCV's `createCLAHE`; where the tiles do not divide the image, it is mirrored at its right and lower border (OpenCV's
  /// tiles are one pixel larger along a side that they would divide, if they do not divide the other). On an image of three channels, what is equalised is the value of HSV; hue and saturation stay.
  ///
  /// - Parameters:
  ///   - limit: at least 1, which leaves nearly as it is; 2 to 4 are usual.
  ///   - tiles: how many along each side; fewer where the image has not as many pixels.
  public func adaptivelyEqualized(limit: Double = 2, tiles: Int = 8) -> Image {
    precondition(limit >= 1 && limit.isFinite && tiles > 0, "CLAHE needs a limit of at least 1 and a tile")
    let plane = size.height * size.width
    let brightness = (0..<plane).map { pixel in
      var most = values[pixel]
      if size.channels == 3 { most = max(most, values[plane + pixel], values[2 * plane + pixel]) }
      return Self.byteStep(of: most)
    }
    guard size.channels == 1 || size.channels == 3 else {
      return Image.combining(channels.map { $0.adaptivelyEqualized(limit: limit, tiles: tiles) })
    }
    let maps = TileMaps(brightness, size, limit: limit, tiles: tiles)
    var result = values
    for pixel in 0..<plane {
      let new = Self.byteLevels[
        Int(maps.level(of: brightness[pixel], row: pixel / size.width, column: pixel % size.width))]
      let old = (0..<size.channels).map { values[$0 * plane + pixel] }.max() ?? 0
      for channel in 0..<size.channels {
        let place = channel * plane + pixel
        result[place] = old > 0 ? min(1, values[place] / old * new) : new
      }
    }
    return Image(unchecked: result, size: size)
  }

  private var channels: [Image] {
    let plane = size.height * size.width
    return (0..<size.channels).map { channel in
      Image(
        unchecked: Array(values[channel * plane..<(channel + 1) * plane]),
        size: ImageSize(channels: 1, height: size.height, width: size.width))
    }
  }

  private static func combining(_ channels: [Image]) -> Image {
    let size = channels[0].size
    return Image(
      unchecked: channels.flatMap(\.values),
      size: ImageSize(channels: channels.count, height: size.height, width: size.width))
  }
}

/// The maps of levels of each tile of an image.
private struct TileMaps {
  private let maps: [[UInt8]]
  private let count: (down: Int, across: Int)
  private let tile: (height: Int, width: Int)

  init(_ steps: [UInt8], _ size: ImageSize, limit: Double, tiles: Int) {
    let count = (down: min(tiles, size.height), across: min(tiles, size.width))
    let tile = (
      height: (size.height + count.down - 1) / count.down, width: (size.width + count.across - 1) / count.across
    )
    self.count = count
    self.tile = tile
    maps = steps.withUnsafeBufferPointer { steps in
      (0..<count.down * count.across).map { index in
        let (top, left) = (index / count.across * tile.height, index % count.across * tile.width)
        let indices = (0..<tile.height * tile.width).lazy.map { pixel in
          let row = Self.mirrored(top + pixel / tile.width, size.height)
          return row * size.width + Self.mirrored(left + pixel % tile.width, size.width)
        }
        return Self.map(LevelMap.histogram(steps, indices), pixels: tile.height * tile.width, limit: limit)
      }
    }
  }

  /// Beyond the right and lower border.
  private static func mirrored(_ index: Int, _ length: Int) -> Int {
    index < length ? index : max(0, 2 * (length - 1) - index)
  }

  private static func map(_ histogram: [Int], pixels: Int, limit: Double) -> [UInt8] {
    let most = max(1, Int(limit * Double(pixels) / 256))
    let excess = histogram.reduce(0) { $0 + max(0, $1 - most) }
    var counts = histogram.map { min($0, most) + excess / 256 }
    // What does not go round is spread in equal distances.
    let rest = excess % 256
    if rest > 0 {
      let distance = max(256 / rest, 1)
      for index in 0..<min(rest, (255 / distance) + 1) { counts[index * distance] += 1 }
    }
    var sum = 0
    let scale = Float(255) / Float(pixels)
    return counts.map { count in
      sum += count
      return UInt8(min(255, (Float(sum) * scale).rounded(.toNearestOrEven)))
    }
  }

  /// The new level of a pixel.
  func level(of old: UInt8, row: Int, column: Int) -> UInt8 {
    let (y, x) = (Float(row) * (1 / Float(tile.height)) - 0.5, Float(column) * (1 / Float(tile.width)) - 0.5)
    let (above, left) = (y.rounded(.down), x.rounded(.down))
    let (down, right) = (y - above, x - left)
    func value(_ tileRow: Int, _ tileColumn: Int) -> Float {
      let (row, column) = (min(max(tileRow, 0), count.down - 1), min(max(tileColumn, 0), count.across - 1))
      return Float(maps[row * count.across + column][Int(old)])
    }
    let (top, first) = (Int(above), Int(left))
    let upper = value(top, first) * (1 - right) + value(top, first + 1) * right
    let lower = value(top + 1, first) * (1 - right) + value(top + 1, first + 1) * right
    return UInt8(min(max((upper * (1 - down) + lower * down).rounded(.toNearestOrEven), 0), 255))
  }
}
