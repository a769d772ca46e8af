import AssayTensor

extension Tensor {
  /// Every number to one power: products where it is a small whole number, of positive numbers otherwise.
  ///
  /// What is below 0 becomes NaN for other powers; the derivative at 0 is 0 where the power's is infinite.
  func raised(toPower power: Float) -> Tensor {
    if power == power.rounded(), power.magnitude <= 64 {
      let whole = raised(toCount: Int(power.magnitude))
      return power < 0 ? whole.reciprocal() : whole
    }
    if power == 0.5 { return squareRootWithoutPole() }
    if power < 0 { return raised(toPower: -power).reciprocal() }
    return clamped(.leastNormalMagnitude, .infinity).raised(to: power).masked(wherePositive: detached)
      + detached.clamped(-.infinity, 0).squareRoot()
  }

  /// The product of `count` copies.
  private func raised(toCount count: Int) -> Tensor {
    switch count {
    case 0: return Tensor(repeating: 1, shape: shape)
    case 1: return self
    case 2: return squared()
    default:
      let half = raised(toCount: count / 2).squared()
      return count % 2 == 0 ? half : half * self
    }
  }

  /// The square root with the derivative 0 at 0.
  func squareRootWithoutPole() -> Tensor {
    clamped(.leastNormalMagnitude, .infinity).squareRoot().masked(wherePositive: detached)
      + detached.clamped(-.infinity, 0).squareRoot()
  }

  /// Every number to a power of its own, of the same shape: by logarithms, with the sign of whole powers.
  ///
  /// What is below 0 becomes NaN for powers that are not whole. The derivative at 0 is 0.
  func raised(toEach powers: Tensor) -> Tensor {
    let base = detached
    let isZero = 1 - base.absolute().step()
    // The logarithm of the magnitude, whose derivative is 1 / x on either side.
    let magnitude = (self * (base.step() * 2 - 1)).clamped(.leastNormalMagnitude, .infinity)
    let fixed = powers.detached
    let isPositive = fixed.step()
    // 0 to a positive power is 0, to 0 is 1, to a negative one is infinite.
    let size = (powers * magnitude.log()).exp().masked(wherePositive: 1 - isZero * isPositive)
    let infinite = (1 - isZero * (-fixed).step()).reciprocal() - 1
    let isNegative = (-base).step()
    let whole = fixed.roundedHalfToEven()
    let parity = whole - (whole * 0.5).roundedHalfToEven() * 2
    let undefined = (-(isNegative * (fixed - whole).absolute().step())).squareRoot()
    return size * (1 - isNegative * parity.squared() * 2) + infinite + undefined
  }
}
