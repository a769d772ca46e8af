import AssayTensor

/// The images that an attack returns, and what became of each.
public struct AttackResult: Sendable {
  /// N×C×H×W images in [0, 1], in the order of the originals.
  public let images: Tensor
  /// The fates, in the same order.
  public let fates: [AttackFate]

  /// The share of examples that the model still gets right (or that miss the target).
  public var robustAccuracy: Double {
    fates.isEmpty ? 1 : 1 - Double(fates.count { $0.isFooled }) / Double(fates.count)
  }
}
