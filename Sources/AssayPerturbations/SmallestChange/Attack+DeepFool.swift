import AssayBase

extension Attack {
  /// DeepFool: steps to the nearest boundary of the linearised model until the label changes (Moosavi-Dezfooli, Fawzi and
  /// Frossard 2016, algorithm 2; section 3.3 for ℓ∞).
  ///
  /// Looks for the smallest change, cut to the box after each step. At the end the line back to the original is searched
  /// for the boundary, which takes back the overshoot. A step costs a gradient for each other class, or one towards a
  /// target.
  ///
  /// - Parameters:
  ///   - norm: How changes are measured: ℓ2 or ℓ∞.
  ///   - steps: The most steps, at least 1.
  ///   - overshoot: By which share steps are lengthened; the paper's η.
  ///   - target: What the model shall say.
  public static func deepFool(
    _ norm: Norm = .l2, steps: Int = 50, overshoot: Double = 0.02, target: AttackTarget = .anyOther
  ) -> Attack {
    Attack(DeepFool(norm: norm, steps: steps, overshoot: overshoot, target: target))
  }
}

extension AttackForm {
  static let deepFool = AttackForm("deepfool") { place, settings in
    place.within(
      .deepFool(
        place.norm, steps: try settings.int("steps") ?? 50,
        overshoot: try settings.number("overshoot") ?? DeepFool.standardOvershoot))
  }
}
