import AssayTensor

/// Elementary functions that no kernel computes, of those that kernels do: the same bits on every machine.
extension Tensor {
  // MARK: Whole numbers, with derivatives of 0

  /// The nearest whole numbers, halves to the even one.
  func roundedHalfToEven() -> Tensor {
    // Floats from 2²³ on are whole; adding 2²³ rounds what is smaller.
    let x = detached
    let size = x.absolute()
    let whole = ((size + 8_388_608) - 8_388_608) * x.sign()
    let isSmall = (8_388_608 - size).step()
    return whole.masked(wherePositive: isSmall) + x.masked(wherePositive: 1 - isSmall)
  }

  /// The largest whole numbers that are not above.
  func roundedDown() -> Tensor {
    let whole = roundedHalfToEven()
    return whole - (whole - detached).step()
  }

  /// The smallest whole numbers that are not below.
  func roundedUp() -> Tensor { -((-self).roundedDown()) }

  // MARK: Angles

  /// The sines, within 2e-7 up to angles of some thousands.
  func sine() -> Tensor {
    let turns = (detached * 0.318_309_886).roundedHalfToEven()
    // π in three parts, so that what is left after whole multiples of it keeps its digits (Cody and Waite 1980).
    let rest = self - turns * 3.140_625 - turns * 9.675_026e-4 - turns * 1.509_958e-7
    let parity = turns - (turns * 0.5).roundedHalfToEven() * 2
    return rest.sineNearZero() * (1 - parity.squared() * 2)
  }

  /// The sine up to a quarter turn by its series (Abramowitz and Stegun 1964, 4.3.65).
  private func sineNearZero() -> Tensor {
    let square = squared()
    var sum = Tensor(repeating: -1 / 39_916_800, shape: shape)
    for term: Float in [1 / 362_880, -1 / 5_040, 1 / 120, -1 / 6, 1] { sum = sum * square + term }
    return self * sum
  }

  /// The cosines: of half the angle, 1 − 2 sin², so that small angles keep their digits.
  func cosine() -> Tensor { 1 - (self * 0.5).sine().squared() * 2 }

  /// The tangents.
  func tangent() -> Tensor { sine() / cosine() }

  /// The angles with given tangents: halved thrice, then by the series (Abramowitz and Stegun 1964, 4.4.42).
  func arcTangent() -> Tensor {
    var x = clamped(-1e15, 1e15)
    for _ in 0..<3 { x = x / ((x.squared() + 1).squareRoot() + 1) }
    let square = x.squared()
    var sum = Tensor(repeating: 1 / 9, shape: shape)
    for term: Float in [-1 / 7, 1 / 5, -1 / 3, 1] { sum = sum * square + term }
    return x * sum * 8
  }

  /// The angles with given sines.
  func arcSine() -> Tensor { (self / ((1 - squared()).squareRoot() + 1)).arcTangent() * 2 }

  /// The angles with given cosines.
  func arcCosine() -> Tensor { 1.570_796_33 - arcSine() }

  // MARK: Hyperbolas

  /// (eˣ + e⁻ˣ) / 2.
  func hyperbolicCosine() -> Tensor { (exp() + (-self).exp()) * 0.5 }

  /// (eˣ − e⁻ˣ) / 2.
  func hyperbolicSine() -> Tensor { tanh() * hyperbolicCosine() }

  /// The numbers with given hyperbolic sines.
  func inverseHyperbolicSine() -> Tensor {
    let sign = detached.step() * 2 - 1
    return ((squared() + 1).squareRoot() + self * sign).log() * sign
  }

  /// The numbers of at least 0 with given hyperbolic cosines.
  func inverseHyperbolicCosine() -> Tensor { ((squared() - 1).squareRoot() + self).log() }

  /// The numbers with given hyperbolic tangents.
  func inverseHyperbolicTangent() -> Tensor { ((1 + self) / (1 - self)).log() * 0.5 }

  // MARK: Truths, 1 and 0, with derivatives of 0

  /// Where a number is none.
  func isNaN() -> Tensor {
    let x = detached
    return Tensor(repeating: 1, shape: shape).masked(wherePositive: x) - x.step()
  }

  /// Where both are equal; nothing is equal to NaN.
  static func equality(_ x: Tensor, _ y: Tensor) -> Tensor {
    let (a, b) = (x.detached, y.detached)
    return (1 - (a - b).absolute().step()) * (1 - (a.isNaN() + b.isNaN()).step())
  }

  /// Where the first is greater.
  static func excess(_ x: Tensor, _ y: Tensor) -> Tensor { (x.detached - y.detached).step() }
}

private func + (x: Float, y: Tensor) -> Tensor { y + x }
