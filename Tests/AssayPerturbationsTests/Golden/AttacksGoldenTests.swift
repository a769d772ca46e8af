import AssayBase
import AssayNetworks
import AssayNetworksTestSupport
import AssayPerturbations
import AssayTensor
import AssayTestSupport
import Testing

/// Attacked images, losses and rates on the trained digits networks against the field's attack libraries.
@Suite struct AttacksGoldenTests {
  @Test func gradientAttacks() throws {
    try check([
      "fgsm", "fgm_l2", "pgd_linf", "pgd_linf_targeted", "pgd_l2", "pgd_l1_scaled", "pgd_l1_topk", "mi_fgsm",
    ]) { goldenCase, subject in
      guard let attack = try attack(goldenCase) else { return nil }
      let goals: [Int]? =
        attack.target == .anyOther
        ? nil
        : subject.labels.compactMap {
          attack.target.targetClass(label: $0, classCount: subject.model.itself.classCount)
        }
      let outputs = try subject.outputs(of: try subject.attacked(by: attack), goals: goals)
      return try goldenCase.compareAll(outputs) + rates(subject.rates(outputs), goldenCase)
    }
  }

  @Test func inputGradients() throws {
    try check(["input_gradient"]) { goldenCase, subject in
      let keys = subject.labels.map { RandomKey(seed: UInt64($0)) }
      var outputs: [String: [Float]] = [:]
      for (loss, role, gradientRole) in [
        (AttackLoss.crossEntropy, "ce", "gradient"), (.dlr, "dlr", "gradient_dlr"),
      ] {
        let (logits, gradient) = try subject.model.logitsAndGradient(for: subject.images, keys: keys, step: 0) {
          loss.evaluated($0, labels: Array(subject.labels[$1]), goals: nil).gradient
        }
        outputs[role] = loss.evaluated(logits, labels: subject.labels, goals: nil).losses
        outputs[gradientRole] = gradient.elements
      }
      return try goldenCase.compareAll(outputs)
    }
  }

  /// Auto-PGD to its last step: the image of the largest loss, that loss, and who withstood.
  ///
  /// The ratio of logits has no bound where the model is wrong: there the golden losses are 1.
  @Test func autoProjectedGradients() throws {
    try check(["apgd"]) { goldenCase, subject in
      guard let norm = goldenCase.params["norm"]?.string.flatMap({ Norm(rawValue: $0.lowercased()) }),
        let size = goldenCase.params["eps"]?.double, let steps = goldenCase.params["steps"]?.int,
        let loss = goldenCase.params["loss"]?.string.flatMap(APGDLoss.init), let rho = goldenCase.params["rho"]?.double
      else { return nil }
      let attack = AutoProjectedGradient(
        ball: PerturbationBall(norm, size), steps: steps, loss: loss == .crossEntropy ? .crossEntropy : .dlr, rho: rho,
        start: try start(goldenCase), stopsWhenFooled: false)
      var search = AutoProjectedGradient.Search(attack, subject.batch, subject.model)
      try search.run()
      let robust = search.isFooled.map { $0 ? Float(0) : 1 }
      let losses = zip(search.bestLosses, search.isFooled).map { loss == .logitsRatio && $1 ? 1 : $0 }
      let outputs = ["best": search.bestImages.elements, "best_loss": losses, "robust": robust]
      return
        try goldenCase.compareAll(outputs)
        + [
          goldenCase.compare(values: [mean(robust)], with: "robust_accuracy"),
          goldenCase.compare(values: [mean(losses)], with: "mean_best_loss"),
        ].compactMap { $0 }
    }
  }

  /// AutoAttack leaves no more than the weakest of its parts: Auto-PGD to the last step, from any start.
  @Test func autoAttackIsNoWeakerThanItsParts() throws {
    try check(["apgd"]) { goldenCase, subject in
      guard let norm = goldenCase.params["norm"]?.string.flatMap({ Norm(rawValue: $0.lowercased()) }),
        let size = goldenCase.params["eps"]?.double, goldenCase.inputRoles.isEmpty
      else { return [] }
      let attack = Attack.autoAttack(PerturbationBall(norm, size), steps: 50, queries: 200)
      let result = try attack.run(
        on: subject.model, images: subject.images, labels: subject.labels, key: RandomKey(seed: 3))
      let most = try goldenCase.expectedNumbers("robust_accuracy")[0] + 1 / Double(subject.labels.count)
      guard result.robustAccuracy > most + 1e-9 else { return [] }
      return [GoldenMismatch(role: "robust_accuracy", "\(result.robustAccuracy), expected at most \(most)")]
    }
  }

  private func mean(_ values: [Float]) -> Double { values.reduce(0) { $0 + Double($1) } / Double(values.count) }

