import AssayBase

extension Attack {
  /// The saliency-map attack: changes pairs of values that raise the target's logit and lower the others' (Papernot et al.
  /// 2016, "The limitations of deep learning in adversarial settings", algorithms 2 and 3).
  ///
  /// Of all pairs the one of largest −(Σ ∂Z_t)·(Σ Σ_{j≠t} ∂Z_j), both factors having the right sign, moves by a fixed
  /// amount; until the model says the target or the ball's number of pixels is used up. Without a target the label's logit
  /// is lowered and the others' raised (Wiyatno and Xu 2018). Costs two gradients a step.
  ///
  /// - Parameters:
  ///   - pixels: The most pixels that may change; the paper's Υ as a number.
  ///   - amount: How far a value moves, in (0, 1]; the paper's θ.
  ///   - darkens: Whether values may also fall; as first published they only rise.
  ///   - target: What the model shall say.
  public static func jsma(
    _ pixels: Int, amount: Double = 1, darkens: Bool = true, target: AttackTarget = .anyOther
  ) -> Attack {
    Attack(SaliencyMapAttack(ball: .l0(pixels), amount: amount, darkens: darkens, target: target))
  }
}

extension AttackForm {
  static let jsma = AttackForm("jsma") { place, settings in
    try place.require(.l0)
    return .jsma(
      try place.ball().pixelLimit, amount: try settings.number("amount") ?? 1,
      darkens: try settings.flag("darkens") ?? true)
  }
}
