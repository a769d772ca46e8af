import AssayNetworks
import AssayTensor

/// How an attack searches. One type in one file; ``Attack`` does the rest: dealing out the examples, leaving alone those
/// that are wrong already, and asking the model itself about what comes back.
package protocol AttackAlgorithm: Sendable {
  /// What reports call the attack, settings included.
  var description: String { get }
  /// Where it must stay, or `nil` when it looks for the smallest change.
  var ball: PerturbationBall? { get }
  /// What it wants the model to say.
  var target: AttackTarget { get }

  /// What it goes by.
  var kind: AttackKind { get }

  /// - Throws: `AssayError(.invalidArgument)` when a setting is out of range.
  func validate() throws

  /// The same search in a ball of another size, steps in proportion; `nil` when there is no ball.
  func resized(epsilon: Double) -> (any AttackAlgorithm)?

  /// The attacked images of `batch`, in order, with the work done for each.
  func perturb(_ batch: AttackBatch, _ model: AttackedModel) throws -> (images: Tensor, work: [AttackWork])
}
