extension SpecialFunctions {
  /// The logarithm of the gamma function for x > 0; infinity at zero.
  ///
  /// Relative accuracy is about 1e-15 even beside its zeros 1 and 2.
  package static func logGamma(_ x: Double) -> Double {
    if x.isNaN || x < 0 { return .nan }
    if x == 0 || x == .infinity { return .infinity }
    if x >= 12 { return (x - 0.5) * Elementary.log(x) - x + halfLogTwoPi + stirlingSeries(x) }
    if x < 0.5 { return logGammaBesideTwo(x) - Elementary.log(x * (1 + x)) }
    if x < 1.5 { return logGammaBesideTwo(x - 1) - Elementary.log1p(x - 1) }
    var (rest, product) = (x, 1.0)
    while rest > 2.5 {
      rest -= 1
      product *= rest
    }
    let value = logGammaBesideTwo(rest - 2)
    return product == 1 ? value : value + Elementary.log(product)
  }

  /// What Stirling's formula leaves: ln Γ(x) − (x − ½) ln x + x − ½ ln 2π, for x > 0.
  package static func stirlingRest(_ x: Double) -> Double {
    if x >= 12 { return stirlingSeries(x) }
    if let place = Int(exactly: 2 * x), place > 0 { return stirlingRests[place] }
    return formedStirlingRest(x)
  }

  /// The rests of ½, 1, 1½, … below 12, which counts need most (the first entry is not used).
  private static let stirlingRests = [0] + (1..<24).map { formedStirlingRest(Double($0) / 2) }

  private static func formedStirlingRest(_ x: Double) -> Double {
    logGamma(x) - ((x - 0.5) * Elementary.log(x) - x + halfLogTwoPi)
  }

  /// The digamma function, the derivative of ``logGamma(_:)``, for x > 0 (DLMF 5.5.2 and 5.11.2).
  package static func digamma(_ x: Double) -> Double {
    if x.isNaN || x < 0 { return .nan }
    if x == 0 { return -.infinity }
    if x == .infinity { return x }
    var (argument, sum) = (x, 0.0)
    while argument < 12 {
      sum -= 1 / argument
      argument += 1
    }
    let z = 1 / (argument * argument)
    var series = 1.0 / 12
    series = series * -z + 691.0 / 32_760
    series = series * -z + 1.0 / 132
    series = series * -z + 1.0 / 240
    series = series * -z + 1.0 / 252
    series = series * -z + 1.0 / 120
    series = series * -z + 1.0 / 12
    return sum + Elementary.log(argument) - 0.5 / argument - z * series
  }

  /// x ln(x / m) + m − x without cancellation, for x ≥ 0 and m > 0.
  ///
  /// Half the deviance of a Poisson count (Loader, "Fast and accurate computation of binomial probabilities", 2000).
  package static func deviance(_ x: Double, _ mean: Double) -> Double {
    if x == 0 { return mean }
    let distance = x - mean
    guard distance.magnitude < 0.1 * (x + mean) else { return x * Elementary.log(x / mean) - distance }
    // With v = (x − m) / (x + m): ln(x / m) = 2 artanh v, whose first term cancels m − x but for (x − m)·v.
    let v = distance / (x + mean)
    let square = v * v
    var (sum, power, odd) = (distance * v, 2 * x * v, 1.0)
    while true {
      power *= square
      odd += 2
      let next = sum + power / odd
      if next == sum { return sum }
      sum = next
    }
  }

  /// The lower and upper regularised incomplete gamma functions P(a, x) and Q(a, x), for a > 0 and x ≥ 0.
  ///
  /// Both to about 1e-13 of themselves; cost grows with √a.
  package static func regularizedGamma(_ a: Double, _ x: Double) -> (lower: Double, upper: Double) {
    if a.isNaN || x.isNaN || a <= 0 || x < 0 { return (.nan, .nan) }
    if x == 0 { return (0, 1) }
    if x == .infinity { return (1, 0) }
    let factor = gammaFactor(a, x)
    if x < a + 1 {
      // DLMF 8.11.4.
      var (term, sum, next) = (1 / a, 1 / a, a)
      while term > 0x1p-56 * sum {
        next += 1
        term *= x / next
        sum += term
      }
      let lower = factor * sum
      return (lower, 1 - lower)
    }
    // DLMF 8.9.2 in its even form, by Lentz's method.
    var b = x + 1 - a
    var fraction = LentzFraction(b)
    for index in 1..<LentzFraction.limit {
      let n = Double(index)
      b += 2
      if fraction.advance(-n * (n - a), b) { break }
    }
    let upper = factor / fraction.value
    return (1 - upper, upper)
  }

  /// x^a e^(−x) / Γ(a).
  static func gammaFactor(_ a: Double, _ x: Double) -> Double {
    (a / twoPi).squareRoot() * Elementary.exp(-deviance(a, x) - stirlingRest(a))
  }

  /// Σ B₂ₖ / (2k(2k − 1) x^(2k−1)) (DLMF 5.11.1), for x ≥ 12.
  private static func stirlingSeries(_ x: Double) -> Double {
    let z = 1 / (x * x)
    var series = 3617.0 / 122_400
    series = series * -z + 1.0 / 156
    series = series * -z + 691.0 / 360_360
    series = series * -z + 1.0 / 1_188
    series = series * -z + 1.0 / 1_680
    series = series * -z + 1.0 / 1_260
    series = series * -z + 1.0 / 360
    series = series * -z + 1.0 / 12
    return series / x
  }

  /// ln Γ(2 + z) for |z| ≤ ½: (1 − γ)z + Σ (ζ(k) − 1)(−z)^k / k (DLMF 5.7.3).
  private static func logGammaBesideTwo(_ z: Double) -> Double {
    var (sum, index) = (0.0, 0)
    while index < zetaTerms.count {
      sum = (zetaTerms[index] - sum) * z
      index += 1
    }
    return z * (0.42278433509846713 + sum)
  }

  /// (ζ(k) − 1) / k for k = 26, 25, … 2, whose signs alternate.
  private static let zetaTerms = [
    5.731367241678862e-10, 1.1921401405860912e-09, 2.4836745438024785e-09, 5.183475041970047e-09,
    1.0838659214896955e-08, 2.2711094608943164e-08, 4.7698101693639804e-08, 1.0043224823968099e-07,
    2.1207184805554665e-07, 4.492469198764566e-07, 9.55141213040742e-07, 2.039215753801366e-06, 4.374866789907488e-06,
    9.439488275268397e-06, 2.050721277567069e-05, 4.492623673813314e-05, 9.945751278180853e-05,
    0.00022315475845357939, 0.0005096695247430425, 0.001192753911703261, 0.0028905103307415234, 0.007385551028673986,
    0.020580808427784546, 0.0673523010531981, 0.3224670334241132,
  ]
}
