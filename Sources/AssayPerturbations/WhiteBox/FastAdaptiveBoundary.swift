import AssayBase
import AssayNetworks
import AssayTensor
import CAssayKernels

/// The fast adaptive boundary attack: steps to the boundary's linear approximation, drawn towards the original (Croce and
/// Hein 2020, "Minimally distorted adversarial examples with a fast adaptive boundary attack", algorithm 1).
package struct FastAdaptiveBoundary: GoalSeekingAttack {
  package let norm: Norm
  /// The ball in which success counts, if there is one: examples leave as soon as they succeed there.
  package let ball: PerturbationBall?
  let steps: Int
  let settingsOfSteps: BoundarySteps
  package var target: AttackTarget

  package init(norm: Norm, ball: PerturbationBall? = nil, steps: Int, _ settings: BoundarySteps, target: AttackTarget) {
    self.norm = norm
    self.ball = ball
    self.steps = steps
    settingsOfSteps = settings
    self.target = target
  }

  package var name: String { "FAB" }
  package var kind: AttackKind { .iterative }

  package var settings: [String] {
    [steps == 1 ? "1 step" : "\(steps) steps"] + settingsOfSteps.words
  }

  package func validate() throws {
    try ball?.validate()
    try validate(norms: [.linf, .l2, .l1])
    try validate(steps, "steps")
    try settingsOfSteps.validate()
  }

  package func resized(epsilon: Double) -> (any AttackAlgorithm)? { ball.map { _ in bounded(epsilon: epsilon) } }

  package func bounded(epsilon: Double) -> any AttackAlgorithm {
    FastAdaptiveBoundary(
      norm: norm, ball: PerturbationBall(norm, epsilon), steps: steps, settingsOfSteps, target: target)
  }

  package func perturb(
    _ batch: AttackBatch, _ model: AttackedModel, goals: [Int]?
  ) throws -> (images: Tensor, work: [AttackWork]) {
    var search = Search(self, batch, model, goals: goals)
    try search.run()
    guard let ball else { return (search.roster.images, search.roster.work) }
    return (ball.projected(search.roster.images, around: batch.images), search.roster.work)
  }
}

/// How FAB steps: the paper's α_max, η and β.
package struct BoundarySteps: Sendable, Hashable {
  /// The largest weight of the step from the original.
  var pull = 0.1
  /// How far steps go beyond the boundary's approximation: 1 is onto it.
  var overshoot = 1.05
  /// Where the search goes on between the original (0) and an image that fools (1).
  var retreat = 0.9

  /// What a description says: what is not the paper's.
  var words: [String] {
    let usual = BoundarySteps()
    return (pull == usual.pull ? [] : ["α \(pull)"]) + (overshoot == usual.overshoot ? [] : ["η \(overshoot)"])
      + (retreat == usual.retreat ? [] : ["β \(retreat)"])
  }

  func validate() throws {
    for (value, range, name) in [
      (pull, 0...1, "alpha"), (overshoot, 1...2, "eta"), (retreat, 0...1, "beta"),
    ] as [(Double, ClosedRange<Double>, String)] {
      guard !range.contains(value) else { continue }
      throw AssayError(
        .invalidArgument, "a setting of FAB is outside its range", expected: "\(range)", found: "\(value)", at: name)
    }
  }
}
