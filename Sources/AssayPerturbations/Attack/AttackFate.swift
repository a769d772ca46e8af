/// What became of one example under an attack.
public struct AttackFate: Sendable, Equatable {
  /// Whether the model itself, asked again, gives the attacked image a wrong (or the target) label.
  public let isFooled: Bool
  /// Whether the model was wrong about the clean image already; it is then left as it is.
  public let wasMisclassified: Bool
  /// The model's label for the image as returned.
  public let prediction: Int
  /// The size of the change in the attack's norm.
  public let distance: Double
  /// The cross-entropy of the true label for the image as returned.
  public let loss: Double
  /// The number of steps taken, over all starts and stages.
  public let iterations: Int
  /// The number of gradients taken.
  public let gradients: Int
  /// The number of forward passes beside them.
  public let queries: Int
}
