/// Sines and cosines that are the same bits on every machine, which those of the C library are not.
package enum Trigonometry {
  /// cos(π·x) for x in [0, 1], within a few units in the last place.
  package static func cosine(halfTurns x: Double) -> Double {
    if x > 0.5 { return -cosine(halfTurns: 1 - x) }
    return x > 0.25 ? sineSeries((0.5 - x) * .pi) : cosineSeries(x * .pi)
  }

  /// The sine and cosine of any finite angle in degrees; exact for multiples of 90.
  package static func sineAndCosine(degrees: Double) -> (sine: Double, cosine: Double) {
    // The remainder is exact, and so is what is taken from 180.
    let turn = degrees.truncatingRemainder(dividingBy: 360)
    let positive = turn < 0 ? turn + 360 : turn
    func cosine(_ angle: Double) -> Double {
      switch angle {
      case 90, 270: 0
      case ..<180: Self.cosine(halfTurns: angle / 180)
      default: Self.cosine(halfTurns: (360 - angle) / 180)
      }
    }
    return (cosine(positive >= 90 ? positive - 90 : positive + 270), cosine(positive))
  }

  /// Σ (−1)ᵏ t²ᵏ / (2k)! for |t| ≤ π/4: the terms beyond the tenth are below the last place.
  private static func cosineSeries(_ t: Double) -> Double {
    series(t * t, from: 18, down: 2, last: 1)
  }

  private static func sineSeries(_ t: Double) -> Double {
    t * series(t * t, from: 19, down: 3, last: 1)
  }

  /// Horner's rule for 1 − s/(n(n−1))·(1 − s/…), innermost factor first.
  private static func series(_ square: Double, from top: Int, down bottom: Int, last: Double) -> Double {
    stride(from: top, through: bottom, by: -2).reduce(last) { value, n in 1 - square / Double(n * (n - 1)) * value }
  }
}
