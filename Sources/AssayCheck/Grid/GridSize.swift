/// The order in which failing images are smaller.
struct GridSize: Sendable, Hashable, Comparable {
  /// Changed pixels.
  let pixels: Int
  /// Σ|Δ| in grid steps.
  let total: Int

  init(pixels: Int, total: Int) {
    self.pixels = pixels
    self.total = total
  }

  /// The size of the change from one image to another.
  init(from clean: [UInt8], to image: [UInt8], channels: Int) {
    self = clean.withUnsafeBufferPointer { clean in
      image.withUnsafeBufferPointer { image in
        // Plain loops: a debug build takes microseconds for each step of a sequence, and images may be large.
        var (pixels, total, last, place) = (0, 0, -1, 0)
        while place < clean.count {
          if clean[place] != image[place] {
            total += abs(Int(clean[place]) - Int(image[place]))
            if place / channels != last { pixels += 1 }
            last = place / channels
          }
          place += 1
        }
        return GridSize(pixels: pixels, total: total)
      }
    }
  }

  static func < (left: GridSize, right: GridSize) -> Bool {
    (left.pixels, left.total) < (right.pixels, right.total)
  }
}
