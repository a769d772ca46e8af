import AssayBase

extension Attack {
  /// Projected gradient descent on the cross-entropy (Madry et al. 2018, section 2.1).
  ///
  /// Starts at a random point of the ball, steps up the loss, and returns to the ball and to [0, 1] after each step: along
  /// the sign of the gradient (ℓ∞), the gradient scaled to unit length (ℓ2), the steepest hundredth of the values (ℓ1;
  /// Tramèr and Boneh 2019, section 4.1), or the gradient scaled to a largest value of 1, after which all but the most
  /// changed pixels go back (ℓ0; Croce and Hein 2019, "Sparse and imperceivable adversarial attacks", section 3).
  /// An example whose fate is known costs nothing more.
  ///
  /// - Parameters:
  ///   - ball: The allowed changes.
  ///   - steps: The number of steps, at least 1.
  ///   - stepSize: The length of a step in the ball's norm; 2.5·ε/steps, but at least ε/8, unless given. For ℓ0 how far the
  ///     steepest value moves; ½.
  ///   - restarts: How often to start again for the examples that withstood.
  ///   - randomStart: Whether to start at a random point rather than at the image.
  ///   - target: What the model shall say.
  public static func pgd(
    _ ball: PerturbationBall, steps: Int = 40, stepSize: Double? = nil, restarts: Int = 1, randomStart: Bool = true,
    target: AttackTarget = .anyOther
  ) -> Attack {
    Attack(
      ProjectedGradient(
        name: "PGD", ball: ball, steps: steps, stepSize: stepSize, start: randomStart ? .random : .image, target: target
      )
    ).restarts(restarts)
  }

  /// The basic iterative method: steps from the image itself (Kurakin, Goodfellow and Bengio 2017, section 2.2).
  ///
  /// - Parameters:
  ///   - ball: The allowed changes.
  ///   - steps: The number of steps, at least 1.
  ///   - stepSize: The length of a step; as for ``pgd(_:steps:stepSize:restarts:randomStart:target:)`` unless given.
  ///   - target: What the model shall say.
  public static func bim(
    _ ball: PerturbationBall, steps: Int = 10, stepSize: Double? = nil, target: AttackTarget = .anyOther
  ) -> Attack {
    Attack(
      ProjectedGradient(name: "BIM", ball: ball, steps: steps, stepSize: stepSize, start: .image, target: target))
  }
}

extension AttackForm {
  static let pgd = AttackForm("pgd") { place, settings in
    .pgd(
      try place.ball(), steps: try settings.int("steps") ?? 40, stepSize: try settings.number("stepSize"),
      randomStart: try settings.flag("randomStart") ?? true)
  }

  static let bim = AttackForm("bim") { place, settings in
    .bim(try place.ball(), steps: try settings.int("steps") ?? 10, stepSize: try settings.number("stepSize"))
  }
}
