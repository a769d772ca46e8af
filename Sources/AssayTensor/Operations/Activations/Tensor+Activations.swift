extension Tensor {
  /// The function of each element.
  package func activated(_ function: ActivationFunction) -> Tensor {
    apply(ActivationOperation(function: function), [self])
  }

  /// x where x > 0, `slope`·x elsewhere (Maas, Hannun and Ng 2013); the derivative at 0 is `slope`.
  public func leakyReLU(slope: Float = 0.01) -> Tensor { activated(.leakyReLU(slope: slope)) }

  /// min(max(x, 0), 6) (Howard et al. 2017); the derivative at 0 and 6 is 0.
  public func relu6() -> Tensor { activated(.hardTanh(0, 6)) }

  /// min(max(x, low), high) with derivative 0 at the bounds.
  public func hardTanh(_ low: Float = -1, _ high: Float = 1) -> Tensor { activated(.hardTanh(low, high)) }

  /// min(max(x, low), high) with derivative 1 at the bounds.
  public func clamped(_ low: Float, _ high: Float) -> Tensor { activated(.clamp(low, high)) }

  /// x where x > 0, `alpha`·(eˣ − 1) elsewhere (Clevert, Unterthiner and Hochreiter 2016).
  public func elu(alpha: Float = 1) -> Tensor { activated(.elu(alpha: alpha)) }

  /// x · sigmoid(x) (Elfwing, Uchibe and Doya 2018).
  public func silu() -> Tensor { activated(.silu) }

  /// x · tanh(softplus(x)) (Misra 2020).
  public func mish() -> Tensor { activated(.mish) }

  /// x · Φ(x) with the normal distribution's Φ (Hendrycks and Gimpel 2016); `approximatedByTanh` is their second form.
  public func gelu(approximatedByTanh: Bool = false) -> Tensor { activated(approximatedByTanh ? .tanhGELU : .gelu) }

  /// min(max(x + 3, 0), 6) / 6 (Howard et al. 2019).
  public func hardSigmoid() -> Tensor { activated(.hardSigmoid) }

  /// x · min(max(x + 3, 0), 6) / 6 (Howard et al. 2019).
  public func hardSwish() -> Tensor { activated(.hardSwish) }

  /// log(1 + e^(`beta`·x)) / `beta`.
  public func softplus(beta: Float) -> Tensor { (self * beta).softplus() / beta }
}
