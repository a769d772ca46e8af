import AssayBase
import AssayNetworks
import AssayTensor

/// A search for the smallest change, of which only what lies in a ball counts.
struct BoundedAttack: AttackAlgorithm {
  private var search: any AttackAlgorithm
  private let bounds: PerturbationBall

  init(_ search: any AttackAlgorithm, epsilon: Double) {
    self.search = search
    bounds = PerturbationBall(search.norm, epsilon)
  }

  var name: String { search.name }
  var settings: [String] { search.settings }
  var norm: Norm { search.norm }
  var ball: PerturbationBall? { bounds }
  var kind: AttackKind { search.kind }
  var needsGradients: Bool { search.needsGradients }

  var target: AttackTarget {
    get { search.target }
    set { search.target = newValue }
  }

  func validate() throws {
    try bounds.validate()
    try search.validate()
  }

  func check(_ model: any Classifier, images: Tensor) throws { try search.check(model, images: images) }

  func resized(epsilon: Double) -> (any AttackAlgorithm)? { BoundedAttack(search, epsilon: epsilon) }

  func perturb(_ batch: AttackBatch, _ model: AttackedModel) throws -> (images: Tensor, work: [AttackWork]) {
    let (images, work) = try search.perturb(batch, model)
    return (batch.confining(bounds.projected(images, around: batch.images)), work)
  }
}

extension Attack {
  /// An attack that looks for the smallest change, with success only inside the ball of this size.
  ///
  /// Of an attack that has a ball, the same in a ball of this size.
  public func within(_ epsilon: Double) -> Attack { Attack(algorithm.bounded(epsilon: epsilon)) }
}
