import AssayImages

/// An image under construction on the 8-bit grid: black, and then layers of colours that levels let through.
struct ImageCanvas {
  private let size: ImageSize
  private let plane: Int
  /// Channel after channel.
  private var steps: [UInt8]

  init(size: ImageSize) {
    self.size = size
    plane = size.height * size.width
    steps = [UInt8](repeating: 0, count: size.count)
  }

  /// Paints one colour where the levels of the pixels let it through: not at all at 0, wholly at 255.
  mutating func paint(_ colour: [UInt8], _ levels: [UInt8]) {
    paint(levels, Array(repeating: 255, count: size.channels)) { channel, _ in colour[channel] }
  }

  /// Paints a value for every channel of every pixel; the weights of the channels are levels too.
  mutating func paint(_ values: [UInt8], _ levels: [UInt8], _ weights: [UInt8]) {
    paint(levels, weights) { [plane] channel, pixel in values[channel * plane + pixel] }
  }

  private mutating func paint(
    _ levels: [UInt8], _ weights: [UInt8], _ value: (_ channel: Int, _ pixel: Int) -> UInt8
  ) {
    for channel in 0..<size.channels where weights[channel] > 0 {
      let weight = Int(weights[channel])
      var place = channel * plane
      for pixel in 0..<plane {
        let level = Int(levels[pixel])
        if level > 0 {
          // Rounded to nothing, and monotone in level and weight by steps of at most one: every value can be reached.
          let below = Int(steps[place])
          steps[place] = UInt8(below + (Int(value(channel, pixel)) - below) * level * weight / 65_025)
        }
        place += 1
      }
    }
  }

  /// What has been painted.
  var image: Image {
    let grid = Image.byteLevels
    return Image(unchecked: steps.map { grid[Int($0)] }, size: size)
  }
}
