import AssayBase

extension Attack {
  /// The imperceptible attack: moves the pixels whose change is least seen for what it does (Luo et al. 2018, "Towards
  /// imperceptible and robust adversarial example attacks against neural networks", algorithm 1).
  ///
  /// Each iteration moves the values of highest |∇Gap| / sensitivity by a fixed step, while the summed changes times
  /// ``PixelSensitivity`` stay within a budget. Gap is the probability of the target less a smooth maximum of the others;
  /// without a target that of the label is lowered. As published the whole budget is spent, which is what makes the
  /// result robust to small changes of the image. Costs a gradient an iteration.
  ///
  /// - Parameters:
  ///   - budget: The largest perceptual distance; the paper's D_max.
  ///   - steps: The most iterations, at least 1.
  ///   - values: How many values move in an iteration, at least 1; the paper's m.
  ///   - stepSize: How far they move; the paper's δ.
  ///   - sharpness: How near the smooth maximum is to the maximum; the paper's k.
  ///   - floor: The least standard deviation of a region, above 0.
  ///   - spendsBudget: Whether to go on when the model is fooled.
  ///   - target: What the model shall say.
  public static func iaa(
    budget: Double = 20, steps: Int = 500, values: Int = 20, stepSize: Double = 0.01, sharpness: Double = 10,
    floor: Double = PixelSensitivity.standardFloor, spendsBudget: Bool = true, target: AttackTarget = .anyOther
  ) -> Attack {
    Attack(
      ImperceptibleAttack(
        budget: budget, steps: steps, values: values, stepSize: stepSize, sharpness: sharpness, floor: floor,
        spendsBudget: spendsBudget, target: target))
  }
}

extension AttackForm {
  static let iaa = AttackForm("iaa") { place, settings in
    try place.require(.l1)
    return place.within(
      .iaa(
        budget: try settings.number("budget") ?? ImperceptibleAttack.standardBudget,
        steps: try settings.int("steps") ?? ImperceptibleAttack.standardSteps,
        values: try settings.int("values") ?? ImperceptibleAttack.standardValues,
        stepSize: try settings.number("stepSize") ?? ImperceptibleAttack.standardStepSize,
        sharpness: try settings.number("sharpness") ?? ImperceptibleAttack.standardSharpness,
        floor: try settings.number("floor") ?? PixelSensitivity.standardFloor,
        spendsBudget: try settings.flag("spendsBudget") ?? true))
  }
}
