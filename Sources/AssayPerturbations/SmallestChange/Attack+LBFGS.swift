import AssayBase

extension Attack {
  /// The L-BFGS attack (Szegedy et al. 2014, "Intriguing properties of neural networks", section 4.1).
  ///
  /// Descends on the length of the change and the weighted loss by limited-memory BFGS in the box; the weight is found by
  /// bisection of its logarithm between 10⁻³ and 10³, example by example, and the smallest change on the way counts. The
  /// loss is the cross-entropy of the target or, without one, −log of the probability of all classes but the label.
  /// Costs a gradient for each point that is tried, somewhat more than one an iteration.
  ///
  /// - Parameters:
  ///   - form: What is made small.
  ///   - iterations: The most iterations for each weight, at least 1.
  ///   - searches: How many weights are tried, at least 1; the loss alone has none.
  ///   - target: What the model shall say.
  public static func lbfgs(
    _ form: LBFGSForm = .squaredLength, iterations: Int = 50, searches: Int = 10, target: AttackTarget = .anyOther
  ) -> Attack {
    Attack(LBFGSAttack(form: form, iterations: iterations, searches: searches, target: target))
  }
}

extension AttackForm {
  static let lbfgs = AttackForm("lbfgs") { place, settings in
    try place.require(.l2)
    let word = settings.text("form") ?? LBFGSForm.squaredLength.rawValue
    guard let form = LBFGSForm(rawValue: word) else {
      throw AssayError(
        .unknownName, "there is no such form of L-BFGS",
        expected: LBFGSForm.allCases.map(\.rawValue).joined(separator: ", "), found: "“\(word)”", at: place.text)
    }
    return place.within(
      .lbfgs(
        form, iterations: try settings.int("iterations") ?? LBFGSAttack.standardIterations,
        searches: try settings.int("searches") ?? LBFGSAttack.standardSearches))
  }
}
