import AssayTensor

/// A second classifier in the middle of a network, which helps training to reach the early layers.
///
/// Passes its input on. In evaluation the head is not run; ``Network/trainingLogits(_:parameters:key:updates:)`` runs it and
/// gives its logits beside the network's, to be counted in the loss with the head's weight (Szegedy et al. 2015, section 5).
public struct AuxiliaryHead: Layer {
  private let head: Sequential
  private let lossWeight: Float

  /// Makes a head whose loss counts `lossWeight` times that of the network.
  public init(lossWeight: Float, @SequentialBuilder _ head: () -> [any Layer]) {
    self.head = Sequential(head())
    self.lossWeight = lossWeight
  }

  /// The parameters of the head.
  public var parameters: [ParameterDefinition] { head.parameters }

  /// "Auxiliary head, in training only".
  public var kind: String { "Auxiliary head, in training only" }

  /// The input's shape.
  public func outputShape(for input: Shape) -> Shape { input }

  /// The shape of the head's logits.
  public func auxiliaryShapes(for input: Shape) throws -> [Shape] { [try head.outputShape(for: input)] }

  /// The input.
  public func callAsFunction(_ input: Tensor, _ context: LayerContext) -> Tensor {
    context.auxiliary?.append(weight: lossWeight) { head(input, context) }
    return input
  }

  /// Nothing.
  public func lower(_ input: PlanValue, into plan: inout PlanBuilder) throws -> PlanValue { input }
}
