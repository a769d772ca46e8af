import AssayBase

extension Attack {
  /// Auto-PGD on the cross-entropy or the difference of logits ratio (Croce and Hein 2020, "Reliable evaluation of
  /// adversarial robustness with an ensemble of diverse parameter-free attacks", algorithm 1 and section 4).
  ///
  /// Starts at a random point of the ball's surface with steps of 2ε, with a quarter of momentum, and halves the steps
  /// and goes back to the best image wherever the loss has not risen often enough. With fewer than four classes the
  /// margin stands in for the ratio.
  ///
  /// - Parameters:
  ///   - ball: The allowed changes, in ℓ∞ or ℓ2.
  ///   - loss: What is raised.
  ///   - steps: The number of steps, at least 1.
  ///   - rho: The share of steps that must raise the loss for steps to stay as they are; the paper's ρ.
  ///   - target: What the model shall say.
  public static func apgd(
    _ ball: PerturbationBall, loss: APGDLoss = .crossEntropy, steps: Int = 100, rho: Double = 0.75,
    target: AttackTarget = .anyOther
  ) -> Attack {
    Attack(AutoProjectedGradient(ball: ball, steps: steps, loss: loss.attackLoss, rho: rho, target: target))
  }

  /// APGD on the targeted ratio towards each of the most probable other classes, one after another (section 5).
  ///
  /// - Parameters:
  ///   - ball: The allowed changes, in ℓ∞ or ℓ2.
  ///   - steps: The number of steps towards each class, at least 1.
  ///   - targets: The number of classes, at least 1; all others where there are fewer.
  public static func apgdTargeted(_ ball: PerturbationBall, steps: Int = 100, targets: Int = 9) -> Attack {
    Attack(
      EveryGoalAttack(
        "APGD-T", AutoProjectedGradient(ball: ball, steps: steps, loss: .dlr, rho: AutoProjectedGradient.standardRho),
        goals: targets))
  }
}

/// What Auto-PGD raises.
public enum APGDLoss: String, Sendable, Hashable, CaseIterable {
  /// The cross-entropy.
  case crossEntropy = "ce"
  /// The difference of logits ratio, which the scale of the logits does not change.
  case logitsRatio = "dlr"

  var attackLoss: AttackLoss { self == .crossEntropy ? .crossEntropy : .dlr }
}

extension AttackForm {
  static let apgd = AttackForm("apgd") { place, settings in
    let word = settings.text("loss") ?? APGDLoss.crossEntropy.rawValue
    guard let loss = APGDLoss(rawValue: word) else {
      throw AssayError(
        .unknownName, "there is no such loss", expected: APGDLoss.allCases.map(\.rawValue).joined(separator: ", "),
        found: "“\(word)”", at: place.text)
    }
    return .apgd(
      try place.ball(), loss: loss, steps: try settings.int("steps") ?? 100, rho: try settings.number("rho") ?? 0.75)
  }

  static let apgdTargeted = AttackForm("apgd-t") { place, settings in
    .apgdTargeted(
      try place.ball(), steps: try settings.int("steps") ?? 100, targets: try settings.int("targets") ?? 9)
  }
}
