import AssayBase

extension Attack {
  /// HopSkipJump: walks along the boundary by the model's labels alone (Chen, Jordan and Wainwright 2020, "HopSkipJumpAttack:
  /// a query-efficient decision-based attack", algorithm 2).
  ///
  /// From an image at the boundary, the direction in which the label is wrong is estimated from the labels of random
  /// neighbours; a step along it, halved until the label is still wrong, ends in a search for the boundary on the way back
  /// to the original. Needs neither gradients nor logits.
  ///
  /// - Parameters:
  ///   - norm: How changes are measured: ℓ2 or ℓ∞.
  ///   - steps: The number of steps, at least 1.
  ///   - neighbours: How many neighbours the first estimate asks about, at least 1; in step t √t times as many.
  ///   - mostNeighbours: The most neighbours an estimate asks about.
  ///   - start: Where to begin.
  ///   - target: What the model shall say.
  public static func hopSkipJump(
    _ norm: Norm = .l2, steps: Int = 40, neighbours: Int = 100, mostNeighbours: Int = 10_000,
    from start: DecisionStart = .noise(tries: 100), target: AttackTarget = .anyOther
  ) -> Attack {
    Attack(
      HopSkipJump(
        norm: norm, steps: steps, neighbours: neighbours, mostNeighbours: mostNeighbours, start: start, target: target))
  }
}

extension AttackForm {
  static let hopSkipJump = AttackForm("hopskipjump") { place, settings in
    place.within(
      .hopSkipJump(
        place.norm, steps: try settings.int("steps") ?? 40,
        neighbours: try settings.int("neighbours") ?? HopSkipJump.standardNeighbours,
        mostNeighbours: try settings.int("mostNeighbours") ?? HopSkipJump.standardMostNeighbours,
        from: .noise(tries: try settings.int("tries") ?? 100)))
  }
}
