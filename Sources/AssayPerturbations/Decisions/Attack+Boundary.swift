import AssayBase

extension Attack {
  /// The boundary attack: a random walk along the boundary towards the original, by the model's labels alone (Brendel, Rauber
  /// and Bethge 2018, "Decision-based adversarial attacks", section 2).
  ///
  /// Each step goes a random way on the sphere around the original and then a little towards it, and counts if the label
  /// is still wrong. How far both go adapts to how often they succeed, example by example. A query a step.
  ///
  /// - Parameters:
  ///   - steps: The number of steps, at least 1.
  ///   - sphericalStep: How far the first steps go on the sphere, as a share of the distance, above 0.
  ///   - sourceStep: How far the first steps go towards the original, as a share of the distance, in (0, 1).
  ///   - start: Where to begin.
  ///   - target: What the model shall say.
  public static func boundary(
    steps: Int = 5_000, sphericalStep: Double = 0.01, sourceStep: Double = 0.01,
    from start: DecisionStart = .noise(tries: 100), target: AttackTarget = .anyOther
  ) -> Attack {
    Attack(
      BoundaryWalk(
        steps: steps, sphericalStep: sphericalStep, sourceStep: sourceStep, start: start, target: target))
  }
}

extension AttackForm {
  static let boundary = AttackForm("boundary") { place, settings in
    try place.require(.l2)
    return place.within(
      .boundary(
        steps: try settings.int("steps") ?? 5_000,
        sphericalStep: try settings.number("sphericalStep") ?? BoundaryWalk.standardStep,
        sourceStep: try settings.number("sourceStep") ?? BoundaryWalk.standardStep,
        from: .noise(tries: try settings.int("tries") ?? 100)))
  }
}
