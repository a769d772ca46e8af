import AssayBase
import AssayNetworks
import AssayTensor

/// Steps along the gradient of the cross-entropy, each brought back into the ball and the box.
package struct ProjectedGradient: AttackAlgorithm {
  /// Where a search begins.
  package enum Start: Sendable {
    /// At the image.
    case image
    /// At a random point of the ball.
    case random
    /// At the image plus this, cut to the box: for comparison with other implementations.
    case offset(Tensor)
  }

  package let name: String
  let bounds: PerturbationBall
  let steps: Int
  /// The length of a step where it is given.
  let givenStepSize: Double?
  let start: Start
  package var target: AttackTarget
  /// How the gradients of all steps so far are put together.
  package var momentum: GradientMomentum?
  /// How gradients are smoothed, if they are.
  package var smoothing: GradientSmoothing?
  /// What a step of an ℓ1 ball looks like.
  package var l1Step = L1Step.standard
  /// Whether examples leave as soon as they are fooled; off only to measure and compare.
  package var stopsWhenFooled = true

  package init(
    name: String, ball: PerturbationBall, steps: Int, stepSize: Double? = nil, start: Start, target: AttackTarget,
    stopsWhenFooled: Bool = true
  ) {
    self.name = name
    bounds = ball
    self.steps = steps
    givenStepSize = stepSize
    self.start = start
    self.target = target
    self.stopsWhenFooled = stopsWhenFooled
  }

  package var norm: Norm { bounds.norm }
  package var ball: PerturbationBall? { bounds }
  package var kind: AttackKind { steps == 1 ? .singleStep : .iterative }
  /// Fast gradient methods are their one step: there is nothing about it to set.
  private var isFast: Bool { name == "FGSM" || name == "FGM" }

  package var settings: [String] {
    guard !isFast else { return [] }
    var parts = [steps == 1 ? "1 step" : "\(steps) steps"]
    if let givenStepSize { parts.append("of \(PerturbationBall.text(of: givenStepSize))") }
    if name == "PGD", case .image = start { parts.append("from the image") }
    if let momentum { parts += momentum.words }
    if let smoothing { parts += smoothing.words }
    if norm == .l1 { parts += l1Step.words }
    return parts
  }

  /// The length of a step: as given, or 2.5·ε/steps, but at least ε/8; for ℓ0 half the box for the steepest value.
  var stepSize: Double {
    givenStepSize ?? (norm == .l0 ? 0.5 : bounds.epsilon * max(2.5 / Double(max(1, steps)), 1 / 8))
  }

  package func resized(epsilon: Double) -> (any AttackAlgorithm)? {
    // In an ℓ0 ball steps have nothing to do with its size.
    let share = bounds.epsilon > 0 && norm != .l0 ? epsilon / bounds.epsilon : 1
    var attack = ProjectedGradient(
      name: name, ball: bounds.resized(epsilon), steps: steps, stepSize: givenStepSize.map { $0 * share },
      start: start, target: target, stopsWhenFooled: stopsWhenFooled)
    (attack.momentum, attack.smoothing, attack.l1Step) = (momentum, smoothing, l1Step)
    return attack
  }

  package func validate() throws {
    try bounds.validate()
    try validate(steps, "steps")
    try validate(givenStepSize, notNegative: "stepSize")
    try momentum?.validate()
    try smoothing?.validate()
    if norm == .l1 { try l1Step.validate() }
  }

  package func perturb(
    _ batch: AttackBatch, _ model: AttackedModel
  ) throws -> (images: Tensor, work: [AttackWork]) {
    var search = Search(self, batch, model)
    try search.run()
    return (search.roster.images, search.roster.work)
  }
}

extension ProjectedGradient {
  /// The attacked images of a whole batch, right or wrong, dealt to the cores: the inner problem of adversarial training.
  package func perturbAll(_ images: Tensor, labels: [Int], of model: Network, key: RandomKey) throws -> Tensor {
    let attacked = AttackedModel(itself: model, frozen: try model.frozen())
    let threads = ComputeContext.current.threads
    let size = max(1, (labels.count + 2 * threads - 1) / (2 * threads))
    let parts = try WorkerPool.map((labels.count + size - 1) / size) { part in
      let rows = part * size..<min(labels.count, (part + 1) * size)
      let batch = AttackBatch(
        images: images.rows(rows), labels: Array(labels[rows]), keys: rows.map { key.derived("attack").derived($0) })
      return try perturb(batch, attacked).images
    }
    return .concatenatingRows(parts)
  }
}
