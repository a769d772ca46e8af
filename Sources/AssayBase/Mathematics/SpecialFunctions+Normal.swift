extension SpecialFunctions {
  private static let rootHalf = 0.7071067811865476

  /// The standard normal distribution function.
  package static func normalCDF(_ x: Double) -> Double {
    0.5 * erfc(-x * rootHalf)
  }

  /// 1 − Φ(x), accurate in the upper tail.
  package static func normalSurvival(_ x: Double) -> Double {
    0.5 * erfc(x * rootHalf)
  }

  /// ln Φ(x), which neither underflows below nor rounds to zero above.
  package static func normalLogCDF(_ x: Double) -> Double {
    if x > 0 { return Elementary.log1p(-normalSurvival(x)) }
    if x > -1 { return Elementary.log(normalCDF(x)) }
    return Elementary.log(0.5 * scaledErfc(-x * rootHalf)) - x * x / 2
  }

  /// The standard normal quantile; infinite at 0 and 1, NaN outside [0, 1].
  ///
  /// Newton's method on ln Φ, which is concave, so that it converges from anywhere. Relative accuracy about 1e-15 in
  /// the tails.
  package static func normalQuantile(_ p: Double) -> Double {
    if p.isNaN || p < 0 || p > 1 { return .nan }
    if p == 0 { return -.infinity }
    if p == 0.5 { return 0 }
    if p > 0.5 { return -normalQuantile(1 - p) }
    let target = Elementary.log(p)
    var guess = -(-2 * (target + 0.6931471805599453)).squareRoot()
    for _ in 0..<50 {
      let logarithm = normalLogCDF(guess)
      // φ / Φ, formed from logarithms so that neither underflows.
      let slope = Elementary.exp(-guess * guess / 2 - halfLogTwoPi - logarithm)
      let step = (logarithm - target) / slope
      guess -= step
      if step.magnitude <= 0x1p-51 * guess.magnitude { break }
    }
    return min(guess, 0)
  }
}
