import AssayBase

extension Attack {
  /// AutoAttack's standard version: APGD on the cross-entropy, targeted APGD, targeted FAB and Square, each on what the
  /// earlier ones left (Croce and Hein 2020, "Reliable evaluation of adversarial robustness with an ensemble of diverse
  /// parameter-free attacks", section 6).
  ///
  /// - Parameters:
  ///   - ball: The allowed changes, in ℓ∞ or ℓ2.
  ///   - steps: The steps of each gradient attack, and towards each class; at least 1.
  ///   - queries: The most queries of Square for an example, at least 1.
  public static func autoAttack(_ ball: PerturbationBall, steps: Int = 100, queries: Int = 5_000) -> Attack {
    let stages: [Attack] = [
      .apgd(ball, steps: steps), .apgdTargeted(ball, steps: steps),
      .fabTargeted(ball.norm, steps: steps).within(ball.epsilon), .square(ball, queries: queries),
    ]
    var words: [String] = []
    if steps != 100 { words.append(steps == 1 ? "1 step" : "\(steps) steps") }
    if queries != 5_000 { words.append(queries == 1 ? "1 query" : "\(queries) queries") }
    return Attack(AttackSequence(stages.map(\.algorithm), named: "AutoAttack", words))
  }
}

extension AttackForm {
  static let autoAttack = AttackForm("autoattack") { place, settings in
    .autoAttack(
      try place.ball(), steps: try settings.int("steps") ?? 100, queries: try settings.int("queries") ?? 5_000)
  }
}
