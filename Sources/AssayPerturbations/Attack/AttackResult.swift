import AssayBase
import AssayTensor

/// The images that an attack returns, and what became of each.
public struct AttackResult: Sendable {
  /// N×C×H×W images in [0, 1], in the order of the originals.
  public let images: Tensor
  /// The fates, in the same order.
  public let fates: [AttackFate]

  /// The share of examples that the model still gets right (or that miss the target).
  public var robustAccuracy: Double { share { !$0.isFooled } }

  /// The share of examples that no change of at most this size fools: what an attack without a ball says of a ball.
  public func robustAccuracy(within epsilon: Double) -> Double {
    fates.isEmpty ? 1 : Double(survivors(within: epsilon)) / Double(fates.count)
  }

  /// The number of examples that no change of at most this size fools.
  package func survivors(within epsilon: Double) -> Int {
    fates.count { !$0.isFooled || !PerturbationBall.contains(distance: $0.distance, epsilon: epsilon) }
  }

  private func share(_ matches: (AttackFate) -> Bool) -> Double {
    fates.isEmpty ? 1 : Double(fates.count(where: matches)) / Double(fates.count)
  }
}
