import AssayImages

/// Sums of the values and of their squares, channel by channel.
///
/// Added up in the order of the images, so that the result does not depend on who read them.
struct ChannelMoments: Sendable {
  private var sums: [Double]
  private var squares: [Double]
  private var count = 0

  init(channels: Int) {
    sums = [Double](repeating: 0, count: channels)
    squares = sums
  }

  init(of image: Image) {
    self.init(channels: image.size.channels)
    let plane = image.size.height * image.size.width
    image.values.withUnsafeBufferPointer { values in
      for channel in 0..<image.size.channels {
        var (sum, square) = (0.0, 0.0)
        var place = channel * plane
        let end = place + plane
        while place < end {
          let value = Double(values[place])
          sum += value
          square += value * value
          place += 1
        }
        sums[channel] = sum
        squares[channel] = square
      }
    }
    count = plane
  }

  mutating func add(_ other: ChannelMoments) {
    for channel in sums.indices {
      sums[channel] += other.sums[channel]
      squares[channel] += other.squares[channel]
    }
    count += other.count
  }

  var means: [Double] { sums.map { $0 / Double(max(1, count)) } }

  var deviations: [Double] {
    zip(squares, means).map { square, mean in max(0, square / Double(max(1, count)) - mean * mean).squareRoot() }
  }
}
