import AssayTensor

/// A rule that moves parameters against their gradients.
///
/// A value with its own state (momenta) for each parameter. Steps change tensors into new ones of the same shapes.
public protocol Optimizer: Sendable {
  /// The step length for the next step; a schedule sets it.
  var learningRate: Double { get set }

  /// The share of past steps in the next one, for rules that have such a share; a schedule may set it.
  var momentum: Double? { get set }

  /// Moves every parameter that has a gradient.
  mutating func update(_ parameters: inout [String: Tensor], gradients: [String: Tensor])
}

extension Optimizer {
  /// Nil, and setting it does nothing: for rules without momentum.
  public var momentum: Double? {
    get { nil }
    set {}
  }

  /// Sets step length and momentum to what `schedule` says for `step`, counted from 0; `base` is the rate at factor 1.
  public mutating func follow(_ schedule: Schedule, base: Double, at step: Int) {
    learningRate = base * schedule.factor(at: step)
    if let momentum = schedule.momentum(at: step) { self.momentum = momentum }
  }
}
