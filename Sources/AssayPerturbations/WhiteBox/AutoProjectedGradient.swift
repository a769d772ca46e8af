import AssayBase
import AssayNetworks
import AssayTensor

/// Auto-PGD: projected gradient ascent with momentum whose step sizes follow from how the search goes (Croce and Hein
/// 2020, "Reliable evaluation of adversarial robustness with an ensemble of diverse parameter-free attacks", algorithm 1).
package struct AutoProjectedGradient: GoalSeekingAttack {
  let bounds: PerturbationBall
  let steps: Int
  let loss: AttackLoss
  let rho: Double
  let start: ProjectedGradient.Start
  package var target: AttackTarget
  /// Whether examples leave as soon as they are fooled; off only to measure and compare.
  let stopsWhenFooled: Bool

  /// The paper's ρ.
  static let standardRho = 0.75

  package init(
    ball: PerturbationBall, steps: Int, loss: AttackLoss, rho: Double, start: ProjectedGradient.Start = .random,
    target: AttackTarget = .anyOther, stopsWhenFooled: Bool = true
  ) {
    bounds = ball
    self.steps = steps
    self.loss = loss
    self.rho = rho
    self.start = start
    self.target = target
    self.stopsWhenFooled = stopsWhenFooled
  }

  package var name: String { loss == .dlr ? "APGD-DLR" : "APGD-CE" }
  package var norm: Norm { bounds.norm }
  package var ball: PerturbationBall? { bounds }
  package var kind: AttackKind { .iterative }

  package var settings: [String] {
    var parts = [steps == 1 ? "1 step" : "\(steps) steps"]
    if rho != Self.standardRho { parts.append("ρ \(rho)") }
    if case .image = start { parts.append("from the image") }
    return parts
  }

  package func validate() throws {
    try bounds.validate()
    try validate(norms: [.linf, .l2])
    try validate(steps, "steps")
    guard rho > 0, rho < 1 else {
      throw AssayError(
        .invalidArgument, "a share of steps is outside its range", expected: "0 < ρ < 1", found: "\(rho)", at: "rho")
    }
  }

  package func resized(epsilon: Double) -> (any AttackAlgorithm)? {
    AutoProjectedGradient(
      ball: bounds.resized(epsilon), steps: steps, loss: loss, rho: rho, start: start, target: target,
      stopsWhenFooled: stopsWhenFooled)
  }

  package func perturb(
    _ batch: AttackBatch, _ model: AttackedModel, goals: [Int]?
  ) throws -> (images: Tensor, work: [AttackWork]) {
    var search = Search(self, batch, model, goals: goals)
    try search.run()
    return (search.roster.images, search.roster.work)
  }

  /// The steps after which the step size is judged: the first after 22 % of all, then at distances that shrink by 3 % of
  /// all each time down to 6 %.
  var checkpoints: Set<Int> {
    func share(_ hundredths: Int) -> Int { max(1, hundredths * steps / 100) }
    var (places, distance, step) = (Set<Int>(), share(22), 0)
    while step + distance <= steps {
      step += distance
      places.insert(step)
      distance = max(distance - share(3), share(6))
    }
    return places
  }
}
