import AssayTensor

/// A smooth function of each element.
public struct Activation: Layer {
  /// The functions.
  public enum Function: String, Sendable, CaseIterable {
    /// x · sigmoid(x).
    case silu
    /// The hyperbolic tangent.
    case tanh
    /// 1 / (1 + e⁻ˣ).
    case sigmoid
    /// log(1 + eˣ).
    case softplus
  }

  private let function: Function

  /// Makes an activation.
  public init(_ function: Function) { self.function = function }

  /// The input's shape.
  public func outputShape(for input: Shape) -> Shape { input }

  /// The function of each element.
  public func callAsFunction(_ input: Tensor, _ context: LayerContext) -> Tensor {
    switch function {
    case .silu: input.silu()
    case .tanh: input.tanh()
    case .sigmoid: input.sigmoid()
    case .softplus: input.softplus()
    }
  }
}
