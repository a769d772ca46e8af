import AssayBase
import AssayNetworks
import AssayTensor

/// Walks along the boundary in directions that are estimated from the labels of random neighbours.
struct HopSkipJump: AttackAlgorithm {
  let norm: Norm
  private let steps: Int
  private let neighbours: Int
  private let mostNeighbours: Int
  private let start: DecisionStart
  var target: AttackTarget

  init(
    norm: Norm, steps: Int, neighbours: Int, mostNeighbours: Int, start: DecisionStart, target: AttackTarget
  ) {
    self.norm = norm
    self.steps = steps
    self.neighbours = neighbours
    self.mostNeighbours = mostNeighbours
    self.start = start
    self.target = target
  }

  static let standardNeighbours = 100
  static let standardMostNeighbours = 10_000
  /// Halving further would be rounding.
  private static let mostHalvings = 24
  /// How many neighbours the model is asked about at once.
  private static let group = 64

  var name: String { "HopSkipJump" }
  var ball: PerturbationBall? { nil }
  var kind: AttackKind { .queries }

  var settings: [String] {
    var parts = [steps == 1 ? "1 step" : "\(steps) steps"]
    if neighbours != Self.standardNeighbours { parts.append("\(neighbours) neighbours") }
    if mostNeighbours != Self.standardMostNeighbours { parts.append("at most \(mostNeighbours) neighbours") }
    return parts + start.words
  }

  func validate() throws {
    try validate(norms: [.linf, .l2])
    try validate(steps, "steps")
    try validate(neighbours, "neighbours")
    try validate(mostNeighbours, "mostNeighbours")
    try start.validate()
  }

  func check(_ model: any Classifier, images: Tensor) throws { try start.check(model) }

  func perturb(_ batch: AttackBatch, _ model: AttackedModel) throws -> (images: Tensor, work: [AttackWork]) {
    var changes = SmallestChanges(batch, model, target: target, norm: norm)
    try start.run(&changes)
    let active = changes.found
    guard !active.isEmpty else { return (changes.images, changes.work) }
    let dimensions = Double(batch.images.count / batch.count)
    // As far from the boundary as the paper allows: a share of the distance.
    let precision = norm == .linf ? 1 / (dimensions * dimensions) : 1 / (dimensions * dimensions.squareRoot())
    var current = try boundary(changes.images.rows(active), active, precision, &changes)
    for step in 0..<steps {
      changes.count(active, iterations: 1)
      let distances = norm.distances(from: batch.images.rows(active), to: current)
      let radii = distances.map {
        step == 0 ? 0.1 : (norm == .linf ? dimensions : dimensions.squareRoot()) * precision * max($0, 1e-6)
      }
      let count = min(mostNeighbours, Int(Double(neighbours) * Double(step + 1).squareRoot()))
      let directions = try active.indices.map { row in
        try direction(
          at: current.rows([row]), active[row], radius: Float(radii[row]), count: max(1, count), step, &changes)
      }
      let lengths = distances.map { $0 / Double(step + 1).squareRoot() }
      let jumped = try jump(current, along: .concatenatingRows(directions), lengths, active, &changes)
      current = try boundary(jumped, active, precision, &changes)
    }
    return try changes.finished(halvings: 10)
  }

