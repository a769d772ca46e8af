import AssayBase
import AssayNetworks
import AssayTensor

/// Walks at random along the boundary, towards the original.
struct BoundaryWalk: AttackAlgorithm {
  private let steps: Int
  private let sphericalStep: Double
  private let sourceStep: Double
  private let start: DecisionStart
  var target: AttackTarget

  init(steps: Int, sphericalStep: Double, sourceStep: Double, start: DecisionStart, target: AttackTarget) {
    self.steps = steps
    self.sphericalStep = sphericalStep
    self.sourceStep = sourceStep
    self.start = start
    self.target = target
  }

  static let standardStep = 0.01

  var name: String { "boundary attack" }
  var norm: Norm { .l2 }
  var ball: PerturbationBall? { nil }
  var kind: AttackKind { .queries }

  var settings: [String] {
    var parts = [steps == 1 ? "1 step" : "\(steps) steps"]
    if sphericalStep != Self.standardStep { parts.append("spherical step \(sphericalStep)") }
    if sourceStep != Self.standardStep { parts.append("source step \(sourceStep)") }
    return parts + start.words
  }

  func validate() throws {
    try validate(steps, "steps")
    try start.validate()
    for (number, setting) in [(sphericalStep, "sphericalStep"), (sourceStep, "sourceStep")] {
      guard number > 0, number < 1 else {
        throw AssayError(
          .invalidArgument, "a step is outside its range", expected: "a number above 0 and below 1", found: "\(number)",
          at: setting)
      }
    }
  }

  func check(_ model: any Classifier, images: Tensor) throws { try start.check(model) }

  func perturb(_ batch: AttackBatch, _ model: AttackedModel) throws -> (images: Tensor, work: [AttackWork]) {
    var changes = SmallestChanges(batch, model, target: target, norm: .l2)
    try start.run(&changes)
    try changes.approach(changes.found, halvings: 10)
    var active = changes.found
    var paces = active.map { _ in BoundaryPace(spherical: sphericalStep, source: sourceStep) }
    for step in 0..<steps where !active.isEmpty {
      let proposals = proposals(active, paces, step, changes)
      changes.count(active, iterations: 1)
      // Now and then the way on the sphere is tried alone, which tells how curved the boundary is.
      if step % BoundaryPace.interval == 0 {
        let onSphere = batch.confining(proposals.onSphere, of: active)
        let fooled = Set(changes.fooled(try changes.logits(for: onSphere, of: active), active))
        for row in active.indices { paces[row].learnSphere(fooled.contains(row)) }
      }
      let moved = batch.confining(proposals.nearer, of: active)
      let fooled = changes.fooled(try changes.logits(for: moved, of: active), active)
      changes.offer(moved, fooled, of: active)
      let isFooled = Set(fooled)
      for row in active.indices { paces[row].learn(isFooled.contains(row)) }
      let staying = active.indices.filter { !paces[$0].isOver }
      guard staying.count < active.count else { continue }
      (active, paces) = (staying.map { active[$0] }, staying.map { paces[$0] })
    }
    return try changes.finished(halvings: 10)
  }

  /// For each example a point on the sphere around the original near the best so far, and one that is nearer.
  private func proposals(
    _ active: [Int], _ paces: [BoundaryPace], _ step: Int, _ changes: SmallestChanges
  ) -> (onSphere: Tensor, nearer: Tensor) {
    let origin = changes.batch.images.rows(active)
    let inward = origin - changes.images.rows(active)
    let shape = inward.shape.withFirst(1)
    var random = Tensor.concatenatingRows(
      active.map { .normal(shape: shape, key: changes.batch.keys[$0].derived("walk").derived(step)) })
    if let limits = changes.batch.limits { random = random * limits.rows(active).movable }
    let distances = active.map { Float(changes.distances[$0]) }
    // What of it leads along the line to the original is taken away, and the rest has the length of the step.
    let along = zip(random.dotRows(inward), distances).map { $1 > 0 ? $0 / ($1 * $1) : 0 }
    let across = (random - inward.scalingRows(by: along)).scalingRows(byLength: { $0 > 0 ? 1 / $0 : 0 })
    let sideways = across.scalingRows(by: zip(paces, distances).map { Float($0.spherical) * $1 })
    let shrink = paces.map { Float(1 / ($0.spherical * $0.spherical + 1).squareRoot()) }
    let onSphere = (origin + (sideways - inward).scalingRows(by: shrink)).clampedToBox
    // The box may have brought the point nearer already; the step towards the original starts from the old distance.
    let rest = onSphere - origin
    let lengths = rest.squared().sumPerExample().squareRoot().elements
    let factors = active.indices.map { row -> Float in
      let wanted = min(lengths[row], distances[row] * Float(1 - paces[row].source))
      return lengths[row] > 0 ? wanted / lengths[row] : 1
    }
    return (onSphere, (origin + rest.scalingRows(by: factors)).clampedToBox)
  }
}
