/// The example that fails by the smallest change: the barely failing minimum hides how bad it gets.
public struct WorstCase: Sendable, Equatable {
  /// The example's index in the data set.
  public let index: Int
  /// Its label.
  public let label: Int
  /// What the model says instead.
  public let prediction: Int
  /// The size of the change, as "ℓ∞ 5/255".
  public let distance: String

  package init(index: Int, label: Int, prediction: Int, distance: String) {
    self.index = index
    self.label = label
    self.prediction = prediction
    self.distance = distance
  }
}
