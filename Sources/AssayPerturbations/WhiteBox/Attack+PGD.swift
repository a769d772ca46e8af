extension Attack {
  /// Projected gradient descent on the cross-entropy (Madry et al. 2018, section 2.1).
  ///
  /// Starts at a random point of the ball, steps along the sign of the gradient (ℓ∞) or the gradient scaled to unit length
  /// (ℓ2), and returns to the ball and to [0, 1] after each step. An example whose fate is known costs nothing more.
  ///
  /// - Parameters:
  ///   - ball: The allowed changes.
  ///   - steps: The number of steps, at least 1.
  ///   - stepSize: The length of a step; 2.5·ε/steps, but at least ε/8, unless given.
  ///   - restarts: How often to start again for the examples that withstood.
  ///   - randomStart: Whether to start at a random point rather than at the image.
  ///   - target: What the model shall say.
  public static func pgd(
    _ ball: PerturbationBall, steps: Int = 40, stepSize: Double? = nil, restarts: Int = 1, randomStart: Bool = true,
    target: AttackTarget = .anyOther
  ) -> Attack {
    Attack(
      ProjectedGradient(
        name: "PGD", ball: ball, steps: steps,
        stepSize: stepSize ?? ball.epsilon * max(2.5 / Double(max(1, steps)), 1 / 8),
        restarts: restarts, start: randomStart ? .random : .image, target: target))
  }
}
