import AssayBase
import AssayTensor

/// Batch normalisation over the channels of images or features (Ioffe and Szegedy 2015; PyTorch's `BatchNorm2d`).
///
/// In evaluation it uses running statistics, so that results depend on each example alone, and folds into the layer before
/// it in a frozen network.
public struct BatchNorm: Layer {
  private let name: String
  private let channels: Int
  private let epsilon: Float
  private let momentum: Float

  /// Makes a normalisation; `momentum` is the share of each batch in the running statistics.
  public init(_ name: String, _ channels: Int, epsilon: Float = 1e-5, momentum: Float = 0.1) {
    self.name = name
    self.channels = channels
    self.epsilon = epsilon
    self.momentum = momentum
  }

  /// Weight and bias, then the running statistics and their count.
  public var parameters: [ParameterDefinition] {
    [
      ParameterDefinition("\(name).weight", shape: [channels], initialization: .constant(1)),
      ParameterDefinition("\(name).bias", shape: [channels], initialization: .constant(0)),
      ParameterDefinition(
        "\(name).running_mean", shape: [channels], initialization: .constant(0), role: .statistic),
      ParameterDefinition(
        "\(name).running_var", shape: [channels], initialization: .constant(1), role: .statistic),
      ParameterDefinition(
        "\(name).num_batches_tracked", shape: .scalar, initialization: .constant(0), role: .counter),
    ]
  }

  /// "Batch norm".
  public var kind: String { "Batch norm" }

  /// The input's shape.
  public func outputShape(for input: Shape) throws -> Shape {
    guard input.rank == 3 || input.rank == 1, input[0] == channels else {
      throw AssayError(
        .shapeMismatch, "a normalisation does not fit its input", expected: "\(channels) channels", found: "\(input)",
        at: "layer “\(name)”")
    }
    return input
  }

  /// The normalised batch; in training the running statistics move.
  public func callAsFunction(_ input: Tensor, _ context: LayerContext) -> Tensor {
    let (weight, bias) = (context.parameter("\(name).weight"), context.parameter("\(name).bias"))
    let (mean, variance) = (context.parameter("\(name).running_mean"), context.parameter("\(name).running_var"))
    guard case .training = context.mode else {
      return input.batchNormalized(weight: weight, bias: bias, mean: mean, variance: variance, epsilon: epsilon)
    }
    let batch = input.batchNormalized(weight: weight, bias: bias, epsilon: epsilon)
    // No examples say nothing about the data.
    guard input.count > 0 else { return batch.output }
    let size = Float(input.count / max(1, channels))
    // The running variance is unbiased, that of the batch is not: as in PyTorch.
    let unbiased = batch.variance.detached * (size > 1 ? size / (size - 1) : 1)
    context.update("\(name).running_mean", to: mean * (1 - momentum) + batch.mean.detached * momentum)
    context.update("\(name).running_var", to: variance * (1 - momentum) + unbiased * momentum)
    context.update("\(name).num_batches_tracked", to: context.parameter("\(name).num_batches_tracked") + 1)
    return batch.output
  }

  /// A factor and a summand for each channel.
  public func lower(_ input: PlanValue, into plan: inout PlanBuilder) throws -> PlanValue {
    let scale =
      plan.parameter("\(name).weight") / (plan.parameter("\(name).running_var") + epsilon).squareRoot()
    let shift = plan.parameter("\(name).bias") - plan.parameter("\(name).running_mean") * scale
    return plan.append(
      .affine(scale: scale, shift: shift), input, output: try outputShape(for: plan.shape(of: input)))
  }
}
