import AssayBase

/// The images on the 8-bit grid that lie in a ball around a clean one.
///
/// Whatever it makes is inside, and no value moves further than the ball lets it.
public struct GridBall: Sendable, Hashable {
  /// How size is measured.
  public let norm: Norm
  /// The largest size: grid steps, or pixels for ℓ0.
  public let radius: Double
  /// The clean image: pixel after pixel, the channels of a pixel next to each other.
  public let clean: [UInt8]
  /// Values in a pixel.
  public let channels: Int
  /// The most that a single value may move.
  let largestStep: Int

  /// Makes a ball; a negative radius is one that holds nothing, and fewer than one channel counts as one.
  ///
  /// A radius that misses a whole number by 1e-6 means that number, since ε · 255 rounds.
  public init(_ norm: Norm, radius: Double, around clean: [UInt8], channels: Int = 1) {
    self.norm = norm
    self.radius = radius + 1e-6
    self.clean = clean
    self.channels = max(1, channels)
    largestStep = norm == .l0 ? (self.radius >= 1 ? 255 : 0) : Int(max(0, min(255, self.radius.rounded(.down))))
  }

  /// Whether the changes of one pixel leave to the others all that they had.
  var isSeparable: Bool { norm == .linf || norm == .l0 }

  /// Whether an image lies in the ball.
  public func contains(_ bytes: [UInt8]) -> Bool {
    guard bytes.count == clean.count else { return false }
    return size(of: bytes) <= radius
  }

  /// The size of the change from the clean image, in the ball's norm.
  public func size(of bytes: [UInt8]) -> Double {
    switch norm {
    case .l0: Double(GridSize(from: clean, to: bytes, channels: channels).pixels)
    case .l1: Double(GridSize(from: clean, to: bytes, channels: channels).total)
    case .linf: Double(largestAndSquares(bytes).largest)
    case .l2: Double(largestAndSquares(bytes).squares).squareRoot()
    }
  }

  /// The largest change and the sum of the squares.
  private func largestAndSquares(_ bytes: [UInt8]) -> (largest: Int, squares: Int) {
    clean.withUnsafeBufferPointer { clean in
      bytes.withUnsafeBufferPointer { bytes in
        var (largest, squares, place) = (0, 0, 0)
        while place < clean.count {
          let change = Int(bytes[place]) - Int(clean[place])
          if change != 0 {
            largest = max(largest, abs(change))
            squares += change * change
          }
          place += 1
        }
        return (largest, squares)
      }
    }
  }

  /// An image brought into the ball: no change grows or turns around, and what is inside stays as it is.
  public func limited(_ bytes: [UInt8]) -> [UInt8] {
    let boxed = moved { place in
      min(largestStep, max(-largestStep, Int(bytes[place]) - Int(clean[place])))
    }
    switch norm {
    case .linf: return boxed
    case .l0: return keepingLargest(boxed)
    case .l1, .l2:
      let size = size(of: boxed)
      guard size > radius else { return boxed }
      let factor = max(0, radius) / size
      return moved { place in
        Int((Double(Int(boxed[place]) - Int(clean[place])) * factor).rounded(.towardZero))
      }
    }
  }

  /// The same directions of change, each as far as the ball allows.
  public func stretched(_ bytes: [UInt8]) -> [UInt8] {
    limited(moved { place in (Int(bytes[place]) - Int(clean[place])).signum() * largestStep })
  }

  /// The image that differs from the clean one by `change` at each place, cut to 0...255.
  private func moved(_ change: (Int) -> Int) -> [UInt8] {
    var image = clean
    var place = 0
    while place < image.count {
      image[place] = UInt8(clamping: Int(clean[place]) + change(place))
      place += 1
    }
    return image
  }

  /// As many of the most changed pixels as an ℓ0 ball has.
  private func keepingLargest(_ bytes: [UInt8]) -> [UInt8] {
    let count = Int(max(0, min(Double(clean.count), radius.rounded(.down))))
    var changes: [(pixel: Int, size: Int)] = []
    for pixel in 0..<clean.count / channels {
      let places = pixel * channels..<(pixel + 1) * channels
      let size = places.reduce(0) { $0 + abs(Int(bytes[$1]) - Int(clean[$1])) }
      if size > 0 { changes.append((pixel, size)) }
    }
    guard changes.count > count else { return bytes }
    changes.sort { (-$0.size, $0.pixel) < (-$1.size, $1.pixel) }
    var image = clean
    for change in changes.prefix(count) {
      for place in change.pixel * channels..<(change.pixel + 1) * channels { image[place] = bytes[place] }
    }
    return image
  }
}
