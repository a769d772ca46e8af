import AssayBase
import AssayTensor

/// Scales each channel by what two 1×1 convolutions make of all channels' averages (Hu, Shen and Sun 2018).
public struct SqueezeExcitation: Layer {
  package let gate: Sequential

  /// Makes the block with torchvision's names `fc1` and `fc2` behind `name`.
  public init(
    _ name: String, _ channels: Int, squeezed: Int, activation: Activation.Function = .silu,
    gate: Activation.Function = .sigmoid
  ) {
    self.gate = Sequential {
      GlobalAveragePool()
      Convolution("\(name).fc1", channels, squeezed, kernel: 1)
      Activation(activation)
      Convolution("\(name).fc2", squeezed, channels, kernel: 1)
      Activation(gate)
    }
  }

  /// "Squeeze and excitation".
  public var kind: String { "Squeeze and excitation" }

  /// The parameters of the two convolutions.
  public var parameters: [ParameterDefinition] { gate.parameters }

  /// The input's shape.
  public func outputShape(for input: Shape) throws -> Shape {
    _ = try gate.outputShape(for: input)
    return input
  }

  /// The images times their gates.
  public func callAsFunction(_ input: Tensor, _ context: LayerContext) -> Tensor {
    input * gate(input, context)
  }

  /// Those of the gate.
  public func multiplyAdds(for input: Shape) throws -> Int { try gate.multiplyAdds(for: input) }

  /// A line for the product and those of the gate.
  public func summary(for input: Shape) throws -> [LayerSummary] {
    [LayerSummary(branching: kind, output: input)] + (try gate.summary(for: input)).nested()
  }

  /// The gate and a product for each channel.
  public func lower(_ input: PlanValue, into plan: inout PlanBuilder) throws -> PlanValue {
    let factors = try gate.lower(input, into: &plan)
    return plan.append(.scaleChannels, input, factors, output: plan.shape(of: input))
  }
}
