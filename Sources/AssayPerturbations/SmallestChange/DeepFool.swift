import AssayBase
import AssayNetworks
import AssayTensor

/// Steps to the nearest boundary of the linearised model, again and again, until the label changes.
package struct DeepFool: AttackAlgorithm {
  package let norm: Norm
  private let steps: Int
  private let overshoot: Double
  package var target: AttackTarget
  /// Whether all steps are added up and the sum lengthened; otherwise each step is, from where the one before it ended.
  package var accumulates = true
  /// Whether images are cut to the box on the way; off only to measure and compare.
  package var keepsBox = true
  /// How often the line back to the original is halved at the end.
  package var halvings = 10

  package init(norm: Norm, steps: Int, overshoot: Double, target: AttackTarget) {
    self.norm = norm
    self.steps = steps
    self.overshoot = overshoot
    self.target = target
  }

  /// The paper's η.
  static let standardOvershoot = 0.02
  /// How far each step goes beyond the boundary beside the overshoot, so that it is crossed.
  private static let nudge: Float = 1e-4

  package var name: String { "DeepFool" }
  package var ball: PerturbationBall? { nil }
  package var kind: AttackKind { .iterative }

  package var settings: [String] {
    [steps == 1 ? "1 step" : "\(steps) steps"] + (overshoot == Self.standardOvershoot ? [] : ["overshoot \(overshoot)"])
  }

  package func validate() throws {
    try validate(norms: [.linf, .l2])
    try validate(steps, "steps")
    try validate(overshoot, notNegative: "overshoot")
  }

  package func perturb(_ batch: AttackBatch, _ model: AttackedModel) throws -> (images: Tensor, work: [AttackWork]) {
    var changes = SmallestChanges(batch, model, target: target, norm: norm)
    var active = changes.attackable
    var current = batch.images.rows(active)
    var sum = Tensor.zeros(current.shape)
    for _ in 0..<steps where !active.isEmpty {
      var planes = try NearestPlanes(current, of: active, &changes)
      let fooled = changes.fooled(planes.logits, active)
      changes.offer(current, fooled, of: active)
      let staying = active.indices.filter { !fooled.contains($0) }
      if staying.count < active.count {
        (current, sum, active) = (current.rows(staying), sum.rows(staying), staying.map { active[$0] })
        planes = planes.rows(staying)
        guard !active.isEmpty else { break }
      }
      let step = step(to: try planes.nearest(in: norm, at: current, of: active, &changes))
      changes.count(active, iterations: 1)
      sum = accumulates ? sum + step : step
      current = moved(accumulates ? batch.images.rows(active) : current, by: sum, batch, active)
    }
    if !active.isEmpty {
      let fooled = changes.fooled(try changes.logits(for: current, of: active), active)
      changes.replace(active, with: current)
      changes.forget(active.indices.filter { !fooled.contains($0) }.map { active[$0] })
    }
    return keepsBox ? try changes.finished(halvings: halvings) : (changes.images, changes.work)
  }

  /// Images a little further than a change leads, in the box and within the limits of their pixels.
  private func moved(_ start: Tensor, by change: Tensor, _ batch: AttackBatch, _ examples: [Int]) -> Tensor {
    let end = start + change * Float(1 + overshoot)
    return keepsBox ? batch.confining(end.clampedToBox, of: examples) : end
  }

  /// The shortest change that reaches each plane, and a little further where steps are added up.
  private func step(to plane: BoundaryPlane) -> Tensor {
    let nudge = accumulates ? Self.nudge : 0
    switch norm {
    case .linf:
      let lengths = plane.slopes.absolute().sumPerExample().elements
      let factors = zip(plane.leads, lengths).map { $1 > 0 ? $0.magnitude / $1 + nudge : 0 }
      return plane.slopes.sign().scalingRows(by: factors)
    default:
      let lengths = plane.slopes.squared().sumPerExample().squareRoot().elements
      let factors = zip(plane.leads, lengths).map { $1 > 0 ? ($0.magnitude / $1 + nudge) / $1 : 0 }
      return plane.slopes.scalingRows(by: factors)
    }
  }
}