  /// Public attacks, which leave wrong images alone and stop when fooled, keep the very rates of those that never stop.
  @Test func robustAccuracyCurves() throws {
    try check(["robust_accuracy_curve"]) { goldenCase, subject in
      guard let norm = goldenCase.params["norm"]?.string.flatMap(Norm.init),
        let steps = goldenCase.params["steps"]?.int,
        let sizes = goldenCase.params["eps"]?.flattenedNumbers, goldenCase.params["alpha"]?.string == "eps / 8"
      else { return nil }
      let rates = try sizes.map { size in
        let ball = PerturbationBall(norm, size)
        let attack = Attack.pgd(ball, steps: steps, stepSize: size / 8, randomStart: false)
        return try attack.run(
          on: subject.model, images: subject.images, labels: subject.labels, key: RandomKey(seed: 0)
        ).robustAccuracy
      }
      return [try goldenCase.compare(values: rates, with: "robust_accuracy")].compactMap { $0 }
    }
  }

  /// Random searches agree with the peer in the mean over seeds.
  @Test func squares() throws {
    try check(["square"]) { goldenCase, subject in
      guard let norm = goldenCase.params["norm"]?.string.flatMap({ Norm(rawValue: $0.lowercased()) }),
        let size = goldenCase.params["eps"]?.double, let queries = goldenCase.params["n_queries"]?.int,
        let share = goldenCase.params["p_init"]?.double, goldenCase.params["loss"]?.string == "margin",
        goldenCase.params["rescaled_schedule"]?.bool == true
      else { return nil }
      let attack = Attack.square(PerturbationBall(norm, size), queries: queries, initialShare: share)
      let rates = try (0..<5).map { seed in
        try attack.run(
          on: subject.model, images: subject.images, labels: subject.labels, key: RandomKey(seed: UInt64(seed))
        ).robustAccuracy
      }
      let mean = rates.reduce(0, +) / Double(rates.count)
      print("golden attacks: \(goldenCase.name): \(mean), in all \(rates)")
      return [try goldenCase.compare(values: [mean], with: "robust_accuracy_mean")].compactMap { $0 }
    }
  }

  /// The attack that a case describes; nil for one that is written otherwise than we know.
  private func attack(_ goldenCase: GoldenCase) throws -> ProjectedGradient? {
    guard let epsilon = goldenCase.params["eps"]?.double else { return nil }
    let isSingleStep = goldenCase.op == "fgsm" || goldenCase.op == "fgm_l2"
    let norm: Norm =
      goldenCase.op.contains("_l1") ? .l1 : goldenCase.op.contains("_l2") ? .l2 : .linf
    guard let steps = isSingleStep ? 1 : goldenCase.params["steps"]?.int,
      let stepSize = isSingleStep ? epsilon : goldenCase.params["alpha"]?.double
    else { return nil }
    var target = AttackTarget.anyOther
    if let goal = goldenCase.params["target"]?.string {
      guard goal.hasPrefix("(label + 1)") else { return nil }
      target = .offset(1)
    }
    var attack = ProjectedGradient(
      name: goldenCase.op, ball: PerturbationBall(norm, epsilon), steps: steps, stepSize: stepSize,
      start: try start(goldenCase), target: target, stopsWhenFooled: false)
    if let decay = goldenCase.params["decay"]?.double { attack.momentum = GradientMomentum(decay: decay) }
    if norm == .l1 { attack.l1Step = goldenCase.params["k"]?.int.map { .steepest($0) } ?? .scaled }
    return attack
  }

  /// Where a case begins: at the images, or at what it adds to them.
  private func start(_ goldenCase: GoldenCase) throws -> ProjectedGradient.Start {
    guard goldenCase.inputRoles.contains("start") else { return .image }
    let offset = try goldenCase.input("start")
    return .offset(Tensor(shape: Shape(offset.shape), elements: offset.floats))
  }

  /// Compares rates with as much room as the flags and entries that they are means of have.
  private func rates(_ rates: [String: Double], _ goldenCase: GoldenCase) throws -> [GoldenMismatch] {
    try rates.keys.sorted().compactMap { role in
      guard goldenCase.expectedValues[role] != nil, let rate = rates[role] else { return nil }
      var tolerance = goldenCase.tolerance(for: role)
      if role == "mean_final_ce" {
        tolerance.rtol = max(tolerance.rtol, goldenCase.tolerance(for: "final_ce").rtol)
      } else {
        tolerance.atol = max(tolerance.atol, 1 - goldenCase.tolerance(for: "success").minFraction)
      }
      return compare([rate], to: try goldenCase.expectedNumbers(role), tolerance: tolerance, role: role)
    }
  }

  private func check(
    _ ops: Set<String>, _ body: (GoldenCase, AttackSubject) throws -> [GoldenMismatch]?
  ) throws {
    let failures = try AttackSubject.check(ops, body)
    #expect(failures == [])
  }
}
