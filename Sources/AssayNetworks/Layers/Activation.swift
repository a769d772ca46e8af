import AssayTensor

/// A function of each element.
public struct Activation: Layer {
  private let function: Function

  /// Makes an activation.
  public init(_ function: Function) { self.function = function }

  /// The function.
  public var kind: String { function.title }

  /// The input's shape.
  public func outputShape(for input: Shape) -> Shape { input }

  /// The function of each element.
  public func callAsFunction(_ input: Tensor, _ context: LayerContext) -> Tensor { function(input) }

  /// A rectifier is fused into the layer before it; others are a pass of their own.
  public func lower(_ input: PlanValue, into plan: inout PlanBuilder) throws -> PlanValue {
    plan.append(.activation(function), input, output: plan.shape(of: input))
  }
}
