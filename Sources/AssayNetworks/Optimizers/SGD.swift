import AssayTensor
import CAssayKernels

/// Stochastic gradient descent with momentum, Nesterov's form and weight decay, as in PyTorch.
///
/// Sutskever et al. 2013, "On the importance of initialization and momentum in deep learning".
public struct SGD: Optimizer {
  /// The step length.
  public var learningRate: Double
  /// The share of the velocity that is kept.
  public var momentum: Double?
  private let dampening: Double
  private let weightDecay: Double
  private let isNesterov: Bool
  private let maximizes: Bool
  private var velocities: [String: Tensor] = [:]

  /// Makes the rule; with `maximizes` it climbs.
  public init(
    learningRate: Double, momentum: Double = 0, dampening: Double = 0, weightDecay: Double = 0, nesterov: Bool = false,
    maximizes: Bool = false
  ) {
    self.learningRate = learningRate
    self.momentum = momentum
    self.dampening = dampening
    self.weightDecay = weightDecay
    isNesterov = nesterov
    self.maximizes = maximizes
  }

  /// v ← μ·v + (1 − dampening)·g; w ← w − lr·v.
  public mutating func update(_ parameters: inout [String: Tensor], gradients: [String: Tensor]) {
    for (name, gradient) in gradients {
      guard let parameter = parameters[name] else { continue }
      var step = assay_sgd(
        learning_rate: Float(learningRate), momentum: Float(momentum ?? 0), dampening: Float(dampening),
        weight_decay: Float(weightDecay), nesterov: isNesterov, first_step: velocities[name] == nil)
      let velocity = (velocities[name] ?? .zeros(parameter.shape)).copied()
      let moved = parameter.copied()
      let slope = maximizes ? -gradient : gradient
      assay_sgd_step(&step, moved.storage.pointer, slope.pointer, velocity.storage.pointer, parameter.count)
      parameters[name] = moved
      velocities[name] = velocity
    }
  }
}

extension Tensor {
  /// The same numbers in memory of their own, not yet seen by anyone.
  package func copied() -> Tensor {
    Tensor(shape: shape) { $0.update(from: pointer, count: count) }
  }
}
