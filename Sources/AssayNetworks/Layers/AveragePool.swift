import AssayTensor

/// The average of every window.
public struct AveragePool: Layer {
  private let geometry: PoolingGeometry

  /// Makes square windows; the stride is their size unless given.
  public init(_ size: Int, stride: Int? = nil, padding: Int = 0) {
    let stride = stride ?? size
    geometry = PoolingGeometry(kernel: (size, size), stride: (stride, stride), padding: (padding, padding))
  }

  /// The window and the stride.
  public var kind: String {
    "Average pool \(geometry.kernel.height)×\(geometry.kernel.width), stride \(geometry.stride.height)"
  }

  /// C×H′×W′.
  public func outputShape(for input: Shape) throws -> Shape { try geometry.outputShape(for: input) }

  /// The averages of a batch.
  public func callAsFunction(_ input: Tensor, _ context: LayerContext) -> Tensor { input.averagePooled(geometry) }

  /// A pooling step.
  public func lower(_ input: PlanValue, into plan: inout PlanBuilder) throws -> PlanValue {
    plan.append(
      .averagePool(geometry, countsPadding: true), input, output: try outputShape(for: plan.shape(of: input)))
  }
}
