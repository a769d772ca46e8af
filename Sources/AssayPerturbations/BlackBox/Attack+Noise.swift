import AssayBase

extension Attack {
  /// Random points of the ball, cut to [0, 1]: no attack, but a control that every attack must beat.
  ///
  /// Uniform in the cube (ℓ∞), the sphere's interior (ℓ2) or the cross-polytope (ℓ1); random values of random pixels (ℓ0). Needs no gradients.
  ///
  /// - Parameters:
  ///   - ball: The allowed changes.
  ///   - tries: How many points are tried, at least 1; each costs a forward pass.
  ///   - target: What the model shall say.
  public static func noise(_ ball: PerturbationBall, tries: Int = 10, target: AttackTarget = .anyOther) -> Attack {
    Attack(RandomNoise(ball: ball, tries: tries, target: target))
  }
}

extension AttackForm {
  static let noise = AttackForm("noise") { place, settings in
    .noise(try place.ball(), tries: try settings.int("tries") ?? 10)
  }
}
