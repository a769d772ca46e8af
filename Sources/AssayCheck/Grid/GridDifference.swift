/// The values in which a failing image differs from the clean one; all that a reduction ever touches.
struct GridDifference: Sendable {
  /// The clean image.
  let clean: [UInt8]
  /// Where in the image each differing value is, pixel after pixel.
  let places: [Int]
  /// For each changed pixel the range of its values in `places`.
  let pixels: [Range<Int>]
  /// For each changed pixel its number in the image.
  let pixelNumbers: [Int]
  /// The clean values at the places.
  let base: [UInt8]
  /// The failing image's values at the places.
  let start: [UInt8]
  /// The farthest allowed values in the direction of each change.
  let extreme: [UInt8]
  private let project: (@Sendable ([UInt8]) -> [UInt8])?

  init(clean: [UInt8], attacked: [UInt8], channels: Int, reach: GridReach?) {
    var places: [Int] = []
    var pixels: [Range<Int>] = []
    var numbers: [Int] = []
    for pixel in 0..<(clean.count / channels) {
      let first = places.count
      for place in pixel * channels..<(pixel + 1) * channels where clean[place] != attacked[place] {
        places.append(place)
      }
      if places.count > first {
        pixels.append(first..<places.count)
        numbers.append(pixel)
      }
    }
    self.clean = clean
    self.places = places
    self.pixels = pixels
    pixelNumbers = numbers
    base = places.map { clean[$0] }
    start = places.map { attacked[$0] }
    extreme = places.map { place in
      guard let reach else { return attacked[place] }
      return attacked[place] > clean[place]
        ? max(attacked[place], reach.upper[place]) : min(attacked[place], reach.lower[place])
    }
    project = reach?.project
  }

  /// The whole image with the given values at the places.
  func image(_ values: [UInt8]) -> [UInt8] {
    var image = clean
    for (place, value) in zip(places, values) { image[place] = value }
    return image
  }

  /// The pixels that differ from the clean image.
  func changed(_ values: [UInt8]) -> [Int] {
    pixels.indices.filter { pixel in pixels[pixel].contains { values[$0] != base[$0] } }
  }

  /// The order of the reduction: fewer pixels, then a smaller Σ|Δ|.
  func size(_ values: [UInt8]) -> GridSize {
    GridSize(pixels: changed(values).count, total: values.indices.reduce(0) { $0 + change(values, $1) })
  }

  /// |Δ| of one value in grid steps.
  func change(_ values: [UInt8], _ index: Int) -> Int { abs(Int(values[index]) - Int(base[index])) }

  /// Σ|Δ| over a pixel.
  func change(_ values: [UInt8], pixel: Int) -> Int { pixels[pixel].reduce(0) { $0 + change(values, $1) } }

  /// The values with some pixels made clean.
  func restoring(_ removed: some Sequence<Int>, in values: [UInt8]) -> [UInt8] {
    var values = values
    for pixel in removed { for index in pixels[pixel] { values[index] = base[index] } }
    return values
  }

  /// The values of some pixels only, as far as they may go, everything else clean.
  func pushed(_ kept: some Sequence<Int>) -> [UInt8] {
    var values = base
    for pixel in kept { for index in pixels[pixel] { values[index] = extreme[index] } }
    guard let project else { return values }
    let image = project(self.image(values))
    guard image.count == clean.count else { return values }
    // A projection may only shrink: a pixel that is clean stays so.
    for index in values.indices where values[index] != base[index] { values[index] = image[places[index]] }
    return values
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
