import AssayBase

extension Attack {
  /// The fast adaptive boundary attack, which looks for the smallest change (Croce and Hein 2020, "Minimally distorted
  /// adversarial examples with a fast adaptive boundary attack", algorithm 1).
  ///
  /// Each step goes to the nearest boundary of the linearised model inside the box, a little beyond it, and is drawn to
  /// where that is reached from the original; at the end the best image moves back along the line to the original. Has no
  /// ball: with ``within(_:)`` only changes of a size count, and examples that have one cost nothing more.
  /// Costs a gradient a step for each other class.
  ///
  /// - Parameters:
  ///   - norm: How changes are measured: ℓ∞, ℓ2 or ℓ1.
  ///   - steps: The number of steps, at least 1.
  ///   - pull: The largest weight of the original in a step; the paper's α_max.
  ///   - overshoot: How far steps go beyond the boundary, from 1; the paper's η.
  ///   - retreat: Where to go on between the original (0) and an image that fools (1); the paper's β.
  ///   - target: What the model shall say.
  public static func fab(
    _ norm: Norm, steps: Int = 100, pull: Double = 0.1, overshoot: Double = 1.05, retreat: Double = 0.9,
    target: AttackTarget = .anyOther
  ) -> Attack {
    Attack(
      FastAdaptiveBoundary(
        norm: norm, steps: steps, BoundarySteps(pull: pull, overshoot: overshoot, retreat: retreat), target: target))
  }

  /// FAB towards each of the most probable other classes, one after another: a gradient a step.
  ///
  /// See ``fab(_:steps:pull:overshoot:retreat:target:)``.
  public static func fabTargeted(_ norm: Norm, steps: Int = 100, targets: Int = 9) -> Attack {
    Attack(
      EveryGoalAttack(
        "FAB-T", FastAdaptiveBoundary(norm: norm, steps: steps, BoundarySteps(), target: .anyOther), goals: targets))
  }
}

extension AttackForm {
  static let fab = AttackForm("fab") { place, settings in
    let attack = Attack.fab(
      place.norm, steps: try settings.int("steps") ?? 100, pull: try settings.number("pull") ?? 0.1,
      overshoot: try settings.number("overshoot") ?? 1.05, retreat: try settings.number("retreat") ?? 0.9)
    return place.epsilon.map { attack.within($0) } ?? attack
  }

  static let fabTargeted = AttackForm("fab-t") { place, settings in
    let attack = Attack.fabTargeted(
      place.norm, steps: try settings.int("steps") ?? 100, targets: try settings.int("targets") ?? 9)
    return place.epsilon.map { attack.within($0) } ?? attack
  }
}
