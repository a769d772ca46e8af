import AssayTensor

/// A second classifier in the middle of a network, whose weights checkpoints hold but which evaluation does not need.
///
/// Passes its input on. The head helped training to reach the early layers (Szegedy et al. 2015, section 5); here its weights
/// are loaded and saved, and get no gradient.
public struct AuxiliaryHead: Layer {
  private let head: Sequential

  /// Makes a head that is not evaluated.
  public init(@SequentialBuilder _ head: () -> [any Layer]) { self.head = Sequential(head()) }

  /// The parameters of the head.
  public var parameters: [ParameterDefinition] { head.parameters }

  /// "Auxiliary head, not evaluated".
  public var kind: String { "Auxiliary head, not evaluated" }

  /// The input's shape.
  public func outputShape(for input: Shape) -> Shape { input }

  /// The input.
  public func callAsFunction(_ input: Tensor, _ context: LayerContext) -> Tensor { input }

  /// Nothing.
  public func lower(_ input: PlanValue, into plan: inout PlanBuilder) throws -> PlanValue { input }
}
