import AssayBase
import AssayNetworks
import AssayTensor
import CAssayKernels

extension AutoProjectedGradient {
  /// The search for some examples; those that are decided leave it.
  package struct Search {
    private let attack: AutoProjectedGradient
    private let model: AttackedModel
    private(set) var roster: SearchRoster
    private let goals: [Int]?
    /// The state of the active examples, row by row.
    private var state: State
    /// The largest loss so far of every example, where the search ended.
    package private(set) var bestLosses: [Float]
    /// Whether an image on the way fooled the model itself.
    package private(set) var isFooled: [Bool]

    /// What is known of each active example.
    struct State {
      /// Images, their predecessors, and the originals.
      var current: Tensor
      var previous: Tensor
      var origin: Tensor
      /// The gradient at the current images, and that at the best.
      var gradient: Tensor
      var bestGradient: Tensor
      /// The images of largest loss.
      var best: Tensor
      var bestLosses: [Float]
      /// The length of a step.
      var stepSizes: [Float]
      /// How often the loss rose since the last checkpoint, and the loss of the last step.
      var rises: [Int]
      var lastLosses: [Float]
      /// The best loss at the last checkpoint, and whether steps were shortened there.
      var checkedLosses: [Float]
      var wasShortened: [Bool]
      /// 1 where a pixel may move, if not all may.
      var movable: Tensor?

      func rows(_ rows: [Int]) -> State {
        State(
          current: current.rows(rows), previous: previous.rows(rows), origin: origin.rows(rows),
          gradient: gradient.rows(rows), bestGradient: bestGradient.rows(rows), best: best.rows(rows),
          bestLosses: rows.map { bestLosses[$0] }, stepSizes: rows.map { stepSizes[$0] },
          rises: rows.map { rises[$0] }, lastLosses: rows.map { lastLosses[$0] },
          checkedLosses: rows.map { checkedLosses[$0] }, wasShortened: rows.map { wasShortened[$0] },
          movable: movable?.rows(rows))
      }
    }

    package init(
      _ attack: AutoProjectedGradient, _ batch: AttackBatch, _ model: AttackedModel, goals: [Int]? = nil
    ) {
      self.attack = attack
      self.model = model
      roster = SearchRoster(batch, model, target: attack.target)
      self.goals = goals
      let rows = roster.active
      let start = roster.confining(attack.startingImages(batch).rows(rows))
      let count = rows.count
      state = State(
        current: start, previous: start, origin: batch.images.rows(rows), gradient: start, bestGradient: start,
        best: start, bestLosses: Array(repeating: 0, count: count),
        stepSizes: Array(repeating: 2 * Float(attack.bounds.epsilon), count: count),
        rises: Array(repeating: 0, count: count), lastLosses: Array(repeating: 0, count: count),
        checkedLosses: Array(repeating: 0, count: count), wasShortened: Array(repeating: true, count: count),
        movable: batch.limits?.movable.rows(rows))
      bestLosses = Array(repeating: 0, count: batch.count)
      isFooled = Array(repeating: false, count: batch.count)
    }

    /// The image of every example: that which fooled the model, or the one of the largest loss.
    package var images: Tensor { roster.images }

    /// The image of largest loss of every example that is still searched; the last image of the others.
    package var bestImages: Tensor { roster.images.replacing(rows: roster.active, with: state.best) }

    package mutating func run() throws {
      guard !roster.active.isEmpty else { return }
      if !attack.stopsWhenFooled { roster.keep(Array(roster.active.indices), of: state.current) }
      let losses = try evaluate(step: 0)
      state.best = state.current
      state.bestGradient = state.gradient
      state.bestLosses = losses
      state.checkedLosses = losses
      try leave()
      let checkpoints = attack.checkpoints
      var lastCheckpoint = 0
      for step in 1...attack.steps where !roster.active.isEmpty {
        move(share: step == 1 ? 1 : 0.75)
        learn(try evaluate(step: step))
        try leave()
        if checkpoints.contains(step) {
          judge(steps: step - lastCheckpoint)
          lastCheckpoint = step
        }
      }
      for (row, example) in roster.active.enumerated() { bestLosses[example] = state.bestLosses[row] }
      if attack.stopsWhenFooled { roster.keep(Array(roster.active.indices), of: state.best) }
    }

    /// The logits of the current images, which the next ``leave()`` goes by.
    private var logits: Logits?

    /// Takes logits, losses and gradients of the current images.
    private mutating func evaluate(step: Int) throws -> [Float] {
      let (attack, labels) = (attack, roster.labels)
      let goals = goals.map { goals in roster.active.map { goals[$0] } } ?? roster.goals
      @Sendable func evaluated(_ logits: Logits, _ rows: Range<Int>) -> (losses: [Float], gradient: Tensor) {
        attack.loss.evaluated(logits, labels: Array(labels[rows]), goals: goals.map { Array($0[rows]) })
      }
      let (logits, gradient) = try model.logitsAndGradient(for: state.current, keys: roster.keys, step: step) {
        evaluated($0, $1).gradient
      }
      roster.count(iterations: step == 0 ? 0 : 1, gradients: 1)
      state.gradient = state.movable.map { gradient * $0 } ?? gradient
      self.logits = logits
      return evaluated(logits, 0..<labels.count).losses
    }

    /// Lets those leave that fool the model. Where all steps are to be made, the images on the way are not confirmed.
    private mutating func leave() throws {
      guard let logits else { return }
      let fooled =
        attack.stopsWhenFooled ? try roster.fooledRows(logits, state.current) : roster.candidates(logits)
      guard !fooled.isEmpty else { return }
      for row in fooled { isFooled[roster.active[row]] = true }
      guard attack.stopsWhenFooled else {
        roster.keep(fooled, of: state.current)
        return
      }
      for row in fooled { bestLosses[roster.active[row]] = state.bestLosses[row] }
      state = state.rows(roster.retire(fooled, with: state.current))
    }

    /// A step up the gradient, of which only a `share` is made; the rest continues the step before.
    private mutating func move(share: Float) {
      let next = roster.confining(attack.step(state, share: share))
      (state.previous, state.current) = (state.current, next)
    }

    /// Keeps what is the best so far.
    private mutating func learn(_ losses: [Float]) {
      for row in losses.indices where losses[row] > state.lastLosses[row] { state.rises[row] += 1 }
      state.lastLosses = losses
      let better = losses.indices.filter { losses[$0] > state.bestLosses[$0] }
      guard !better.isEmpty else { return }
      for row in better { state.bestLosses[row] = losses[row] }
      state.best = state.best.replacing(rows: better, with: state.current.rows(better))
      state.bestGradient = state.bestGradient.replacing(rows: better, with: state.gradient.rows(better))
    }

    /// Halves the steps of examples whose loss rose in too few of so many steps, or whose best loss stayed where it was
    /// though the steps were not shortened the last time; these go on from their best image.
    private mutating func judge(steps: Int) {
      let shortened = state.rises.indices.filter { row in
        Double(state.rises[row]) <= attack.rho * Double(steps)
          || (!state.wasShortened[row] && state.checkedLosses[row] >= state.bestLosses[row])
      }
      state.wasShortened = Array(repeating: false, count: state.rises.count)
      state.checkedLosses = state.bestLosses
      state.rises = Array(repeating: 0, count: state.rises.count)
      guard !shortened.isEmpty else { return }
      for row in shortened {
        state.wasShortened[row] = true
        state.stepSizes[row] /= 2
      }
      state.current = state.current.replacing(rows: shortened, with: state.best.rows(shortened))
      state.gradient = state.gradient.replacing(rows: shortened, with: state.bestGradient.rows(shortened))
    }
  }

