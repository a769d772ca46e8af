/// Exponentials and logarithms in double precision whose last bit is the same on every machine.
///
/// The system's mathematics library differs from machine to machine, so a verdict that depends on it would not
/// reproduce. These functions use nothing but +, −, ×, ÷, rounding and bit patterns, all of which IEEE 754 fixes, and
/// Swift never fuses a product with a sum. Errors stay below one unit in the last place for `exp` and `log`, two for
/// `expm1` and `log1p`.
package enum Elementary {
  /// ln 2 cut to 33 bits, so that its product with any exponent is exact, and the rest of it.
  private static let ln2High = 0x1.62e42feep-1
  private static let ln2Low = 0x1.a39ef35793c76p-33

  /// e to the power `x`; infinity above 709.78, zero below −745.13, NaN for NaN.
  ///
  /// `x` = k·ln 2 + r with |r| ≤ ½ ln 2, then the Taylor series of e^r to the 14th power.
  package static func exp(_ x: Double) -> Double {
    if x.isNaN { return x }
    if x > 709.79 { return .infinity }
    if x < -745.2 { return 0 }
    let (power, reduced, rest) = reduce(x)
    let value = 1 + (reduced + (reduced * reduced * exponentialTail(reduced) + rest * (1 + reduced)))
    return scale(value, by: power)
  }

  /// e to the power `x` minus one, accurate for small `x`.
  package static func expm1(_ x: Double) -> Double {
    if x.isNaN || x.magnitude < 0x1p-54 { return x }
    if x > 709.79 { return .infinity }
    if x < -40 { return -1 }
    let (power, reduced, rest) = reduce(x)
    let value = reduced + (reduced * reduced * exponentialTail(reduced) + rest * (1 + reduced))
    if power == 0 { return value }
    // 2^k(1 + v) − 1 = 2^k(v + (1 − 2^−k)), and the bracket is exact where it matters.
    if power > 60 { return scale(1 + value, by: power) - 1 }
    return scale(value + (1 - powerOfTwo(-power)), by: power)
  }

  /// The natural logarithm; −infinity at zero, NaN below.
  ///
  /// `x` = 2^k(1 + f) with 1 + f in [√½, √2), then ln(1 + f) = 2 artanh(f / (2 + f)) as a series in that quotient.
  package static func log(_ x: Double) -> Double {
    if x.isNaN || x == .infinity { return x }
    if x <= 0 { return x == 0 ? -.infinity : .nan }
    var (bits, power) = (x.bitPattern, -1023)
    if x < .leastNormalMagnitude {
      bits = (x * 0x1p54).bitPattern
      power -= 54
    }
    power += Int(bits >> 52)
    var mantissa = Double(bitPattern: bits & 0x000F_FFFF_FFFF_FFFF | 0x3FF0_0000_0000_0000)
    if mantissa > 1.4142135623730951 {
      mantissa /= 2
      power += 1
    }
    let f = mantissa - 1
    let s = f / (2 + f)
    let z = s * s
    var series = 2.0 / 25
    series = series * z + 2.0 / 23
    series = series * z + 2.0 / 21
    series = series * z + 2.0 / 19
    series = series * z + 2.0 / 17
    series = series * z + 2.0 / 15
    series = series * z + 2.0 / 13
    series = series * z + 2.0 / 11
    series = series * z + 2.0 / 9
    series = series * z + 2.0 / 7
    series = series * z + 2.0 / 5
    series = series * z + 2.0 / 3
    // 2s = f − f²/2 + s·f²/2: the large term f is exact, and what is rounded is small beside it.
    let half = f * f / 2
    let exponent = Double(power)
    return exponent * ln2High - ((half - (s * (half + z * series) + exponent * ln2Low)) - f)
  }

  /// The natural logarithm of 1 + `x`, accurate for small `x`.
  package static func log1p(_ x: Double) -> Double {
    if x.isNaN || x.magnitude < 0x1p-54 || x == .infinity { return x }
    if x <= -1 { return x == -1 ? -.infinity : .nan }
    if x > 0x1p54 { return log(x) }
    let sum = 1 + x
    // What the sum lost, exactly: in the order that leaves no rounding.
    let lost = x.magnitude < 1 ? x - (sum - 1) : 1 - (sum - x)
    return log(sum) + lost / sum
  }

  /// `base` to a whole power by repeated squaring; the relative error grows with the logarithm of the exponent.
  package static func power(_ base: Double, _ exponent: Int) -> Double {
    var (square, left, result) = (base, exponent.magnitude, 1.0)
    while left > 0 {
      if left & 1 == 1 { result *= square }
      left >>= 1
      if left > 0 { square *= square }
    }
    return exponent < 0 ? 1 / result : result
  }

  /// `base`, not negative, to a real power; relative error about 2⁻⁵² · |exponent · ln base|.
  package static func power(_ base: Double, _ exponent: Double) -> Double {
    if exponent == 0 || base == 1 { return 1 }
    if let whole = Int(exactly: exponent), whole.magnitude <= 64 { return power(base, whole) }
    return exp(exponent * log(base))
  }

  /// `x` as (k, r, c) with x = k·ln 2 + r + c, |r| ≤ ½ ln 2 and c below the last bit of r.
  private static func reduce(_ x: Double) -> (power: Int, reduced: Double, rest: Double) {
    let rounded = (x * 1.4426950408889634).rounded(.toNearestOrEven)
    let high = x - rounded * ln2High
    let low = rounded * ln2Low
    let reduced = high - low
    return (Int(rounded), reduced, (high - reduced) - low)
  }

  /// (e^r − 1 − r) / r² for |r| ≤ 0.35.
  private static func exponentialTail(_ r: Double) -> Double {
    var sum = 1 / 87_178_291_200.0
    sum = sum * r + 1 / 6_227_020_800.0
    sum = sum * r + 1 / 479_001_600.0
    sum = sum * r + 1 / 39_916_800.0
    sum = sum * r + 1 / 3_628_800.0
    sum = sum * r + 1 / 362_880.0
    sum = sum * r + 1 / 40_320.0
    sum = sum * r + 1 / 5_040.0
    sum = sum * r + 1 / 720.0
    sum = sum * r + 1 / 120.0
    sum = sum * r + 1 / 24.0
    sum = sum * r + 1 / 6.0
    return sum * r + 0.5
  }

  private static func scale(_ value: Double, by power: Int) -> Double {
    // Twice, so that neither factor leaves the normal range.
    if power > 1023 { return value * 0x1p1023 * powerOfTwo(power - 1023) }
    if power < -1022 { return value * powerOfTwo(power + 100) * 0x1p-100 }
    return value * powerOfTwo(power)
  }

  private static func powerOfTwo(_ power: Int) -> Double {
    Double(bitPattern: UInt64(1023 + power) << 52)
  }
}
