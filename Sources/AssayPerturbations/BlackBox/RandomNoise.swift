import AssayBase
import AssayNetworks
import AssayTensor

/// Tries random points of the ball, one after another: what any attack must beat.
package struct RandomNoise: AttackAlgorithm {
  package var target: AttackTarget
  private let bounds: PerturbationBall
  private let tries: Int

  package init(ball: PerturbationBall, tries: Int, target: AttackTarget) {
    bounds = ball
    self.tries = tries
    self.target = target
  }

  package var name: String { "noise" }
  package var settings: [String] { [tries == 1 ? "1 try" : "\(tries) tries"] }
  package var norm: Norm { bounds.norm }
  package var ball: PerturbationBall? { bounds }
  package var kind: AttackKind { .control }

  package func validate() throws {
    try bounds.validate()
    try validate(tries, "tries")
  }

  package func resized(epsilon: Double) -> (any AttackAlgorithm)? {
    RandomNoise(ball: bounds.resized(epsilon), tries: tries, target: target)
  }

  package func perturb(_ batch: AttackBatch, _ model: AttackedModel) throws -> (images: Tensor, work: [AttackWork]) {
    var search = QuerySearch(batch, model, target: target)
    for index in 0..<tries where !search.active.isEmpty {
      let keys = search.active.map { batch.keys[$0].derived("noise").derived(index) }
      try search.consider(bounds.randomlyChanged(batch.images.rows(search.active), keys: keys))
    }
    return (search.images, search.roster.work)
  }
}
