import AssayTensor

/// Layers one after the other.
public struct Sequential: Layer {
  /// The layers in order.
  public let layers: [any Layer]

  /// Makes a chain.
  public init(_ layers: [any Layer]) { self.layers = layers }

  /// Makes a chain, written as a list of layers.
  public init(@SequentialBuilder _ layers: () -> [any Layer]) { self.layers = layers() }

  /// The parameters of all layers in order.
  public var parameters: [ParameterDefinition] { layers.flatMap(\.parameters) }

  /// The shape behind the last layer.
  public func outputShape(for input: Shape) throws -> Shape {
    try layers.reduce(input) { try $1.outputShape(for: $0) }
  }

  /// Applies the layers in order.
  public func callAsFunction(_ input: Tensor, _ context: LayerContext) -> Tensor {
    layers.reduce(input) { input, layer in
      let result = layer(input, context)
      context.probe?.observe(result, of: layer)
      return result
    }
  }

  /// The sum over the layers.
  public func multiplyAdds(for input: Shape) throws -> Int {
    var (shape, total) = (input, 0)
    for layer in layers {
      total += try layer.multiplyAdds(for: shape)
      shape = try layer.outputShape(for: shape)
    }
    return total
  }

  /// The lines of all layers.
  public func summary(for input: Shape) throws -> [LayerSummary] {
    var (shape, lines) = (input, [LayerSummary]())
    for layer in layers {
      lines += try layer.summary(for: shape)
      shape = try layer.outputShape(for: shape)
    }
    return lines
  }

  /// Those of all layers.
  public func auxiliaryShapes(for input: Shape) throws -> [Shape] {
    var (shape, heads) = (input, [Shape]())
    for layer in layers {
      heads += try layer.auxiliaryShapes(for: shape)
      shape = try layer.outputShape(for: shape)
    }
    return heads
  }

  /// Lowers the layers in order.
  public func lower(_ input: PlanValue, into plan: inout PlanBuilder) throws -> PlanValue {
    try layers.reduce(input) { try plan.lower($1, $0) }
  }
}
