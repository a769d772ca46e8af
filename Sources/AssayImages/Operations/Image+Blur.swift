import AssayBase

extension Image {
  /// The image with every value a Gaussian mean of those around it, of standard deviation `sigma` pixels.
  ///
  /// Weights exp(−d²/2σ²) up to a distance of `radius` pixels, by default 3σ rounded up, divided by their sum; columns and
  /// rows one after the other. Beyond the border the image is mirrored without repeating its last row and column. A sigma
  /// of zero changes nothing. Cost: proportional to the radius.
  public func gaussianBlurred(sigma: Double, radius: Int? = nil) -> Image {
    gaussianBlurred(sigma: (sigma, sigma), radius: (radius ?? Self.radius(of: sigma), radius ?? Self.radius(of: sigma)))
  }

  /// The Gaussian mean with its own sigma and radius along rows (x) and columns (y).
  package func gaussianBlurred(sigma: (x: Double, y: Double), radius: (x: Int, y: Int)) -> Image {
    precondition(
      sigma.x >= 0 && sigma.y >= 0 && sigma.x.isFinite && sigma.y.isFinite && radius.x >= 0 && radius.y >= 0,
      "a blur needs a sigma and a radius that are not negative")
    let across = Self.gaussian(sigma: sigma.x, radius: radius.x)
    let down = Self.gaussian(sigma: sigma.y, radius: radius.y)
    return filtered(alongRows: across).filtered(alongColumns: down)
  }

  /// The image with every value the mean of the square of `width` × `width` pixels around it, mirrored at the border.
  ///
  /// Any finite width of at least 1, which changes nothing: pixels that the square cuts through count by their share.
  public func boxBlurred(width: Double) -> Image {
    precondition(width >= 1 && width.isFinite, "a box is at least one pixel wide, not \(width)")
    let reach = (width - 1) / 2
    let whole = Int(min(reach, 4096).rounded(.down))
    let edge = reach - Double(whole)
    let inner = [Double](repeating: 1 / width, count: 2 * whole + 1)
    let weights = edge > 0 ? [edge / width] + inner + [edge / width] : inner
    return filtered(alongRows: weights).filtered(alongColumns: weights)
  }

  private static func radius(of sigma: Double) -> Int { Int(min(3 * sigma, 4096).rounded(.up)) }

  private static func gaussian(sigma: Double, radius: Int) -> [Double] {
    if sigma == 0 || radius == 0 { return [1] }
    let weights = (-radius...radius).map { Elementary.exp(-Double($0 * $0) / (2 * sigma * sigma)) }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }

  private func filtered(alongRows weights: [Double]) -> Image {
    filtered(weights, lines: size.height, length: size.width, stride: 1, step: size.width)
  }

  private func filtered(alongColumns weights: [Double]) -> Image {
    filtered(weights, lines: size.width, length: size.height, stride: size.width, step: 1)
  }

  /// Every line of every channel as weighted means along it, mirrored at its ends.
  private func filtered(_ weights: [Double], lines: Int, length: Int, stride: Int, step: Int) -> Image {
    if weights.count == 1 { return self }
    let radius = weights.count / 2
    // One mirrored line at a time, so that the inner loop asks nothing about borders.
    let places = (-radius..<(length + radius)).map { Self.mirrored($0, length) * stride }
    let plane = size.height * size.width
    let result = [Float](unsafeUninitializedCapacity: size.count) { target, count in
      count = size.count
      values.withUnsafeBufferPointer { old in
        places.withUnsafeBufferPointer { places in
          weights.withUnsafeBufferPointer { weights in
            for line in 0..<(size.channels * lines) {
              let start = line / lines * plane + line % lines * step
              var place = 0
              while place < length {
                var (sum, tap) = (0.0, 0)
                while tap < weights.count {
                  sum += weights[tap] * Double(old[start + places[place + tap]])
                  tap += 1
                }
                target[start + place * stride] = Float(min(max(sum, 0), 1))
                place += 1
              }
            }
          }
        }
      }
    }
    return Image(unchecked: result, size: size)
  }

  /// The place that an index beyond a line's ends is mirrored to, as often as it takes.
  private static func mirrored(_ index: Int, _ length: Int) -> Int {
    if length == 1 { return 0 }
    let period = 2 * (length - 1)
    let place = ((index % period) + period) % period
    return place < length ? place : period - place
  }
}
