extension SpecialFunctions {
  /// The logarithm of the beta function for a, b > 0, without the cancellation of three log-gammas.
  package static func logBeta(_ a: Double, _ b: Double) -> Double {
    let (small, large) = a < b ? (a, b) : (b, a)
    let sum = a + b
    let powers = large * Elementary.log1p(-small / sum) + small * Elementary.log(small / sum)
    let rest = stirlingRest(small) + stirlingRest(large) - stirlingRest(sum)
    return halfLogTwoPi + 0.5 * (Elementary.log(sum / large) - Elementary.log(small)) + powers + rest
  }

  /// The logarithm of the binomial coefficient; minus infinity unless 0 ≤ k ≤ n.
  package static func logBinomial(_ n: Int, _ k: Int) -> Double {
    guard k >= 0, k <= n else { return -.infinity }
    if k == 0 || k == n { return 0 }
    return -Elementary.log(Double(n) + 1) - logBeta(Double(k) + 1, Double(n - k) + 1)
  }

  /// The regularised incomplete beta function I_x(a, b) and 1 − I_x(a, b), for a, b > 0 and x in [0, 1].
  ///
  /// Continued fraction DLMF 8.17.22; both to about 1e-13 of themselves. Cost grows with √max(a, b).
  package static func regularizedBeta(_ x: Double, _ a: Double, _ b: Double) -> (lower: Double, upper: Double) {
    regularizedBeta(x, complement: 1 - x, a, b)
  }

  /// The same where 1 − x is known better than its difference.
  package static func regularizedBeta(
    _ x: Double, complement: Double, _ a: Double, _ b: Double
  ) -> (lower: Double, upper: Double) {
    if x.isNaN || complement.isNaN || !(a > 0) || !(b > 0) || x < 0 || complement < 0 { return (.nan, .nan) }
    if x == 0 { return (0, 1) }
    if complement == 0 { return (1, 0) }
    let factor = betaFactor(x, complement, a, b)
    if x * (a + b + 2) < a + 1 {
      let lower = factor / a * betaFraction(x, a, b)
      return (lower, 1 - lower)
    }
    let upper = factor / b * betaFraction(complement, b, a)
    return (1 - upper, upper)
  }

  /// The x with I_x(a, b) = `p` as (x, 1 − x), each to about 1e-13 of itself.
  ///
  /// - Parameters:
  ///   - p: The probability below, in [0, 1].
  ///   - upperTail: Whether `p` is the probability above instead.
  package static func betaQuantile(
    _ p: Double, _ a: Double, _ b: Double, upperTail: Bool = false
  ) -> (value: Double, complement: Double) {
    if p.isNaN || p < 0 || p > 1 || !(a > 0) || !(b > 0) { return (.nan, .nan) }
    if p == 0 { return upperTail ? (1, 0) : (0, 1) }
    if p == 1 { return upperTail ? (0, 1) : (1, 0) }
    if p > 0.5 { return betaQuantile(1 - p, a, b, upperTail: !upperTail) }
    let half = regularizedBeta(0.5, a, b)
    // Solve for whichever of x and 1 − x is below one half; swapping a and b swaps the tails.
    if (upperTail ? half.upper : half.lower) == p { return (0.5, 0.5) }
    if ((upperTail ? half.upper : half.lower) > p) != upperTail {
      let x = smallBetaQuantile(p, a, b, upperTail: upperTail)
      return (x, 1 - x)
    }
    let y = smallBetaQuantile(p, b, a, upperTail: !upperTail)
    return (1 - y, y)
  }

  /// x^a (1 − x)^b / B(a, b) (Loader 2000, saddle-point form).
  static func betaFactor(_ x: Double, _ complement: Double, _ a: Double, _ b: Double) -> Double {
    let sum = a + b
    let rest = stirlingRest(sum) - stirlingRest(a) - stirlingRest(b)
    let distance = deviance(a, sum * x) + deviance(b, sum * complement)
    return (a / sum * b / twoPi).squareRoot() * Elementary.exp(rest - distance)
  }

  /// The quantile at or below one half, where `p` ≤ ½ is the probability below or above it: Newton on ln p over ln x,
  /// which is a straight line near zero.
  private static func smallBetaQuantile(_ p: Double, _ a: Double, _ b: Double, upperTail: Bool) -> Double {
    let target = Elementary.log(p)
    let sign = upperTail ? -1.0 : 1.0
    // I_x(a, b) ≈ x^a / (a B(a, b)) for small x; in the upper tail the mean is as good a start as any.
    let line = upperTail ? Elementary.log(a / (a + b)) : (target + Elementary.log(a) + logBeta(a, b)) / a
    let start = min(max(line, -740), -0.7)
    let root = increasingRoot(in: -745, -0.6931471805599453, from: start) { logarithm in
      let x = Elementary.exp(logarithm)
      let both = regularizedBeta(x, a, b)
      let tail = upperTail ? both.upper : both.lower
      if tail <= 0 { return (-sign * .infinity, 1) }
      return (sign * (Elementary.log(tail) - target), betaFactor(x, 1 - x, a, b) / (1 - x) / tail)
    }
    return Elementary.exp(root)
  }

  /// The continued fraction of DLMF 8.17.22, to be multiplied by x^a (1 − x)^b / (a B(a, b)).
  private static func betaFraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
    var fraction = LentzFraction(1)
    for index in 0..<LentzFraction.limit {
      let m = Double(index)
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      _ = fraction.advance(odd, 1)
      let even = (m + 1) * (b - m - 1) * x / ((a + 2 * m + 1) * (a + 2 * m + 2))
      if fraction.advance(even, 1) { break }
    }
    return 1 / fraction.value
  }
}
