import AssayTensor
import CAssayKernels

/// Steps divided by the root of the sum of all squared gradients (Duchi, Hazan and Singer 2011), as in PyTorch.
public struct Adagrad: Optimizer {
  /// The step length.
  public var learningRate: Double
  private let rateDecay: Double
  private let epsilon: Double
  private let weightDecay: Double
  private let initialSum: Double
  private let maximizes: Bool
  private var state: [String: (squares: Tensor, steps: Int)] = [:]

  /// Makes the rule; the rate of step k from 0 is divided by 1 + k·`rateDecay`, sums of squares start at `initialSum`.
  public init(
    learningRate: Double = 0.01, rateDecay: Double = 0, epsilon: Double = 1e-10, weightDecay: Double = 0,
    initialSum: Double = 0, maximizes: Bool = false
  ) {
    self.learningRate = learningRate
    self.rateDecay = rateDecay
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    self.initialSum = initialSum
    self.maximizes = maximizes
  }

  /// s ← s + g²; w ← w − lr·g / (√s + ε).
  public mutating func update(_ parameters: inout [String: Tensor], gradients: [String: Tensor]) {
    for (name, gradient) in gradients {
      guard let parameter = parameters[name] else { continue }
      let old = state[name] ?? (Tensor(repeating: Float(initialSum), shape: parameter.shape), 0)
      var step = assay_adagrad(
        step_size: Float(learningRate / (1 + Double(old.steps) * rateDecay)), epsilon: Float(epsilon),
        weight_decay: Float(weightDecay))
      let (squares, moved) = (old.squares.copied(), parameter.copied())
      let slope = maximizes ? -gradient : gradient
      assay_adagrad_step(
        &step, moved.storage.pointer, slope.pointer, squares.storage.pointer, parameter.count)
      parameters[name] = moved
      state[name] = (squares, old.steps + 1)
    }
  }
}
