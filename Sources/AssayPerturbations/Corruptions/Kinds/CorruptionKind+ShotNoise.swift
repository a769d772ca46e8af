import AssayBase
import AssayImages

extension CorruptionKind {
  /// The noise of counting photons: Poisson(cx)/c, c from 500 down to 50 on small images and 60 down to 3 on others.
  ///
  /// Hendrycks and Dietterich 2019, "shot noise". Counts are drawn exactly, by inversion; the cost grows with c.
  public static let shotNoise = CorruptionKind("shot-noise") { image, level, key in
    let photons = level.constant(small: [500, 250, 100, 75, 50], large: [60, 25, 12, 5, 3])
    var stream = RandomStream(key)
    return image.corrupted { value in
      Float(Double(poisson(mean: photons * Double(value), at: stream.unit())) / photons)
    }
  }

  /// The smallest count whose distribution function exceeds `probability`; means up to 700.
  private static func poisson(mean: Double, at probability: Double) -> Int {
    var (count, term) = (0, Elementary.exp(-mean))
    var sum = term
    // Rounding can leave the sum below the last probabilities: far beyond the mean there is nothing more to add.
    let last = Int(mean + 20 * mean.squareRoot() + 40)
    while sum <= probability, count < last {
      count += 1
      term *= mean / Double(count)
      sum += term
    }
    return count
  }
}
