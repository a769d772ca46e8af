import AssayBase

extension Attack {
  /// The momentum iterative method (Dong et al. 2018, "Boosting adversarial attacks with momentum", algorithm 1).
  ///
  /// Steps from the image along the momentum m ← μ·m + g / mean|g|: its sign for ℓ∞, scaled to unit length for ℓ2.
  ///
  /// - Parameters:
  ///   - ball: The allowed changes, in ℓ∞ or ℓ2.
  ///   - steps: The number of steps, at least 1.
  ///   - stepSize: The length of a step; as for ``pgd(_:steps:stepSize:restarts:randomStart:target:)`` unless given.
  ///   - decay: The paper's μ.
  ///   - target: What the model shall say.
  public static func miFGSM(
    _ ball: PerturbationBall, steps: Int = 10, stepSize: Double? = nil, decay: Double = 1,
    target: AttackTarget = .anyOther
  ) -> Attack {
    Attack(momentum("MI-FGSM", ball, steps, stepSize, GradientMomentum(decay: decay), target))
  }

  /// Momentum with Nesterov's look ahead (Lin et al. 2020, "Nesterov accelerated gradient and scale invariance for
  /// adversarial attacks", section 3.1): gradients are taken where the momentum leads.
  ///
  /// See ``miFGSM(_:steps:stepSize:decay:target:)``.
  public static func niFGSM(
    _ ball: PerturbationBall, steps: Int = 10, stepSize: Double? = nil, decay: Double = 1,
    target: AttackTarget = .anyOther
  ) -> Attack {
    Attack(momentum("NI-FGSM", ball, steps, stepSize, GradientMomentum(decay: decay, looksAhead: true), target))
  }

  /// Momentum with diverse inputs, for transfer: each gradient is that of the image made smaller at a random place
  /// (Xie et al. 2019, "Improving transferability of adversarial examples with input diversity", section 3.3).
  ///
  /// - Parameters:
  ///   - ball: The allowed changes, in ℓ∞ or ℓ2.
  ///   - steps: The number of steps, at least 1.
  ///   - stepSize: The length of a step; as for ``pgd(_:steps:stepSize:restarts:randomStart:target:)`` unless given.
  ///   - decay: The momentum's μ.
  ///   - probability: How often the image is changed, in [0, 1].
  ///   - least: The smallest size, as a share of the side, in (0, 1].
  ///   - target: What the model shall say.
  public static func diFGSM(
    _ ball: PerturbationBall, steps: Int = 10, stepSize: Double? = nil, decay: Double = 1, probability: Double = 0.5,
    least: Double = 0.9, target: AttackTarget = .anyOther
  ) -> Attack {
    Attack(
      DiverseInputs(
        momentum("DI-FGSM", ball, steps, stepSize, GradientMomentum(decay: decay), target), probability: probability,
        least: least))
  }

  /// Momentum with translation-invariant gradients, for transfer: each is smoothed by a Gaussian (Dong et al. 2019,
  /// "Evading defenses to transferable adversarial examples by translation-invariant attacks", section 3.2).
  ///
  /// - Parameters:
  ///   - ball: The allowed changes, in ℓ∞ or ℓ2.
  ///   - steps: The number of steps, at least 1.
  ///   - stepSize: The length of a step; as for ``pgd(_:steps:stepSize:restarts:randomStart:target:)`` unless given.
  ///   - decay: The momentum's μ.
  ///   - window: The side of the Gaussian's window, an odd number; its deviation is a sixth of what it spans.
  ///   - target: What the model shall say.
  public static func tiFGSM(
    _ ball: PerturbationBall, steps: Int = 10, stepSize: Double? = nil, decay: Double = 1, window: Int = 15,
    target: AttackTarget = .anyOther
  ) -> Attack {
    var search = momentum("TI-FGSM", ball, steps, stepSize, GradientMomentum(decay: decay), target)
    search.smoothing = GradientSmoothing(size: window)
    return Attack(search)
  }

  private static func momentum(
    _ name: String, _ ball: PerturbationBall, _ steps: Int, _ stepSize: Double?, _ momentum: GradientMomentum,
    _ target: AttackTarget
  ) -> ProjectedGradient {
    var search = ProjectedGradient(
      name: name, ball: ball, steps: steps, stepSize: stepSize, start: .image, target: target)
    search.momentum = momentum
    return search
  }
}

extension AttackForm {
  static let miFGSM = AttackForm("mi-fgsm") { place, settings in
    .miFGSM(
      try place.ball(), steps: try settings.int("steps") ?? 10, stepSize: try settings.number("stepSize"),
      decay: try settings.number("decay") ?? 1)
  }

  static let niFGSM = AttackForm("ni-fgsm") { place, settings in
    .niFGSM(
      try place.ball(), steps: try settings.int("steps") ?? 10, stepSize: try settings.number("stepSize"),
      decay: try settings.number("decay") ?? 1)
  }

  static let diFGSM = AttackForm("di-fgsm") { place, settings in
    .diFGSM(
      try place.ball(), steps: try settings.int("steps") ?? 10, stepSize: try settings.number("stepSize"),
      decay: try settings.number("decay") ?? 1, probability: try settings.number("probability") ?? 0.5,
      least: try settings.number("least") ?? 0.9)
  }

  static let tiFGSM = AttackForm("ti-fgsm") { place, settings in
    .tiFGSM(
      try place.ball(), steps: try settings.int("steps") ?? 10, stepSize: try settings.number("stepSize"),
      decay: try settings.number("decay") ?? 1, window: try settings.int("window") ?? 15)
  }
}
