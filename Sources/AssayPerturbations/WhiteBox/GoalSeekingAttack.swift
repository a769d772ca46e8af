import AssayNetworks
import AssayTensor

/// A search that can head for a class of its own choice for each example, whatever counts as success.
package protocol GoalSeekingAttack: AttackAlgorithm {
  /// As ``AttackAlgorithm/perturb(_:_:)``, towards a class for each example of the batch if `goals` are given.
  func perturb(
    _ batch: AttackBatch, _ model: AttackedModel, goals: [Int]?
  ) throws -> (images: Tensor, work: [AttackWork])
}

extension GoalSeekingAttack {
  package func perturb(_ batch: AttackBatch, _ model: AttackedModel) throws -> (images: Tensor, work: [AttackWork]) {
    try perturb(batch, model, goals: nil)
  }
}
