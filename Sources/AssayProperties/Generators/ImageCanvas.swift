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
    let values = colour.flatMap { [UInt8](repeating: $0, count: plane) }
    paint(values, levels, Array(repeating: 255, count: size.channels))
  }

  /// Paints a value for every channel of every pixel; the weights of the channels are levels too.
  mutating func paint(_ values: [UInt8], _ levels: [UInt8], _ weights: [UInt8]) {
    // Indices instead of closures: a user's debug build runs this for every draw.
    steps.withUnsafeMutableBufferPointer { steps in
      values.withUnsafeBufferPointer { values in
        levels.withUnsafeBufferPointer { levels in
          for channel in 0..<size.channels {
            let weight = Int(weights[channel])
            var (pixel, place) = (0, channel * plane)
            while pixel < plane {
              let share = Int(levels[pixel]) * weight
              if share > 0 {
                // Rounded to nothing, and monotone in level and weight by steps of at most one: all values are reached.
                let below = Int(steps[place])
                steps[place] = UInt8(truncatingIfNeeded: below + (Int(values[place]) - below) * share / 65_025)
              }
              pixel += 1
              place += 1
            }
          }
        }
      }
    }
  }

  /// What has been painted.
  var image: Image {
    let grid = Image.byteLevels
    let values = [Float](unsafeUninitializedCapacity: steps.count) { values, count in
      count = steps.count
      steps.withUnsafeBufferPointer { steps in
        grid.withUnsafeBufferPointer { grid in
          var place = 0
          while place < steps.count {
            values[place] = grid[Int(steps[place])]
            place += 1
          }
        }
      }
    }
    return Image(unchecked: values, size: size)
  }
}
