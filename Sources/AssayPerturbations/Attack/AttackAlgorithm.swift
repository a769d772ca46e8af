import AssayBase
import AssayNetworks
import AssayTensor

/// How an attack searches. One type in one file; ``Attack`` does the rest: dealing out the examples, leaving alone those
/// that are wrong already, and asking the model itself about what comes back.
package protocol AttackAlgorithm: Sendable {
  /// What it is called: "PGD".
  var name: String { get }
  /// What distinguishes it from others of its name, beside ball and target: steps, and what is not at its default.
  var settings: [String] { get }
  /// What reports call the attack, settings included: "PGD(ℓ∞ 8/255, 40 steps)".
  var description: String { get }
  /// How it measures the size of changes.
  var norm: Norm { get }
  /// Where it must stay, or `nil` when it looks for the smallest change.
  var ball: PerturbationBall? { get }
  /// What it wants the model to say.
  var target: AttackTarget { get set }
  /// What it goes by.
  var kind: AttackKind { get }
  /// Whether the model under attack must give gradients.
  var needsGradients: Bool { get }

  /// - Throws: `AssayError(.invalidArgument)` when a setting is out of range.
  func validate() throws

  /// - Throws: `AssayError` when it cannot attack such a model or such images at all.
  func check(_ model: any Classifier, images: Tensor) throws

  /// The same search in a ball of another size, steps in proportion; `nil` when there is no ball.
  func resized(epsilon: Double) -> (any AttackAlgorithm)?

  /// The same search with success only inside a ball of this size: resized, or its results cut to the ball.
  func bounded(epsilon: Double) -> any AttackAlgorithm

  /// The attacked images of `batch`, in order, with the work done for each.
  ///
  /// Every example of the batch is classified correctly. What comes back for one must depend on that example alone.
  func perturb(_ batch: AttackBatch, _ model: AttackedModel) throws -> (images: Tensor, work: [AttackWork])
}

extension AttackAlgorithm {
  package var description: String {
    let place = ball.map(\.description) ?? norm.symbol
    return "\(name)(\(([place] + settings + target.words).joined(separator: ", ")))"
  }

  package var needsGradients: Bool { kind == .singleStep || kind == .iterative }

  package func check(_ model: any Classifier, images: Tensor) throws {}

  package func resized(epsilon: Double) -> (any AttackAlgorithm)? { nil }

  package func bounded(epsilon: Double) -> any AttackAlgorithm {
    resized(epsilon: epsilon) ?? BoundedAttack(self, epsilon: epsilon)
  }

  /// - Throws: `AssayError(.invalidArgument)` unless a count is at least 1.
  func validate(_ count: Int, _ setting: String) throws {
    guard count >= 1 else {
      throw AssayError(
        .invalidArgument, "\(name) needs at least one of its \(setting)", expected: "\(setting) ≥ 1", found: "\(count)",
        at: setting)
    }
  }

  /// - Throws: `AssayError(.invalidArgument)` unless a number is finite and not negative.
  func validate(_ number: Double?, notNegative setting: String) throws {
    guard let number, !(number >= 0 && number.isFinite) else { return }
    throw AssayError(
      .invalidArgument, "a setting of \(name) must be a number that is not negative", expected: "\(setting) ≥ 0",
      found: "\(number)", at: setting)
  }

  /// - Throws: `AssayError(.unsupported)` unless the attack is defined for its norm.
  func validate(norms: [Norm]) throws {
    guard !norms.contains(norm) else { return }
    throw AssayError(
      .unsupported, "\(name) is not defined for this norm",
      expected: norms.map(\.symbol).joined(separator: ", "), found: norm.symbol, at: "norm")
  }
}