  /// Where the search begins: at the surface of the ball unless given.
  fileprivate func startingImages(_ batch: AttackBatch) -> Tensor {
    switch start {
    case .image: return batch.images
    case .offset(let offset): return (batch.images + offset).clampedToBox
    case .random:
      let count = batch.images.count / max(1, batch.count)
      let directions = batch.keys.map { key in
        let key = key.derived("apgd")
        let draw =
          norm == .linf ? Tensor.uniform(-1, 1, shape: [count], key: key) : .normal(shape: [count], key: key)
        let size =
          norm == .linf
          ? draw.elements.reduce(0) { max($0, $1.magnitude) } : draw.squared().sum().squareRoot().scalar
        return draw * (Float(bounds.epsilon) / max(size, 1e-12))
      }
      let changes = Tensor(shape: batch.images.shape) { out in
        for (row, change) in directions.enumerated() {
          (out + row * count).update(from: change.pointer, count: count)
        }
      }
      return (batch.images + changes).clampedToBox
    }
  }

  /// The images after a step: equation 2 of the paper.
  fileprivate func step(_ state: Search.State, share: Float) -> Tensor {
    let current = state.current
    guard norm == .linf else {
      let lengths = state.gradient.squared().sumPerExample().squareRoot().elements
      let moved = current + state.gradient.scalingRows(by: zip(lengths, state.stepSizes).map { $0 > 0 ? $1 / $0 : 0 })
      let stepped = bounds.projected(moved, around: state.origin)
      return bounds.projected(
        current + (stepped - current) * share + (current - state.previous) * (1 - share), around: state.origin)
    }
    let count = current.count / max(1, current.shape[0])
    return Tensor(shape: current.shape) { out in
      for (row, size) in state.stepSizes.enumerated() {
        let place = row * count
        assay_apgd_linf_step(
          out + place, current.pointer + place, state.previous.pointer + place, state.origin.pointer + place,
          state.gradient.pointer + place, size, share, Float(bounds.epsilon), count)
      }
    }
  }
}
