import AssayBase

extension Attack {
  /// Carlini and Wagner's ℓ2 attack: the least ‖x′ − x‖² + c·max(lead of the label, −κ) (Carlini and Wagner 2017, sections
  /// V.B and VI.A).
  ///
  /// Adam on w, with x′ = (tanh w + 1)/2, from the image, in steps that become shorter; c grows tenfold until it succeeds and is then halved in between,
  /// example by example. The smallest change on the way counts, and is searched for the boundary on the line back to the
  /// original. Costs a gradient a step.
  ///
  /// - Parameters:
  ///   - steps: The most steps for each c, at least 1.
  ///   - searches: How many c are tried, at least 1.
  ///   - weight: The first c.
  ///   - stepSize: Adam's learning rate, in the mean over a round.
  ///   - confidence: How far the wrong class must lead in the logits; the paper's κ.
  ///   - target: What the model shall say.
  public static func carliniWagner(
    steps: Int = 300, searches: Int = 8, weight: Double = 0.1, stepSize: Double = 0.01, confidence: Double = 0,
    target: AttackTarget = .anyOther
  ) -> Attack {
    Attack(
      CarliniWagner(
        steps: steps, searches: searches, weight: weight, stepSize: stepSize, confidence: confidence, target: target))
  }
}

extension AttackForm {
  static let carliniWagner = AttackForm("cw") { place, settings in
    try place.require(.l2)
    return place.within(
      .carliniWagner(
        steps: try settings.int("steps") ?? CarliniWagner.standardSteps,
        searches: try settings.int("searches") ?? CarliniWagner.standardSearches,
        weight: try settings.number("weight") ?? CarliniWagner.standardWeight,
        stepSize: try settings.number("stepSize") ?? CarliniWagner.standardStepSize,
        confidence: try settings.number("confidence") ?? 0))
  }
}
