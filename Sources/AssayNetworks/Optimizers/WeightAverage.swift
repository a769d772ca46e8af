import AssayTensor

/// An exponential moving average of weights (Polyak and Juditsky 1992), which often judges better than the last ones.
public struct WeightAverage: Sendable {
  /// The averages; empty before the first update.
  public private(set) var parameters: [String: Tensor] = [:]
  private let decay: Double

  /// Makes an average in which the newest weights have the share 1 − `decay`.
  public init(decay: Double = 0.999) {
    precondition(decay >= 0 && decay <= 1, "a decay of \(decay) is not a share")
    self.decay = decay
  }

  /// Takes in new weights: a ← decay·a + (1 − decay)·w; the first are taken as they are.
  public mutating func update(_ weights: [String: Tensor]) {
    let share = Float(1 - decay)
    for (name, weight) in weights {
      parameters[name] = parameters[name].map { $0 + (weight.detached - $0) * share } ?? weight.detached
    }
  }
}
