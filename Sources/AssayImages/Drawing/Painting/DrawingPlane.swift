/// One channel of a picture that is being drawn: a number for every pixel, rows from the top.
///
/// The loops run over plain memory, because a user's debug build runs them too.
package struct DrawingPlane: Sendable {
  package let width: Int
  package let height: Int
  package private(set) var values: [Float]

  /// A plane of one value.
  package init(width: Int, height: Int, value: Float = 0) {
    precondition(width > 0 && height > 0, "a plane must have pixels, not \(width) × \(height)")
    self.width = width
    self.height = height
    values = [Float](repeating: value, count: width * height)
  }

  /// A plane of given values.
  package init(width: Int, height: Int, values: [Float]) {
    precondition(values.count == width * height, "\(values.count) values do not fill \(width) × \(height) pixels")
    self.width = width
    self.height = height
    self.values = values
  }

  /// Raises every pixel that `shape` covers to `level` times the share covered; pixels that are higher stay.
  ///
  /// - Parameter softness: The width of the edge in pixels: 1 is anti-aliased, more is blurred.
  package mutating func raise(_ shape: PlaneShape, to level: Float = 1, softness: Float = 1) {
    cover(shape, softness: softness) { old, share in max(old, level * share) }
  }

  /// Moves every pixel that `shape` covers towards `level` by the share covered times `opacity`.
  package mutating func fill(_ shape: PlaneShape, with level: Float, opacity: Float = 1, softness: Float = 1) {
    cover(shape, softness: softness) { old, share in old + (level - old) * (share * opacity) }
  }

  private mutating func cover(_ shape: PlaneShape, softness: Float, _ change: (_ old: Float, _ share: Float) -> Float) {
    let box = shape.bounds
    let margin = softness / 2
    let left = max(0, Self.pixel(box.left - margin)), right = min(width - 1, Self.pixel(box.right + margin))
    let top = max(0, Self.pixel(box.top - margin)), bottom = min(height - 1, Self.pixel(box.bottom + margin))
    guard left <= right, top <= bottom else { return }
    let width = self.width
    values.withUnsafeMutableBufferPointer { values in
      var row = top
      while row <= bottom {
        var column = left
        while column <= right {
          let distance = shape.distance(Float(column) + 0.5, Float(row) + 0.5)
          if distance < margin {
            let share = min(1, 0.5 - distance / softness)
            values[row * width + column] = change(values[row * width + column], share)
          }
          column += 1
        }
        row += 1
      }
    }
  }

  /// The pixel that holds a coordinate, cut to what an integer holds.
  private static func pixel(_ place: Float) -> Int { Int(min(max(place, -1e6), 1e6).rounded(.down)) }

  /// Moves every pixel towards `level` by `share` times `opacity`.
  package mutating func blend(_ level: Float, by share: DrawingPlane, opacity: Float = 1) {
    change(with: share) { old, share in old + (level - old) * (share * opacity) }
  }

  /// Moves every pixel towards that of `other` by `share` times `opacity`.
  package mutating func blend(_ other: DrawingPlane, by share: DrawingPlane, opacity: Float = 1) {
    precondition(other.values.count == values.count && share.values.count == values.count, "planes differ in size")
    values.withUnsafeMutableBufferPointer { values in
      other.values.withUnsafeBufferPointer { other in
        share.values.withUnsafeBufferPointer { share in
          var place = 0
          while place < values.count {
            values[place] += (other[place] - values[place]) * (share[place] * opacity)
            place += 1
          }
        }
      }
    }
  }

  /// Adds `factor` times `other`.
  package mutating func add(_ other: DrawingPlane, times factor: Float = 1) {
    change(with: other) { old, other in old + other * factor }
  }

  /// Multiplies by `other`.
  package mutating func multiply(by other: DrawingPlane) {
    change(with: other) { $0 * $1 }
  }

  /// Takes the larger of the two, pixel by pixel.
  package mutating func raise(to other: DrawingPlane) {
    change(with: other) { max($0, $1) }
  }

  private mutating func change(with other: DrawingPlane, _ body: (_ old: Float, _ other: Float) -> Float) {
    precondition(other.values.count == values.count, "planes differ in size")
    values.withUnsafeMutableBufferPointer { values in
      other.values.withUnsafeBufferPointer { other in
        var place = 0
        while place < values.count {
          values[place] = body(values[place], other[place])
          place += 1
        }
      }
    }
  }

  /// Changes every pixel by itself.
  package mutating func map(_ body: (Float) -> Float) {
    values.withUnsafeMutableBufferPointer { values in
      var place = 0
      while place < values.count {
        values[place] = body(values[place])
        place += 1
      }
    }
  }

  /// Sets every pixel to a function of its place.
  package mutating func set(_ value: (_ column: Int, _ row: Int) -> Float) {
    for row in 0..<height { set(row: row) { value($0, row) } }
  }

  /// Sets one row to a function of the column.
  mutating func set(row: Int, _ value: (_ column: Int) -> Float) {
    for column in 0..<width { values[row * width + column] = value(column) }
  }

  /// Adds the blend of two neighbouring rows of `lines` to a row.
  mutating func add(_ lines: DrawingPlane, rows first: Int, share: Float, to row: Int) {
    let (from, to, width) = (first * lines.width, row * width, width)
    values.withUnsafeMutableBufferPointer { values in
      lines.values.withUnsafeBufferPointer { lines in
        var column = 0
        while column < width {
          let upper = lines[from + column]
          values[to + column] += upper + (lines[from + width + column] - upper) * share
          column += 1
        }
      }
    }
  }

  /// The plane as an image of one channel, cut to [0, 1] and on the 8-bit grid.
  package var image: Image { Image(drawn: [self]) }

  /// The plane as an image of zeros and ones: one where the value is at least `threshold`.
  package func mask(atLeast threshold: Float = 0.5) -> Image {
    Image(
      unchecked: values.map { $0 >= threshold ? 1 : 0 }, size: ImageSize(channels: 1, height: height, width: width))
  }
}

extension Image {
  /// An image of planes as its channels, cut to [0, 1] and on the 8-bit grid.
  package init(drawn planes: [DrawingPlane]) {
    precondition(!planes.isEmpty, "an image needs a channel")
    let size = ImageSize(channels: planes.count, height: planes[0].height, width: planes[0].width)
    let levels = Self.byteLevels
    let values = [Float](unsafeUninitializedCapacity: size.count) { target, count in
      count = size.count
      levels.withUnsafeBufferPointer { levels in
        var place = 0
        for plane in planes {
          plane.values.withUnsafeBufferPointer { values in
            var from = 0
            while from < values.count {
              target[place] = levels[Int(min(max(values[from], 0), 1) * 255 + 0.5)]
              from += 1
              place += 1
            }
          }
        }
      }
    }
    self.init(unchecked: values, size: size)
  }
}
