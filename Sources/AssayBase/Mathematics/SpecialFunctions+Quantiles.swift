extension SpecialFunctions {
  /// The survival function of Student's t with `degrees` > 0 degrees of freedom.
  package static func studentSurvival(_ t: Double, degrees: Double) -> Double {
    if t.isNaN || !(degrees > 0) { return .nan }
    let square = t * t
    let tail: Double
    if square == .infinity {
      tail = 0
    } else {
      let sum = degrees + square
      tail = 0.5 * regularizedBeta(degrees / sum, complement: square / sum, degrees / 2, 0.5).lower
    }
    return t < 0 ? 1 - tail : tail
  }

  /// The quantile of Student's t with `degrees` > 0 degrees of freedom; infinite at 0 and 1.
  package static func studentQuantile(_ p: Double, degrees: Double) -> Double {
    if p.isNaN || p < 0 || p > 1 || !(degrees > 0) { return .nan }
    if p == 0.5 { return 0 }
    if p > 0.5 { return -studentQuantile(1 - p, degrees: degrees) }
    // I_x(ν/2, ½) = 2p at x = ν / (ν + t²).
    let (x, y) = betaQuantile(2 * p, degrees / 2, 0.5)
    return -(degrees * (y / x)).squareRoot()
  }

  /// The survival function of chi-squared with `degrees` > 0 degrees of freedom.
  package static func chiSquaredSurvival(_ x: Double, degrees: Double) -> Double {
    x <= 0 ? 1 : regularizedGamma(degrees / 2, x / 2).upper
  }

  /// The quantile of chi-squared with `degrees` > 0 degrees of freedom; infinite at 1.
  package static func chiSquaredQuantile(_ p: Double, degrees: Double) -> Double {
    2 * gammaQuantile(p, degrees / 2)
  }

  /// The x with P(a, x) = `p`, for a > 0.
  package static func gammaQuantile(_ p: Double, _ a: Double) -> Double {
    if p.isNaN || p < 0 || p > 1 || !(a > 0) { return .nan }
    if p == 0 { return 0 }
    if p == 1 { return .infinity }
    let isUpper = p > 0.5
    let sign = isUpper ? -1.0 : 1.0
    let target = Elementary.log(isUpper ? 1 - p : p)
    // P(a, x) ≈ x^a / Γ(a + 1) for small x, and never above the mean by this line.
    let line = (Elementary.log(p) + logGamma(a + 1)) / a
    let start = max(isUpper ? Elementary.log(a) : min(line, Elementary.log(a)), -740)
    let root = increasingRoot(in: -745, 709, from: start) { logarithm in
      let x = Elementary.exp(logarithm)
      let both = regularizedGamma(a, x)
      let tail = isUpper ? both.upper : both.lower
      if tail <= 0 { return (-sign * .infinity, 1) }
      return (sign * (Elementary.log(tail) - target), gammaFactor(a, x) / tail)
    }
    return Elementary.exp(root)
  }
}
