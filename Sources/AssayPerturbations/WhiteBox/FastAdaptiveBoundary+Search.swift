import AssayBase
import AssayNetworks
import AssayTensor
import CAssayKernels

extension FastAdaptiveBoundary {
  /// The search for some examples; in a ball those leave that succeed there.
  struct Search {
    private let attack: FastAdaptiveBoundary
    private let model: AttackedModel
    private(set) var roster: SearchRoster
    private let goals: [Int]?
    /// The images of the active examples, their originals, and 1 where a pixel may move if not all may.
    private var current: Tensor
    private var origin: Tensor
    private var movable: Tensor?
    /// The distance of the best image of each active example; ∞ before the first that fools.
    private var distances: [Double]
    private var evaluation = 0

    init(_ attack: FastAdaptiveBoundary, _ batch: AttackBatch, _ model: AttackedModel, goals: [Int]?) {
      self.attack = attack
      self.model = model
      roster = SearchRoster(batch, model, target: attack.target)
      self.goals = goals
      let rows = roster.active
      current = roster.confining(attack.startingImages(batch).rows(rows))
      origin = batch.images.rows(rows)
      movable = batch.limits?.movable.rows(rows)
      distances = Array(repeating: .infinity, count: rows.count)
    }

    mutating func run() throws {
      guard model.itself.classCount > 1 else { return }
      for _ in 0..<attack.steps where !roster.active.isEmpty {
        let plane = try nearestPlane()
        roster.count(iterations: 1)
        current = roster.confining(attack.step(current, origin: origin, to: plane))
        try judge()
      }
      try sharpen()
    }

    /// The linear approximation of the boundary that is nearest to each current image.
    private mutating func nearestPlane() throws -> BoundaryPlane {
      let labels = roster.labels
      if let goals = goals.map({ goals in roster.active.map { goals[$0] } }) ?? roster.goals {
        return try plane(towards: goals)
      }
      var nearest: BoundaryPlane?
      for other in 0..<model.itself.classCount - 1 {
        let plane = try plane(towards: labels.map { other < $0 ? other : other + 1 })
        nearest = nearest.map { $0.nearer(of: plane, in: attack.norm) } ?? plane
      }
      return nearest ?? BoundaryPlane(leads: [], slopes: current)
    }

    /// How far a class leads the label for each current image, and the slope of that.
    private mutating func plane(towards goals: [Int]) throws -> BoundaryPlane {
      let labels = roster.labels
      let (logits, slopes) = try model.logitsAndGradient(for: current, keys: roster.keys, step: evaluation) {
        logits, rows in
        let classes = logits.classCount
        return Tensor(shape: logits.values.shape) { out in
          out.update(repeating: 0, count: logits.values.count)
          for (row, example) in rows.enumerated() {
            out[row * classes + goals[example]] = 1
            out[row * classes + labels[example]] = -1
          }
        }
      }
      evaluation += 1
      roster.count(gradients: 1)
      let leads = goals.indices.map { row in
        let scores = logits.values.pointer + row * logits.classCount
        return scores[goals[row]] - scores[labels[row]]
      }
      return BoundaryPlane(leads: leads, slopes: movable.map { slopes * $0 } ?? slopes)
    }

    /// Keeps images that fool at a smaller distance than before; the search goes on a little nearer to the original.
    private mutating func judge() throws {
      let logits = try answers(to: current)
      let predictions = logits.labels
      let lengths = attack.norm.distances(from: origin, to: current)
      let fooling = predictions.indices.filter { roster.fools(predictions[$0], row: $0) }
      let better = try roster.fooledRows(logits, current, among: { lengths[$0] < distances[$0] })
      roster.keep(better, of: current)
      for row in better { distances[row] = lengths[row] }
      if !fooling.isEmpty {
        let nearer = origin + (current - origin) * Float(attack.settingsOfSteps.retreat)
        current = current.replacing(rows: fooling, with: nearer.rows(fooling))
      }
      guard let ball = attack.ball else { return }
      let done = better.filter { ball.contains(distance: distances[$0]) }
      if !done.isEmpty { keep(roster.retire(done)) }
    }

