import AssayNetworks
import AssayTensor

extension ProjectedGradient {
  /// One start of the search for some examples; those that are decided leave it.
  struct Search {
    private let attack: ProjectedGradient
    private let batch: AttackBatch
    /// The current images of all examples, final for those that have left.
    private(set) var images: Tensor
    private(set) var isFooled: [Bool]
    private(set) var work: [AttackWork]
    /// The examples that are still searched, and their images, originals and goals, row by row.
    private var active: [Int]
    private var current: Tensor
    private var origin: Tensor

    init(_ attack: ProjectedGradient, _ batch: AttackBatch, rows: [Int], restart: Int) {
      self.attack = attack
      self.batch = batch
      let start = attack.startingImages(batch, rows: rows, restart: restart)
      images = start
      current = start
      origin = batch.images
      active = Array(0..<batch.count)
      isFooled = Array(repeating: false, count: batch.count)
      work = Array(repeating: AttackWork(), count: batch.count)
    }

    mutating func run(_ model: AttackedModel) throws {
      for _ in 0..<attack.steps {
        if active.isEmpty { break }
        let goals = goals(model)
        let (logits, gradient) = try model.frozen.logitsAndInputGradient(for: current) { logits, rows in
          logits.crossEntropy(labels: Array(goals.labels[rows])).gradient
        }
        try model.frozen.check(logits, count: active.count)
        for row in active { work[row].gradients += 1 }
        let step = attack.step(current, origin: origin, gradient: gradient, towards: goals.areTargets)
        guard attack.stopsWhenFooled else {
          current = step
          continue
        }
        let fooled = try confirmed(logits, model)
        if fooled.isEmpty {
          current = step
        } else {
          retire(fooled, keeping: step)
        }
      }
      guard !active.isEmpty else { return }
      images = images.replacing(rows: active, with: current)
      if attack.stopsWhenFooled {
        for row in try confirmed(model.frozen.checkedLogits(for: current), model) { isFooled[active[row]] = true }
        for row in active { work[row].queries += 1 }
      }
    }

    /// The class whose cross-entropy counts for each active example, and whether it is to be reached or left.
    private func goals(_ model: AttackedModel) -> (labels: [Int], areTargets: Bool) {
      let classCount = model.itself.classCount
      return (
        active.map { attack.target.targetClass(label: batch.labels[$0], classCount: classCount) ?? batch.labels[$0] },
        attack.target != .anyOther
      )
    }

    /// The active rows that the model itself is wrong about, among those that its frozen form is wrong about.
    private mutating func confirmed(_ logits: Logits, _ model: AttackedModel) throws -> [Int] {
      let predictions = logits.labels
      let candidates = active.indices.filter { fools(predictions[$0], active[$0], model) }
      guard !candidates.isEmpty else { return [] }
      let labels = try model.itself.checkedLogits(for: current.rows(candidates)).labels
      for row in candidates { work[active[row]].queries += 1 }
      return zip(candidates, labels).filter { fools($1, active[$0], model) }.map(\.0)
    }

    private func fools(_ prediction: Int, _ example: Int, _ model: AttackedModel) -> Bool {
      let label = batch.labels[example]
      let wanted = attack.target.targetClass(label: label, classCount: model.itself.classCount)
      return prediction != label && (wanted.map { $0 == prediction } ?? true)
    }

    /// Lets rows that are decided leave with the image that fooled; the others go on with `step`.
    private mutating func retire(_ fooled: [Int], keeping step: Tensor) {
      images = images.replacing(rows: fooled.map { active[$0] }, with: current.rows(fooled))
      for row in fooled { isFooled[active[row]] = true }
      let gone = Set(fooled)
      let staying = active.indices.filter { !gone.contains($0) }
      active = staying.map { active[$0] }
      origin = origin.rows(staying)
      current = step.rows(staying)
    }
  }
}
