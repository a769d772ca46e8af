import AssayBase
import AssayTensor

/// The maximum of every window.
public struct MaxPool: Layer {
  private let geometry: PoolingGeometry

  /// Makes square windows; the stride is their size unless given.
  public init(_ size: Int, stride: Int? = nil, padding: Int = 0) {
    let stride = stride ?? size
    geometry = PoolingGeometry(kernel: (size, size), stride: (stride, stride), padding: (padding, padding))
  }

  /// C×H′×W′.
  public func outputShape(for input: Shape) throws -> Shape { try geometry.outputShape(for: input) }

  /// The maxima of a batch.
  public func callAsFunction(_ input: Tensor, _ context: LayerContext) -> Tensor { input.maxPooled(geometry) }

  /// A pooling step.
  public func lower(_ input: PlanValue, into plan: inout PlanBuilder) throws -> PlanValue {
    plan.appendMaxPool(input, geometry, output: try outputShape(for: plan.shape(of: input)))
  }
}

/// The average of every window.
public struct AveragePool: Layer {
  private let geometry: PoolingGeometry

  /// Makes square windows; the stride is their size unless given.
  public init(_ size: Int, stride: Int? = nil, padding: Int = 0) {
    let stride = stride ?? size
    geometry = PoolingGeometry(kernel: (size, size), stride: (stride, stride), padding: (padding, padding))
  }

  /// C×H′×W′.
  public func outputShape(for input: Shape) throws -> Shape { try geometry.outputShape(for: input) }

  /// The averages of a batch.
  public func callAsFunction(_ input: Tensor, _ context: LayerContext) -> Tensor { input.averagePooled(geometry) }

  /// A pooling step.
  public func lower(_ input: PlanValue, into plan: inout PlanBuilder) throws -> PlanValue {
    plan.appendAveragePool(input, geometry, output: try outputShape(for: plan.shape(of: input)))
  }
}

/// The average over all pixels: C×H×W to C×1×1.
public struct GlobalAveragePool: Layer {
  /// Makes the layer.
  public init() {}

  /// C×1×1.
  public func outputShape(for input: Shape) throws -> Shape { try window(input).outputShape(for: input) }

  /// The averages of a batch.
  public func callAsFunction(_ input: Tensor, _ context: LayerContext) -> Tensor { input.globallyAveraged() }

  /// A pooling step.
  public func lower(_ input: PlanValue, into plan: inout PlanBuilder) throws -> PlanValue {
    let shape = plan.shape(of: input)
    return plan.appendAveragePool(input, try window(shape), output: try outputShape(for: shape))
  }

  private func window(_ input: Shape) throws -> PoolingGeometry {
    guard input.rank == 3, input[1] > 0, input[2] > 0 else {
      throw AssayError(.shapeMismatch, "global pooling needs images", expected: "C×H×W", found: "\(input)")
    }
    return PoolingGeometry(kernel: (input[1], input[2]))
  }
}

extension PoolingGeometry {
  /// The shape behind pooling of C×H×W.
  fileprivate func outputShape(for input: Shape) throws -> Shape {
    guard input.rank == 3, input[1] + 2 * padding.height >= kernel.height, input[2] + 2 * padding.width >= kernel.width
    else {
      throw AssayError(
        .shapeMismatch, "a pooling window does not fit its input", expected: "C×H×W of at least \(kernel.height)×\(kernel.width)",
        found: "\(input)")
    }
    let pool = self.kernel(channels: input[0], height: input[1], width: input[2])
    return [input[0], pool.out_height, pool.out_width]
  }
}
