import AssayTensor

/// What a network gives in training: its logits, and those of its auxiliary heads with the weights of their losses.
public struct TrainingLogits: Sendable {
  /// The logits of an auxiliary head.
  public struct Auxiliary: Sendable {
    /// N×K.
    public let logits: Tensor
    /// How often the head's loss counts.
    public let lossWeight: Float
  }

  /// The network's logits, N×K.
  public let logits: Tensor
  /// Those of the auxiliary heads, the earliest first; none for most networks.
  public let auxiliary: [Auxiliary]

  /// The loss of the network's logits, plus those of the heads' times their weights (Szegedy et al. 2015, section 5).
  public func loss(_ loss: (Tensor) throws -> Tensor) rethrows -> Tensor {
    try auxiliary.reduce(try loss(logits)) { try $0 + loss($1.logits) * $1.lossWeight }
  }
}
