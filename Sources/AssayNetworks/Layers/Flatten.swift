import AssayTensor

/// Turns C×H×W images into C·H·W features in that order.
public struct Flatten: Layer {
  /// Makes the layer.
  public init() {}

  /// All elements along one axis.
  public func outputShape(for input: Shape) -> Shape { [input.count] }

  /// One row of features an example.
  public func callAsFunction(_ input: Tensor, _ context: LayerContext) -> Tensor { input.flattened() }

  /// Nothing to compute: the next dense layer's weights are put into the stored order instead.
  public func lower(_ input: PlanValue, into plan: inout PlanBuilder) throws -> PlanValue {
    plan.append(.flatten, input, output: outputShape(for: plan.shape(of: input)))
  }
}
