import AssayTensor

/// The maximum of every window.
public struct MaxPool: Layer {
  private let geometry: PoolingGeometry

  /// Makes square windows; the stride is their size unless given.
  ///
  /// With `roundsUp` a last window may reach beyond the image (PyTorch's `ceil_mode`).
  public init(_ size: Int, stride: Int? = nil, padding: Int = 0, roundsUp: Bool = false) {
    let stride = stride ?? size
    geometry = PoolingGeometry(
      kernel: (size, size), stride: (stride, stride), padding: (padding, padding), roundsUp: roundsUp)
  }

  /// The window and the stride.
  public var kind: String {
    "Maximum pool \(geometry.kernel.height)×\(geometry.kernel.width), stride \(geometry.stride.height)"
  }

  /// C×H′×W′.
  public func outputShape(for input: Shape) throws -> Shape { try geometry.outputShape(for: input) }

  /// The maxima of a batch.
  public func callAsFunction(_ input: Tensor, _ context: LayerContext) -> Tensor { input.maxPooled(geometry) }

  /// A pooling step.
  public func lower(_ input: PlanValue, into plan: inout PlanBuilder) throws -> PlanValue {
    plan.append(.maxPool(geometry), input, output: try outputShape(for: plan.shape(of: input)))
  }
}
