/// A colour picture to draw on: x to the right, y down, both from zero; what falls outside is cut off.
package struct Canvas: Sendable {
  /// What has been drawn so far, in three channels.
  package private(set) var picture: ByteImage

  /// Makes a canvas of positive extents in one colour.
  package init(width: Int, height: Int, colour: PixelColour = .white) {
    precondition(width > 0 && height > 0, "a canvas must have pixels, not \(width) × \(height)")
    let bytes = [UInt8](repeating: colour.red, count: width * height * 3)
    picture = ByteImage(unchecked: bytes, width: width, height: height, channels: 3)
    fill(colour)
  }

  /// Paints everything in one colour.
  package mutating func fill(_ colour: PixelColour) {
    fill(PixelRectangle(x: 0, y: 0, width: picture.width, height: picture.height), colour)
  }

  /// Paints a rectangle.
  package mutating func fill(_ rectangle: PixelRectangle, _ colour: PixelColour) {
    let (left, top) = (max(rectangle.x, 0), max(rectangle.y, 0))
    let right = min(rectangle.x + rectangle.width, picture.width)
    let bottom = min(rectangle.y + rectangle.height, picture.height)
    guard left < right, top < bottom else { return }
    let (stride, count) = (picture.width * 3, (right - left) * 3)
    picture.bytes.withUnsafeMutableBufferPointer { bytes in
      guard let first = bytes.baseAddress.map({ $0 + top * stride + left * 3 }) else { return }
      var place = 0
      while place < count {
        first[place] = colour.red
        first[place + 1] = colour.green
        first[place + 2] = colour.blue
        place += 3
      }
      for row in 1..<max(bottom - top, 1) { (first + row * stride).update(from: first, count: count) }
    }
  }

  /// Draws the border of a rectangle, `thickness` pixels inwards from its edge.
  package mutating func stroke(_ rectangle: PixelRectangle, _ colour: PixelColour, thickness: Int = 1) {
    let (x, y, width, height) = (rectangle.x, rectangle.y, rectangle.width, rectangle.height)
    fill(PixelRectangle(x: x, y: y, width: width, height: thickness), colour)
    fill(PixelRectangle(x: x, y: y + height - thickness, width: width, height: thickness), colour)
    fill(PixelRectangle(x: x, y: y, width: thickness, height: height), colour)
    fill(PixelRectangle(x: x + width - thickness, y: y, width: thickness, height: height), colour)
  }

  /// Draws a line one pixel wide with both its ends (Bresenham 1965).
  package mutating func line(from start: (x: Int, y: Int), to end: (x: Int, y: Int), _ colour: PixelColour) {
    let (width, height) = (abs(end.x - start.x), abs(end.y - start.y))
    let (stepX, stepY) = (start.x < end.x ? 1 : -1, start.y < end.y ? 1 : -1)
    var (x, y, error) = (start.x, start.y, width - height)
    while true {
      fill(PixelRectangle(x: x, y: y, width: 1, height: 1), colour)
      if x == end.x, y == end.y { return }
      let twice = 2 * error
      if twice > -height {
        error -= height
        x += stepX
      }
      if twice < width {
        error += width
        y += stepY
      }
    }
  }

  /// Draws `source` with its top left corner at (x, y), each of its pixels a square of `scale` pixels.
  ///
  /// Gray becomes colour and alpha is blended onto white.
  package mutating func draw(_ source: ByteImage, x: Int, y: Int, scale: Int = 1) {
    precondition(scale > 0, "the scale must be positive, not \(scale)")
    let source = source.flattened(over: [255, 255, 255])
    let (left, right) = (max(x, 0), min(x + source.width * scale, picture.width))
    let (top, bottom) = (max(y, 0), min(y + source.height * scale, picture.height))
    guard left < right, top < bottom else { return }
    let (stride, count) = (picture.width * 3, (right - left) * 3)
    var row = [UInt8](repeating: 0, count: count)
    var drawn = -1
    for line in top..<bottom {
      let sourceRow = (line - y) / scale
      if sourceRow != drawn {
        Self.stretch(source, row: sourceRow, from: left - x, scale: scale, into: &row)
        drawn = sourceRow
      }
      let start = line * stride + left * 3
      picture.bytes.withUnsafeMutableBufferPointer { bytes in
        guard let base = bytes.baseAddress else { return }
        row.withUnsafeBufferPointer { if let row = $0.baseAddress { (base + start).update(from: row, count: count) } }
      }
    }
  }

  /// Fills `row` with a row of `source` stretched by `scale`, beginning `offset` pixels into the stretched row.
  private static func stretch(
    _ source: ByteImage, row: Int, from offset: Int, scale: Int, into target: inout [UInt8]
  ) {
    source.bytes.withUnsafeBufferPointer { bytes in
      target.withUnsafeMutableBufferPointer { target in
        var (place, column) = (0, offset)
        while place < target.count {
          let from = (row * source.width + column / scale) * 3
          target[place] = bytes[from]
          target[place + 1] = bytes[from + 1]
          target[place + 2] = bytes[from + 2]
          place += 3
          column += 1
        }
      }
    }
  }
}
