import AssayTensor

/// The rectifier max(x, 0).
public struct ReLU: Layer {
  /// Makes a rectifier.
  public init() {}

  /// The input's shape.
  public func outputShape(for input: Shape) -> Shape { input }

  /// The positive parts.
  public func callAsFunction(_ input: Tensor, _ context: LayerContext) -> Tensor { input.relu() }

  /// Fused into the layer before it where that is a convolution or a dense layer.
  public func lower(_ input: PlanValue, into plan: inout PlanBuilder) throws -> PlanValue {
    plan.append(.activation(.relu), input, output: plan.shape(of: input))
  }
}
