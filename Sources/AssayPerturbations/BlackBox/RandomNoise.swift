import AssayBase
import AssayNetworks
import AssayTensor

/// Tries random points of the ball, one after another: what any attack must beat.
package struct RandomNoise: AttackAlgorithm {
  package let target: AttackTarget
  private let bounds: PerturbationBall
  private let tries: Int

  package init(ball: PerturbationBall, tries: Int, target: AttackTarget) {
    bounds = ball
    self.tries = tries
    self.target = target
  }

  package var ball: PerturbationBall? { bounds }
  package var kind: AttackKind { .control }

  package var description: String {
    let parts = [bounds.description, tries == 1 ? "1 try" : "\(tries) tries"]
    return "noise(\((parts + target.words).joined(separator: ", ")))"
  }

  package func validate() throws {
    try bounds.validate()
    guard tries >= 1 else {
      throw AssayError(
        .invalidArgument, "noise needs at least one try", expected: "tries ≥ 1", found: "\(tries)", at: "tries")
    }
  }

  package func resized(epsilon: Double) -> (any AttackAlgorithm)? {
    RandomNoise(ball: PerturbationBall(bounds.norm, epsilon), tries: tries, target: target)
  }

  package func perturb(_ batch: AttackBatch, _ model: AttackedModel) throws -> (images: Tensor, work: [AttackWork]) {
    var search = QuerySearch(batch, model, target: target)
    for index in 0..<tries where !search.active.isEmpty {
      let keys = search.active.map { batch.keys[$0].derived("noise").derived(index) }
      try search.consider(bounds.randomlyChanged(batch.images.rows(search.active), keys: keys))
    }
    return (search.images, search.work)
  }
}
