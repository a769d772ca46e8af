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

  /// - Throws: `AssayError(.invalidArgument)` when a setting is out of range.
  func validate() throws

  /// The attacked images of `batch`, in order, with the work done for each.
  func perturb(_ batch: AttackBatch, _ model: AttackedModel) throws -> (images: Tensor, work: [AttackWork])
}

/// What an attack spent on an example.
package struct AttackWork: Sendable {
  package var gradients = 0
  package var queries = 0
}

/// The model under attack: as it is, and prepared for gradients.
package struct AttackedModel: Sendable {
  /// The model itself, which decides whether it is fooled.
  package let itself: any DifferentiableClassifier
  /// The same function, for gradients.
  package let frozen: any DifferentiableClassifier
}
