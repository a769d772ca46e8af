extension Attack {
  /// The fast gradient method: a single step of the size of the ball (Goodfellow, Shlens and Szegedy 2015, section 4).
  ///
  /// The sign of the gradient for ℓ∞, the gradient scaled to unit length for ℓ2; for ℓ1 and ℓ0 the steepest values.
  public static func fgsm(_ ball: PerturbationBall, target: AttackTarget = .anyOther) -> Attack {
    Attack(
      ProjectedGradient(
        name: ball.norm == .linf ? "FGSM" : "FGM", ball: ball, steps: 1,
        stepSize: ball.norm == .l0 ? nil : ball.epsilon, start: .image, target: target))
  }
}

extension AttackForm {
  static let fgsm = AttackForm("fgsm") { place, _ in .fgsm(try place.ball()) }
}