    /// Looks for the boundary on the line from the original to the best image, by three steps of false position.
    private mutating func sharpen() throws {
      // Those without an image that fools have no such line.
      keep(roster.release(distances.indices.filter { !distances[$0].isFinite }))
      guard !roster.active.isEmpty else { return }
      // Where on the line, and how far the wanted class leads there: before the boundary and behind it.
      let best = roster.images.rows(roster.active)
      var before = zip([Float](repeating: 0, count: distances.count), leads(try answers(to: origin))).map { $0 }
      var behind = zip([Float](repeating: 1, count: distances.count), leads(try answers(to: best))).map { $0 }
      for _ in 0..<3 {
        let places = distances.indices.map { row -> Float in
          let (near, far) = (before[row], behind[row])
          let share = far.1 > near.1 ? -near.1 / (far.1 - near.1) : 0.5
          return near.0 + (far.0 - near.0) * min(1, max(0, share) + 1e-3)
        }
        let images = roster.confining((origin + (best - origin).scalingRows(by: places)).clampedToBox)
        let logits = try answers(to: images)
        let leads = leads(logits)
        let lengths = attack.norm.distances(from: origin, to: images)
        let better = try roster.fooledRows(logits, images, among: { lengths[$0] < distances[$0] })
        roster.keep(better, of: images)
        for row in better { distances[row] = lengths[row] }
        let isBetter = Set(better)
        for row in distances.indices {
          if isBetter.contains(row) {
            behind[row] = (places[row], leads[row])
          } else {
            before[row] = (places[row], min(leads[row], 0))
          }
        }
      }
    }

    /// How far the wanted class, or the best other than the label, leads for each active example.
    private func leads(_ logits: Logits) -> [Float] {
      let labels = roster.labels
      guard let goals = roster.goals else { return labels.indices.map { logits.margin(row: $0, label: labels[$0]) } }
      return goals.indices.map { -logits.margin(row: $0, label: goals[$0]) }
    }

    private mutating func answers(to images: Tensor) throws -> Logits {
      let logits = try model.logits(for: images, keys: roster.keys, step: evaluation)
      evaluation += 1
      roster.count(queries: 1)
      return logits
    }

    /// Cuts the state to the rows that stay.
    private mutating func keep(_ rows: [Int]) {
      current = current.rows(rows)
      origin = origin.rows(rows)
      movable = movable?.rows(rows)
      distances = rows.map { distances[$0] }
    }
  }

  /// Where the search begins: at the image, and after the first start at a random point half as far as one looks.
  private func startingImages(_ batch: AttackBatch) -> Tensor {
    guard batch.restart > 0 else { return batch.images }
    let reach = ball?.epsilon ?? (norm == .linf ? 0.3 : norm == .l2 ? 1 : 5)
    return PerturbationBall(norm, reach / 2).randomlyChanged(
      batch.images, keys: batch.keys.map { $0.derived("start").derived(0) })
  }

  /// The images after a step: beyond the plane from where they are, drawn to where it is reached from the original.
  private func step(_ current: Tensor, origin: Tensor, to plane: BoundaryPlane) -> Tensor {
    let away = origin - current
    let here = plane.changes(from: current, norm, wanted: plane.leads.map { -Double($0) })
    let there = plane.changes(
      from: origin, norm, wanted: zip(plane.leads, plane.slopes.dotRows(away)).map { -Double($0) - Double($1) })
    let none = Tensor.zeros(current.shape)
    let weights = zip(norm.distances(from: none, to: here), norm.distances(from: none, to: there)).map {
      Float(min($0 / max($0 + $1, 1e-12), settingsOfSteps.pull))
    }
    let eta = Float(settingsOfSteps.overshoot)
    let (fromHere, fromThere) = (current + here * eta, origin + there * eta)
    return (fromHere.scalingRows(by: weights.map { 1 - $0 }) + fromThere.scalingRows(by: weights)).clampedToBox
  }
}
