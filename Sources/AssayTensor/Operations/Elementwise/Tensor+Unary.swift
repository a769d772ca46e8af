extension Tensor {
  private func unary(_ function: UnaryFunction) -> Tensor { apply(UnaryOperation(function: function), [self]) }

  /// The negated elements.
  public static prefix func - (x: Tensor) -> Tensor { x.unary(.negate) }

  /// The absolute values; the derivative at 0 is 0.
  public func absolute() -> Tensor { unary(.absolute) }

  /// -1, 0 or 1; the derivative is 0. The sign of NaN is 0, as in PyTorch.
  public func sign() -> Tensor { unary(.sign) }

  /// 1 where x > 0, 0 elsewhere; the derivative is 0.
  public func step() -> Tensor { unary(.step) }

  /// max(x, 0); the derivative at 0 is 0. NaN stays NaN and lets gradients through, as in PyTorch.
  public func relu() -> Tensor { unary(.relu) }

  /// e to the power of each element.
  public func exp() -> Tensor { unary(.exp) }

  /// The natural logarithms.
  public func log() -> Tensor { unary(.log) }

  /// The hyperbolic tangents.
  public func tanh() -> Tensor { unary(.tanh) }

  /// 1 / (1 + e⁻ˣ).
  public func sigmoid() -> Tensor { unary(.sigmoid) }

  /// log(1 + eˣ).
  public func softplus() -> Tensor { unary(.softplus) }

  /// The error function 2/√π ∫₀ˣ e^(−t²) dt.
  public func erf() -> Tensor { unary(.erf) }

  /// x to a constant power, for positive x.
  public func raised(to power: Float) -> Tensor { (log() * power).exp() }

  /// The square roots.
  public func squareRoot() -> Tensor { unary(.squareRoot) }

  /// 1 / x.
  public func reciprocal() -> Tensor { unary(.reciprocal) }

  /// x².
  public func squared() -> Tensor { unary(.square) }
}
