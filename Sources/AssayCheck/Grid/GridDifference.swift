import AssayBase

/// The values in which a failing image differs from the clean one; all that a reduction ever touches.
struct GridDifference: Sendable {
  /// The clean image.
  let clean: [UInt8]
  /// Where in the image each differing value is, pixel after pixel.
  let places: [Int]
  /// For each changed pixel the range of its values in `places`.
  let pixels: [Range<Int>]
  /// For each value the changed pixel that it belongs to.
  private let pixelOfValue: [Int]
  /// The clean values at the places.
  let base: [UInt8]
  /// The failing image's values at the places.
  let start: [UInt8]
  /// The farthest allowed values in the direction of each change.
  let extreme: [UInt8]
  private let ball: GridBall?

  init(clean: [UInt8], attacked: [UInt8], channels: Int, ball: GridBall?) {
    var places: [Int] = []
    var pixels: [Range<Int>] = []
    var owners: [Int] = []
    var place = 0
    while place < clean.count {
      let first = places.count
      for place in place..<place + channels where clean[place] != attacked[place] {
        places.append(place)
        owners.append(pixels.count)
      }
      if places.count > first { pixels.append(first..<places.count) }
      place += channels
    }
    self.clean = clean
    self.places = places
    self.pixels = pixels
    pixelOfValue = owners
    base = places.map { clean[$0] }
    start = places.map { attacked[$0] }
    extreme = places.map { place in
      guard let ball else { return attacked[place] }
      let step = attacked[place] > clean[place] ? ball.largestStep : -ball.largestStep
      return UInt8(clamping: Int(clean[place]) + step)
    }
    self.ball = ball
  }

  /// The whole image with the given values at the places.
  func image(_ values: [UInt8]) -> [UInt8] {
    var image = clean
    // A plain loop: a debug build takes microseconds for each step of a sequence, and images may be large.
    var index = 0
    while index < values.count {
      image[places[index]] = values[index]
      index += 1
    }
    return image
  }

  /// The pixels that differ from the clean image.
  func changed(_ values: [UInt8]) -> [Int] {
    var changed: [Int] = []
    var index = 0
    while index < values.count {
      if values[index] != base[index], changed.last != pixelOfValue[index] { changed.append(pixelOfValue[index]) }
      index += 1
    }
    return changed
  }

  /// The order of the reduction: fewer pixels, then a smaller Σ|Δ|.
  func size(_ values: [UInt8]) -> GridSize {
    var (pixels, total, last, index) = (0, 0, -1, 0)
    while index < values.count {
      if values[index] != base[index] {
        total += change(values, index)
        if pixelOfValue[index] != last { pixels += 1 }
        last = pixelOfValue[index]
      }
      index += 1
    }
    return GridSize(pixels: pixels, total: total)
  }

  /// |Δ| of one value in grid steps.
  func change(_ values: [UInt8], _ index: Int) -> Int { abs(Int(values[index]) - Int(base[index])) }

  /// Σ|Δ| over a pixel.
  func change(_ values: [UInt8], pixel: Int) -> Int { pixels[pixel].reduce(0) { $0 + change(values, $1) } }

  /// The changed pixels, the least changed first.
  func leastChangedFirst(_ values: [UInt8]) -> [Int] {
    // The pixel is part of the key: a comparison of two numbers is what a debug build sorts fastest.
    let keys = changed(values).map { change(values, pixel: $0) * pixels.count + $0 }
    return keys.sorted().map { $0 % pixels.count }
  }

  /// The values with some pixels made clean.
  func restoring(_ removed: some Sequence<Int>, in values: [UInt8]) -> [UInt8] {
    var values = values
    for pixel in removed { for index in pixels[pixel] { values[index] = base[index] } }
    return values
  }

  /// The values of some pixels only, as far as they may go, everything else clean.
  func pushed(_ kept: some Sequence<Int>) -> [UInt8] { limited(extremes(kept)) }

  /// The values of some pixels at their ends, whatever that does to the others' share of the ball.
  func extremes(_ kept: some Sequence<Int>) -> [UInt8] {
    var values = base
    for pixel in kept { for index in pixels[pixel] { values[index] = extreme[index] } }
    return values
  }

  /// Values brought back into the ball.
  func limited(_ values: [UInt8]) -> [UInt8] {
    guard let ball, ball.norm != .linf else { return values }
    let image = ball.limited(self.image(values))
    return places.map { image[$0] }
  }

  /// The values with Σ|Δ| scaled to `level`, the remainders spread evenly so that every level is a different image.
  func scaled(_ values: [UInt8], to level: Int, of total: Int) -> [UInt8] {
    guard total > 0 else { return values }
    var scaled = base
    var before = 0
    for index in values.indices {
      let steps = change(values, index)
      let kept = (before + steps) * level / total - before * level / total
      let signed = values[index] > base[index] ? kept : -kept
      scaled[index] = UInt8(clamping: Int(base[index]) + signed)
      before += steps
    }
    return scaled
  }
}
