import AssayTensor
import CAssayKernels

/// Adam (Kingma and Ba 2015), and with decoupled weight decay AdamW (Loshchilov and Hutter 2019), as in PyTorch.
public struct Adam: Optimizer {
  /// The step length.
  public var learningRate: Double
  private var beta1: Double
  private let beta2: Double
  private let epsilon: Double
  private let weightDecay: Double
  private let isDecoupled: Bool
  private let keepsLargest: Bool
  private let maximizes: Bool
  private var state: [String: Moments] = [:]

  private struct Moments: Sendable {
    var first: Tensor
    var second: Tensor
    var largest: Tensor?
    /// β₁ and β₂ to the power of the number of steps: products, so that they are the same on every machine.
    var power1 = 1.0
    var power2 = 1.0
  }

  /// Makes the rule.
  ///
  /// - Parameters:
  ///   - decouplesWeightDecay: Shrinks the weights apart from the gradient: AdamW.
  ///   - amsgrad: Divides by the largest second moment so far (Reddi, Kale and Kumar 2018, algorithm 2).
  ///   - maximizes: Climbs.
  public init(
    learningRate: Double = 1e-3, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8,
    weightDecay: Double = 0, decouplesWeightDecay: Bool = false, amsgrad: Bool = false, maximizes: Bool = false
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    isDecoupled = decouplesWeightDecay
    keepsLargest = amsgrad
    self.maximizes = maximizes
  }

  /// β₁, the decay of the first moment.
  public var momentum: Double? {
    get { beta1 }
    set { beta1 = newValue ?? beta1 }
  }

  /// Algorithm 1 of Kingma and Ba, with both moments corrected for their start at 0.
  public mutating func update(_ parameters: inout [String: Tensor], gradients: [String: Tensor]) {
    for (name, gradient) in gradients {
      guard let parameter = parameters[name] else { continue }
      var moments = state[name] ?? Moments(first: .zeros(parameter.shape), second: .zeros(parameter.shape))
      moments.power1 *= beta1
      moments.power2 *= beta2
      moments.first = moments.first.copied()
      moments.second = moments.second.copied()
      let moved = parameter.copied()
      let slope = maximizes ? -gradient : gradient
      var step = assay_adam(
        beta1: Float(beta1), beta2: Float(beta2), one_minus_beta1: Float(1 - beta1),
        one_minus_beta2: Float(1 - beta2), epsilon: Float(epsilon), weight_decay: Float(weightDecay),
        step_size: Float(learningRate / (1 - moments.power1)),
        root_bias_correction2: Float((1 - moments.power2).squareRoot()),
        decay_factor: Float(1 - learningRate * weightDecay), decoupled: isDecoupled)
      let (first, second) = (moments.first.storage.pointer, moments.second.storage.pointer)
      let largest = keepsLargest ? (moments.largest ?? .zeros(parameter.shape)).copied() : nil
      assay_adam_step(
        &step, moved.storage.pointer, slope.pointer, first, second, largest?.storage.pointer, parameter.count)
      moments.largest = largest
      parameters[name] = moved
      state[name] = moments
    }
  }
}
