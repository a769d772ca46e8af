import AssayNetworks
import AssayTensor

extension ProjectedGradient {
  /// The search for some examples; those that are decided leave it.
  struct Search {
    private let attack: ProjectedGradient
    private let model: AttackedModel
    private(set) var roster: SearchRoster
    /// The images of the active examples, their originals, and the momentum so far, row by row.
    private var current: Tensor
    private var origin: Tensor
    private var velocity: Tensor?
    /// 1 where a pixel may move, if not all may.
    private var movable: Tensor?

    init(_ attack: ProjectedGradient, _ batch: AttackBatch, _ model: AttackedModel) {
      self.attack = attack
      self.model = model
      roster = SearchRoster(batch, model, target: attack.target)
      let rows = roster.active
      current = roster.confining(attack.startingImages(batch).rows(rows))
      origin = batch.images.rows(rows)
      movable = batch.limits?.movable.rows(rows)
    }

    mutating func run() throws {
      for step in 0..<attack.steps where !roster.active.isEmpty {
        let (logits, gradient) = try gradient(step)
        let next = roster.confining(attack.step(current, origin: origin, along: gradient))
        let fooled = attack.stopsWhenFooled ? try roster.fooledRows(logits, current) : []
        let staying = fooled.isEmpty ? nil : roster.retire(fooled, with: current)
        current = next
        if let staying { keep(staying) }
      }
      guard !roster.active.isEmpty else { return }
      guard attack.stopsWhenFooled else {
        roster.keep(Array(roster.active.indices), of: current)
        return
      }
      let logits = try model.logits(for: current, keys: roster.keys, step: attack.steps)
      roster.count(queries: 1)
      let fooled = try roster.fooledRows(logits, current)
      let staying = roster.retire(fooled, with: current)
      roster.keep(Array(staying.indices), of: current.rows(staying))
    }

    /// The logits at the current images, and the direction in which the wanted loss rises, momentum included.
    private mutating func gradient(_ step: Int) throws -> (Logits, Tensor) {
      let (goals, labels) = (roster.goals, roster.labels)
      let wanted = goals ?? labels
      let place = attack.momentum?.lookahead(from: current, along: velocity, stepSize: attack.stepSize)
      let (logits, slope) = try model.logitsAndGradient(for: place ?? current, keys: roster.keys, step: step) {
        $0.crossEntropy(labels: Array(wanted[$1])).gradient
      }
      roster.count(iterations: 1, gradients: 1)
      // Up the loss of the label, or down that of the target.
      var gradient = goals == nil ? slope : -slope
      if let smoothing = attack.smoothing { gradient = smoothing.smoothed(gradient) }
      if let movable { gradient = gradient * movable }
      if let momentum = attack.momentum {
        gradient = momentum.accumulated(velocity, gradient)
        velocity = gradient
      }
      return (logits, gradient)
    }

    /// Cuts the state to the rows that stay.
    private mutating func keep(_ rows: [Int]) {
      origin = origin.rows(rows)
      current = current.rows(rows)
      velocity = velocity?.rows(rows)
      movable = movable?.rows(rows)
    }
  }
}
