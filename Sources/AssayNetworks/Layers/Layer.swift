import AssayTensor

/// A part of a network: a function of a batch with named parameters.
///
/// Shapes of single examples are C×H×W for images and F for features. A layer keeps no weights: the network holds them
/// in a dictionary, which is what is trained, saved and differentiated.
public protocol Layer: Sendable {
  /// The parameters, named as within this layer's surroundings ("conv1.weight").
  var parameters: [ParameterDefinition] { get }

  /// The shape of one example behind this layer.
  ///
  /// - Throws: `AssayError(.shapeMismatch)` when an example of shape `input` does not fit.
  func outputShape(for input: Shape) throws -> Shape

  /// Applies the layer to a batch, with parameters and mode from `context`.
  func callAsFunction(_ input: Tensor, _ context: LayerContext) -> Tensor

  /// The number of multiply-adds for one example.
  func multiplyAdds(for input: Shape) throws -> Int

  /// What the layer is, as a summary shows it; the type's name unless said otherwise.
  var kind: String { get }

  /// The lines of a summary for examples of shape `input`: one, or those of the layers inside.
  func summary(for input: Shape) throws -> [LayerSummary]

  /// The shapes of one example's logits from the auxiliary heads inside, for examples of shape `input`.
  ///
  /// - Throws: `AssayError(.shapeMismatch)` when an example does not fit a head, which only training runs.
  func auxiliaryShapes(for input: Shape) throws -> [Shape]

  /// Appends the layer to the plan of a frozen network.
  func lower(_ input: PlanValue, into plan: inout PlanBuilder) throws -> PlanValue
}

extension Layer {
  /// No parameters.
  public var parameters: [ParameterDefinition] { [] }

  /// No multiply-adds worth counting.
  public func multiplyAdds(for input: Shape) throws -> Int { 0 }

  /// The type's name.
  public var kind: String { "\(Self.self)" }

  /// One line.
  public func summary(for input: Shape) throws -> [LayerSummary] { [try LayerSummary(self, on: input)] }

  /// No auxiliary heads.
  public func auxiliaryShapes(for input: Shape) throws -> [Shape] { [] }

  /// Falls back on the layer's differentiable form, so that a layer of one's own works in a frozen network too.
  public func lower(_ input: PlanValue, into plan: inout PlanBuilder) throws -> PlanValue {
    plan.append(.layer(self), input, output: try outputShape(for: plan.shape(of: input)))
  }
}
