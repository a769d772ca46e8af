import AssayBase

extension Attack {
  /// The Square attack: random search with square-shaped changes, by logits alone (Andriushchenko et al. 2020).
  ///
  /// Starts from stripes (ℓ∞) or a grid of bumps (ℓ2) and keeps a random square wherever it brings the model nearer to a
  /// mistake; squares shrink by the paper's schedule, stretched to the number of queries. Every change has the size of
  /// the whole ball. Needs no gradients, so that it also finds what masked gradients hide.
  ///
  /// - Parameters:
  ///   - ball: The allowed changes.
  ///   - queries: The most forward passes for an example, at least 1; 5,000 as in AutoAttack.
  ///   - initialShare: The share of the image that the first squares cover, in (0, 1]; the paper's p.
  ///   - target: What the model shall say.
  public static func square(
    _ ball: PerturbationBall, queries: Int = 5_000, initialShare: Double = 0.8, target: AttackTarget = .anyOther
  ) -> Attack {
    Attack(SquareSearch(ball: ball, queries: queries, initialShare: initialShare, target: target))
  }
}

extension AttackForm {
  static let square = AttackForm("square") { place, settings in
    .square(
      try place.ball(), queries: try settings.int("queries") ?? 5_000,
      initialShare: try settings.number("initialShare") ?? SquareSearch.standardShare)
  }
}
