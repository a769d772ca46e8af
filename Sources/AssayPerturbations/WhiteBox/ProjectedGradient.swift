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

  let name: String
  let bounds: PerturbationBall
  let steps: Int
  let stepSize: Double
  let restarts: Int
  let start: Start
  package let target: AttackTarget
  /// Whether examples leave as soon as they are fooled; off only to measure and compare.
  var stopsWhenFooled = true

  package init(
    name: String, ball: PerturbationBall, steps: Int, stepSize: Double, restarts: Int, start: Start,
    target: AttackTarget, stopsWhenFooled: Bool = true
  ) {
    self.name = name
    bounds = ball
    self.steps = steps
    self.stepSize = stepSize
    self.restarts = restarts
    self.start = start
    self.target = target
    self.stopsWhenFooled = stopsWhenFooled
  }

  package var description: String {
    var parts = [bounds.description]
    if steps > 1 || name == "PGD" { parts.append(steps == 1 ? "1 step" : "\(steps) steps") }
    if restarts > 1 { parts.append("\(restarts) restarts") }
    return "\(name)(\((parts + target.words).joined(separator: ", ")))"
  }

  package var ball: PerturbationBall? { bounds }
  package var kind: AttackKind { steps == 1 ? .singleStep : .iterative }

  package func resized(epsilon: Double) -> (any AttackAlgorithm)? {
    let share = bounds.epsilon > 0 ? epsilon / bounds.epsilon : 1
    return ProjectedGradient(
      name: name, ball: PerturbationBall(bounds.norm, epsilon), steps: steps, stepSize: stepSize * share,
      restarts: restarts, start: start, target: target, stopsWhenFooled: stopsWhenFooled)
  }

  package func validate() throws {
    try bounds.validate()
    guard steps >= 1 else {
      throw AssayError(
        .invalidArgument, "\(name) needs at least one step", expected: "steps ≥ 1", found: "\(steps)", at: "steps")
    }
    guard restarts >= 1 else {
      throw AssayError(
        .invalidArgument, "\(name) needs at least one start", expected: "restarts ≥ 1", found: "\(restarts)",
        at: "restarts")
    }
    guard stepSize >= 0, stepSize.isFinite else {
      throw AssayError(
        .invalidArgument, "a step size must be a number that is not negative", found: "\(stepSize)", at: "stepSize")
    }
  }

  package func perturb(
    _ batch: AttackBatch, _ model: AttackedModel
  ) throws -> (images: Tensor, work: [AttackWork]) {
    var images = batch.images
    var work = [AttackWork](repeating: AttackWork(), count: batch.count)
    var open = attackable(batch, model)
    for restart in 0..<restarts where !open.isEmpty {
      var search = Search(self, batch.selecting(open), rows: open, restart: restart)
      try search.run(model)
      images = images.replacing(rows: open, with: search.images)
      for (row, spent) in zip(open, search.work) {
        work[row].gradients += spent.gradients
        work[row].queries += spent.queries
      }
      if stopsWhenFooled { open = zip(open, search.isFooled).filter { !$1 }.map(\.0) }
    }
    return (images, work)
  }

  /// The examples that there is something to do for: not those that have the target as their label.
  private func attackable(_ batch: AttackBatch, _ model: AttackedModel) -> [Int] {
    (0..<batch.count).filter {
      target.targetClass(label: batch.labels[$0], classCount: model.itself.classCount) != batch.labels[$0]
    }
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
