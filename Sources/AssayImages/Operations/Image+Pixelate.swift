extension Image {
  /// The image as `rows` × `columns` blocks, each of the mean of its area.
  ///
  /// The means are exact for blocks that cut through pixels: such a pixel counts by its share. As many blocks as pixels
  /// change nothing.
  public func pixelated(rows: Int, columns: Int) -> Image {
    precondition(
      rows > 0 && columns > 0 && rows <= size.height && columns <= size.width,
      "an image of \(size) has no \(rows)×\(columns) blocks")
    if rows == size.height, columns == size.width { return self }
    let down = Self.areaShares(of: size.height, in: rows)
    let across = Self.areaShares(of: size.width, in: columns)
    let plane = size.height * size.width
    var result = values
    for channel in 0..<size.channels {
      var means = [Float](repeating: 0, count: rows * columns)
      for row in 0..<rows {
        for column in 0..<columns {
          var sum = 0.0
          for (y, height) in down[row] {
            for (x, width) in across[column] {
              sum += height * width * Double(values[channel * plane + y * size.width + x])
            }
          }
          means[row * columns + column] = Float(min(max(sum, 0), 1))
        }
      }
      for row in 0..<size.height {
        for column in 0..<size.width {
          // The block that holds the pixel's centre.
          let block = (2 * row + 1) * rows / (2 * size.height) * columns + (2 * column + 1) * columns / (2 * size.width)
          result[channel * plane + row * size.width + column] = means[block]
        }
      }
    }
    return Image(unchecked: result, size: size)
  }

  /// For each of `count` equal stretches of a line of `length` pixels: which pixels it covers, and their shares of it.
  private static func areaShares(of length: Int, in count: Int) -> [[(pixel: Int, share: Double)]] {
    (0..<count).map { block in
      // In units of 1/count of a pixel all bounds are whole.
      let (start, end) = (block * length, (block + 1) * length)
      return (start / count...(end - 1) / count).map { pixel in
        let covered = min(end, (pixel + 1) * count) - max(start, pixel * count)
        return (pixel, Double(covered) / Double(length))
      }
    }
  }
}
