import AssayTensor

/// What a node of a plan computes, before it is decided how.
public enum PlanOperation: Sendable {
  /// A convolution, with a bias for each output channel.
  case convolution(weight: Tensor, bias: Tensor?, geometry: ConvolutionGeometry)
  /// A dense layer.
  case linear(weight: Tensor, bias: Tensor?)
  /// A factor and a summand for each channel: batch normalisation in evaluation.
  case affine(scale: Tensor, shift: Tensor)
  /// A function of each element.
  case activation(Activation.Function)
  /// The maximum of every window.
  case maxPool(PoolingGeometry)
  /// The average of every window.
  case averagePool(PoolingGeometry, countsPadding: Bool)
  /// The sum of two values of the same shape.
  case add
  /// The channels of all inputs, one after the other.
  case concatenate
  /// Images of the first input times a factor for each channel from the second, C×1×1.
  case scaleChannels
  /// All elements of an image along one axis.
  case flatten
  /// A layer through its differentiable form.
  case layer(any Layer)
  /// A differentiable function of several values.
  case function(GraphFunction)
}

extension PlanOperation {
  /// The numbers that it reads beside its inputs; those of a layer in differentiable form are not its own.
  var weightCount: Int {
    switch self {
    case .convolution(let weight, let bias, _), .linear(let weight, let bias): weight.count + (bias?.count ?? 0)
    case .affine(let scale, let shift): scale.count + shift.count
    case .function(let function): function.kernel?.weightCount ?? 0
    default: 0
    }
  }
}

/// A step of a plan that is not yet laid out in memory.
struct PlanNode: Sendable {
  var operation: PlanOperation
  var inputs: [PlanValue]
  var output: PlanValue
  /// The shapes in which the inputs are seen, which may lie in memory under others.
  var inputShapes: [Shape]
  /// The shape of one example of the result.
  var outputShape: Shape
  /// The name that the parameters of the layer share which this was lowered from; empty for a layer without.
  var scope = ""
  /// Whether ``scope`` is the node's own name, which a file gave it.
  var isNamed = false
  /// The function applied to the result before it is written, where it was fused.
  var activation: FusedActivation = .none

  /// Takes the weights of a dense layer out, so that the node does not hold them any longer; `nil` for other nodes.
  mutating func takeLinear() -> (weight: Tensor, bias: Tensor?)? {
    guard case .linear(let weight, let bias) = operation else { return nil }
    operation = .flatten
    return (weight, bias)
  }
}

/// A function that a step applies to its result in place, and whose derivative its result tells.
enum FusedActivation: Sendable, Equatable {
  case none
  /// x where x > 0, slope · x elsewhere; a slope of 0 is the rectifier.
  case rectifier(slope: Float)
}
