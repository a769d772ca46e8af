/// Where training is, told after every pass over the data.
public struct TrainingProgress: Sendable {
  /// The passes done, counted from 1.
  public let epoch: Int
  /// All passes.
  public let epochs: Int
  /// The mean loss over the pass.
  public let loss: Double
  /// The share of the pass's (attacked) examples that were classified correctly when their batch came.
  public let accuracy: Double
}
