extension SpecialFunctions {
  /// The error function (DLMF 7.2.1).
  package static func erf(_ x: Double) -> Double {
    if x.isNaN { return x }
    if x.magnitude < 1.5 { return errorSeries(x) }
    let tail = erfcTail(x.magnitude)
    return x < 0 ? tail - 1 : 1 - tail
  }

  /// The complementary error function 1 − erf, accurate to about 1e-14 of itself down to 5e-324.
  package static func erfc(_ x: Double) -> Double {
    if x.isNaN { return x }
    if x.magnitude < 0.5 { return 1 - errorSeries(x) }
    if x < 1.5 { return x < 0 ? 1 + erf(-x) : 1 - errorSeries(x) }
    return erfcTail(x)
  }

  /// e^(x²) · erfc(x), which does not underflow; for x ≥ 0.
  package static func scaledErfc(_ x: Double) -> Double {
    x < 1.5 ? Elementary.exp(x * x) * erfc(x) : scaledTail(x)
  }

  /// erfc for x ≥ 1.5; x² is split so that its rounding does not show in the exponential.
  private static func erfcTail(_ x: Double) -> Double {
    if x > 27.3 { return 0 }
    let head = Double(bitPattern: x.bitPattern & 0xFFFF_FFFF_F800_0000)
    return Elementary.exp(-head * head) * Elementary.exp(-(x - head) * (x + head)) * scaledTail(x)
  }

  /// erf by the series of positive terms 2/√π · e^(−x²) · Σ 2ⁿ x^(2n+1) / (2n+1)!! (DLMF 7.6.2), for |x| < 1.5.
  private static func errorSeries(_ x: Double) -> Double {
    let square = x * x
    var (term, sum, odd) = (x, x, 1.0)
    while term.magnitude > 0x1p-56 * sum.magnitude {
      odd += 2
      term *= 2 * square / odd
      sum += term
    }
    return 1.1283791670955126 * Elementary.exp(-square) * sum
  }

  /// e^(x²) · erfc(x) by the continued fraction DLMF 7.9.1, evaluated from its end, for x ≥ 1.5.
  private static func scaledTail(_ x: Double) -> Double {
    // The error falls as e^(−2x√(2n)): enough terms for 1e-17, and a few more.
    let root = 20 / x
    var fraction = x
    for index in stride(from: Int(root * root / 2) + 8, through: 1, by: -1) {
      fraction = x + Double(index) / 2 / fraction
    }
    return 0.5641895835477563 / fraction
  }
}