  /// The direction in which the label is wrong, from the labels of random neighbours of one image (equations 9 and 16).
  private func direction(
    at image: Tensor, _ example: Int, radius: Float, count: Int, _ step: Int, _ changes: inout SmallestChanges
  ) throws -> Tensor {
    let key = changes.batch.keys[example].derived("hop").derived(step)
    let movable = changes.batch.limits?.rows([example]).movable
    // The summed offsets of all neighbours, and of those whose label is wrong.
    var sums = Tensor.zeros([2, image.count])
    var wrongCount = 0
    for first in stride(from: 0, to: count, by: Self.group) {
      let copies = Array(repeating: example, count: min(Self.group, count - first))
      let base = image.rows(copies.map { _ in 0 })
      var random = noise(base.shape, key.derived(first))
      if let movable { random = random * movable.rows(copies.map { _ in 0 }) }
      let moved = changes.batch.confining(
        (base + random.scalingRows(byLength: { $0 > 0 ? radius / $0 : 0 })).clampedToBox, of: copies)
      let answers = Set(changes.fooled(try changes.logits(for: moved, of: copies), copies))
      let flags = copies.indices.map { answers.contains($0) ? Float(1) : 0 }
      let weights = Tensor(shape: [2, copies.count], elements: copies.map { _ in 1 } + flags)
      // Rows in the order of storage, which is that of the estimate.
      let offsets = Tensor(shape: [copies.count, image.count], taking: (moved - base).storage)
      sums = sums + weights.matrixProduct(offsets)
      wrongCount += answers.count
    }
    // The mean answer is the baseline, which lowers the variance; without any contrast there is none.
    let mean = wrongCount == 0 || wrongCount == count ? 0 : Float(2 * wrongCount - count) / Float(count)
    // Σ (answer − mean)·offset with answers of ±1.
    let estimate = Tensor(shape: image.shape) { out in
      for index in 0..<image.count {
        out[index] = 2 * sums.pointer[image.count + index] - (1 + mean) * sums.pointer[index]
      }
    }
    switch norm {
    case .linf: return estimate.sign()
    default: return estimate.scalingRows(byLength: { $0 > 0 ? 1 / $0 : 0 })
    }
  }

  private func noise(_ shape: Shape, _ key: RandomKey) -> Tensor {
    norm == .linf ? .uniform(-1, 1, shape: shape, key: key) : .normal(shape: shape, key: key)
  }

  /// Images moved along directions: as far as given, or half that, until the label is wrong there.
  private func jump(
    _ current: Tensor, along directions: Tensor, _ lengths: [Double], _ active: [Int], _ changes: inout SmallestChanges
  ) throws -> Tensor {
    var (result, lengths) = (current, lengths)
    var open = Array(active.indices)
    for _ in 0..<25 where !open.isEmpty {
      let examples = open.map { active[$0] }
      let moves = directions.rows(open).scalingRows(by: open.map { Float(lengths[$0]) })
      let moved = changes.batch.confining((current.rows(open) + moves).clampedToBox, of: examples)
      let fooled = changes.fooled(try changes.logits(for: moved, of: examples), examples)
      result = result.replacing(rows: fooled.map { open[$0] }, with: moved.rows(fooled))
      let done = Set(fooled.map { open[$0] })
      open.removeAll { done.contains($0) }
      for row in open { lengths[row] /= 2 }
    }
    return result
  }

  /// Images that fool, brought back to the boundary: along the line to the original (ℓ2) or in its cube (ℓ∞).
  private func boundary(
    _ images: Tensor, _ active: [Int], _ precision: Double, _ changes: inout SmallestChanges
  ) throws -> Tensor {
    let origin = changes.batch.images.rows(active)
    let distances = norm.distances(from: origin, to: images)
    // Shares of the line for ℓ2, radii for ℓ∞.
    var outside = norm == .linf ? distances : distances.map { _ in 1 }
    var inside = outside.map { _ in 0.0 }
    let stop = outside.map { min($0 * precision, precision) }
    var result = images
    for _ in 0..<Self.mostHalvings {
      let open = active.indices.filter { outside[$0] - inside[$0] > stop[$0] }
      guard !open.isEmpty else { break }
      let examples = open.map { active[$0] }
      let middles = open.map { Float((inside[$0] + outside[$0]) / 2) }
      let middle = changes.batch.confining(
        between(origin.rows(open), images.rows(open), middles), of: examples)
      let fooled = changes.fooled(try changes.logits(for: middle, of: examples), examples)
      result = result.replacing(rows: fooled.map { open[$0] }, with: middle.rows(fooled))
      let isFooled = Set(fooled)
      for (place, row) in open.enumerated() {
        let middle = Double(middles[place])
        if isFooled.contains(place) { outside[row] = middle } else { inside[row] = middle }
      }
    }
    changes.offer(result, Array(active.indices), of: active)
    return result
  }

  /// Points on the way from originals to images.
  private func between(_ origin: Tensor, _ images: Tensor, _ places: [Float]) -> Tensor {
    let change = images - origin
    guard norm == .linf else { return (origin + change.scalingRows(by: places)).clampedToBox }
    let reach = Tensor(shape: [places.count, 1, 1, 1], elements: places).broadcast(to: change.shape)
    return (origin + .minimum(.maximum(change, -reach), reach)).clampedToBox
  }
}
