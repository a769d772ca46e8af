import AssayTensor
import CAssayKernels

/// Steps divided by the root of a running mean of squared gradients (Tieleman and Hinton 2012, lecture 6.5), as PyTorch.
public struct RMSprop: Optimizer {
  /// The step length.
  public var learningRate: Double
  /// The share of the velocity that is kept.
  public var momentum: Double?
  private let decay: Double
  private let epsilon: Double
  private let weightDecay: Double
  private let isCentered: Bool
  private let maximizes: Bool
  private var state: [String: Averages] = [:]

  private struct Averages: Sendable {
    var squares: Tensor
    var means: Tensor?
    var velocity: Tensor?
  }

  /// Makes the rule; `decay` is that of the running means, `centered` divides by a deviation (Graves 2013, equation 40).
  public init(
    learningRate: Double = 0.01, decay: Double = 0.99, epsilon: Double = 1e-8, weightDecay: Double = 0,
    momentum: Double = 0, centered: Bool = false, maximizes: Bool = false
  ) {
    self.learningRate = learningRate
    self.decay = decay
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    self.momentum = momentum
    isCentered = centered
    self.maximizes = maximizes
  }

  /// s ← α·s + (1 − α)·g²; v ← μ·v + g / (√s + ε); w ← w − lr·v.
  public mutating func update(_ parameters: inout [String: Tensor], gradients: [String: Tensor]) {
    var step = assay_rmsprop(
      learning_rate: Float(learningRate), decay: Float(decay), rest: Float(1 - decay),
      epsilon: Float(epsilon), weight_decay: Float(weightDecay), momentum: Float(momentum ?? 0), centered: isCentered)
    for (name, gradient) in gradients {
      guard let parameter = parameters[name] else { continue }
      let zeros = Tensor.zeros(parameter.shape)
      let old = state[name]
      let averages = Averages(
        squares: (old?.squares ?? zeros).copied(), means: isCentered ? (old?.means ?? zeros).copied() : nil,
        velocity: step.momentum != 0 ? (old?.velocity ?? zeros).copied() : nil)
      let moved = parameter.copied()
      let slope = maximizes ? -gradient : gradient
      assay_rmsprop_step(
        &step, moved.storage.pointer, slope.pointer, averages.squares.storage.pointer, averages.means?.storage.pointer,
        averages.velocity?.storage.pointer, parameter.count)
      parameters[name] = moved
      state[name] = averages
    }
  }
}
