import AssayBase
import AssayTensor

/// The average over all pixels: C×H×W to C×1×1.
public struct GlobalAveragePool: Layer {
  /// Makes the layer.
  public init() {}

  /// "Global average pool".
  public var kind: String { "Global average pool" }

  /// C×1×1.
  public func outputShape(for input: Shape) throws -> Shape { try window(input).outputShape(for: input) }

  /// The averages of a batch.
  public func callAsFunction(_ input: Tensor, _ context: LayerContext) -> Tensor { input.globallyAveraged() }

  /// A pooling step.
  public func lower(_ input: PlanValue, into plan: inout PlanBuilder) throws -> PlanValue {
    let shape = plan.shape(of: input)
    return plan.append(
      .averagePool(try window(shape), countsPadding: true), input, output: try outputShape(for: shape))
  }

  private func window(_ input: Shape) throws -> PoolingGeometry {
    guard input.rank == 3, input[1] > 0, input[2] > 0 else {
      throw AssayError(.shapeMismatch, "global pooling needs images", expected: "C×H×W", found: "\(input)")
    }
    return PoolingGeometry(kernel: (input[1], input[2]))
  }
}
