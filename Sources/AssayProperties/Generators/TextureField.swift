import AssayBase
import AssayImages

/// The values of a texture on the 8-bit grid, a function of its seed alone: channel after channel.
struct TextureField {
  private let size: ImageSize
  private var stream: RandomStream

  init(size: ImageSize, seed: Int) {
    self.size = size
    stream = RandomStream(RandomKey(seed: UInt64(seed)).derived("texture"))
  }

  mutating func values(of texture: ImageTexture) -> [UInt8] {
    switch texture {
    case .flat: [UInt8](repeating: 0, count: size.count)
    case .sparse, .noise: noise()
    case .smooth: (0..<size.channels).flatMap { _ in smooth() }
    case .gradient: blends(gradient())
    case .shapes: shapes()
    case .stripes: blends(stripes())
    }
  }

  private mutating func noise() -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: size.count) { values, count in
      count = size.count
      var place = 0
      while place < size.count {
        var word = stream.nextWord()
        for _ in 0..<min(4, size.count - place) {
          values[place] = UInt8(truncatingIfNeeded: word)
          word >>= 8
          place += 1
        }
      }
    }
  }

  private mutating func byte() -> UInt8 { UInt8(stream.integer(below: 256)) }

  private mutating func colour() -> [UInt8] { (0..<size.channels).map { _ in byte() } }

  /// One channel of bilinear interpolation between 2 to 8 random values a side, in whole numbers.
  private mutating func smooth() -> [UInt8] {
    let knots = 2 + Int(stream.integer(below: 7))
    let table = (0..<(knots * knots)).map { _ in Int(byte()) }
    let unit = 256
    func places(_ length: Int) -> [(knot: Int, share: Int)] {
      (0..<length).map { pixel in
        let along = length == 1 ? 0 : pixel * (knots - 1) * unit / (length - 1)
        let knot = min(along / unit, knots - 2)
        return (knot, along - knot * unit)
      }
    }
    let across = places(size.width)
    // Every row of knots interpolated once, and then two of them for every row of pixels.
    let lines = (0..<knots).map { line in
      across.map { table[line * knots + $0.knot] * (unit - $0.share) + table[line * knots + $0.knot + 1] * $0.share }
    }
    return [UInt8](unsafeUninitializedCapacity: size.height * size.width) { values, count in
      count = size.height * size.width
      var place = 0
      for y in places(size.height) {
        lines[y.knot].withUnsafeBufferPointer { top in
          lines[y.knot + 1].withUnsafeBufferPointer { bottom in
            var column = 0
            while column < top.count {
              values[place] = UInt8((top[column] * (unit - y.share) + bottom[column] * y.share) / (unit * unit))
              column += 1
              place += 1
            }
          }
        }
      }
    }
  }

  /// Shares from 0 to 255 that grow along a line or from a point.
  private mutating func gradient() -> [UInt8] {
    let (height, width) = (size.height, size.width)
    if stream.integer(below: 3) == 0 {
      let (row, column) = (stream.integer(in: 0...(height - 1)), stream.integer(in: 0...(width - 1)))
      let reach = max(1, max(row, height - 1 - row) + max(column, width - 1 - column))
      return pixels { y, x in 255 * (abs(y - row) + abs(x - column)) / reach }
    }
    let (down, across) = (stream.integer(in: -4...4), stream.integer(in: -4...4))
    let corners = [0, down * (height - 1), across * (width - 1), down * (height - 1) + across * (width - 1)]
    let (least, most) = (corners.min() ?? 0, corners.max() ?? 0)
    return pixels { y, x in 255 * (down * y + across * x - least) / max(1, most - least) }
  }

  /// Shares of 0 and 255 in stripes or squares.
  private mutating func stripes() -> [UInt8] {
    let period = 1 + Int(stream.integer(below: UInt64(max(1, max(size.height, size.width) / 4))))
    let (down, across) = ([(1, 0), (0, 1), (1, 1), (1, -1)] as [(Int, Int)])[Int(stream.integer(below: 4))]
    let hasSquares = stream.integer(below: 4) == 0
    let origin = size.width * 2 * period
    return pixels { y, x in
      let isOdd = hasSquares ? (y / period + x / period) % 2 == 1 : (origin + down * y + across * x) / period % 2 == 1
      return isOdd ? 255 : 0
    }
  }

  private mutating func shapes() -> [UInt8] {
    let plane = size.height * size.width
    var values = colour().flatMap { [UInt8](repeating: $0, count: plane) }
    for _ in 0...stream.integer(below: 5) {
      let colour = colour()
      let isEllipse = stream.integer(below: 2) == 0
      let (halfHeight, halfWidth) = (
        stream.integer(in: 0...max(0, size.height / 3)), stream.integer(in: 0...max(0, size.width / 3))
      )
      let (row, column) = (stream.integer(in: 0...(size.height - 1)), stream.integer(in: 0...(size.width - 1)))
      for y in max(0, row - halfHeight)...min(size.height - 1, row + halfHeight) {
        for x in max(0, column - halfWidth)...min(size.width - 1, column + halfWidth) {
          // (dy/a)² + (dx/b)² ≤ 1 without division.
          let (a, b) = (halfHeight + 1, halfWidth + 1)
          let (dy, dx) = ((y - row) * b, (x - column) * a)
          if isEllipse, dy * dy + dx * dx > a * a * b * b { continue }
          for channel in 0..<size.channels { values[channel * plane + y * size.width + x] = colour[channel] }
        }
      }
    }
    return values
  }

  private func pixels(_ value: (_ row: Int, _ column: Int) -> Int) -> [UInt8] {
    var values: [UInt8] = []
    values.reserveCapacity(size.height * size.width)
    for row in 0..<size.height {
      for column in 0..<size.width { values.append(UInt8(clamping: value(row, column))) }
    }
    return values
  }

  /// Two random colours mixed by the shares of a plane.
  private mutating func blends(_ shares: [UInt8]) -> [UInt8] {
    let (first, second) = (colour(), colour())
    return zip(first, second).flatMap { first, second -> [UInt8] in
      let mixed = (0...255).map { (share: Int) -> UInt8 in
        let sum = Int(first) * (255 - share) + Int(second) * share
        return UInt8(sum / 255)
      }
      return shares.map { mixed[Int($0)] }
    }
  }
}
