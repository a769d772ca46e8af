import AssayBase
import AssayNetworks
import AssayTensor

/// A search that starts again, with other random numbers, for the examples that withstood.
struct RestartedAttack: AttackAlgorithm {
  private var search: any AttackAlgorithm
  private let starts: Int

  init(_ search: any AttackAlgorithm, starts: Int) {
    self.search = search
    self.starts = starts
  }

  var name: String { search.name }
  var settings: [String] { search.settings + ["\(starts) restarts"] }
  var norm: Norm { search.norm }
  var ball: PerturbationBall? { search.ball }
  var kind: AttackKind { search.kind }
  var needsGradients: Bool { search.needsGradients }

  var target: AttackTarget {
    get { search.target }
    set { search.target = newValue }
  }

  func validate() throws {
    try validate(starts, "restarts")
    try search.validate()
  }

  func check(_ model: any Classifier, images: Tensor) throws { try search.check(model, images: images) }

  func resized(epsilon: Double) -> (any AttackAlgorithm)? {
    search.resized(epsilon: epsilon).map { RestartedAttack($0, starts: starts) }
  }

  func perturb(_ batch: AttackBatch, _ model: AttackedModel) throws -> (images: Tensor, work: [AttackWork]) {
    var cascade = AttackCascade(batch, model, target: target, norm: norm, keepsLooking: ball == nil)
    for start in 0..<starts {
      try cascade.run(isLast: start == starts - 1) { batch, _ in
        try search.perturb(batch.restarted(start), model)
      }
    }
    return (cascade.images, cascade.work)
  }
}

extension Attack {
  /// The same attack, started so many times with other random numbers for the examples that withstood.
  ///
  /// An attack without a ball is started anew for all of them, and the smallest change counts.
  public func restarts(_ count: Int) -> Attack {
    count == 1 ? self : Attack(RestartedAttack(algorithm, starts: count))
  }
}
