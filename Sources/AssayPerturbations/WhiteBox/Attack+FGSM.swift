extension Attack {
  /// The fast gradient method: a single step of the size of the ball (Goodfellow, Shlens and Szegedy 2015, section 4).
  ///
  /// The sign of the gradient for ℓ∞, the gradient scaled to unit length for ℓ2.
  public static func fgsm(_ ball: PerturbationBall, target: AttackTarget = .anyOther) -> Attack {
    Attack(
      ProjectedGradient(
        name: ball.norm == .linf ? "FGSM" : "FGM", ball: ball, steps: 1, stepSize: ball.epsilon, restarts: 1,
        start: .image, target: target))
  }
}
