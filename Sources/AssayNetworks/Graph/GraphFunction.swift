import AssayTensor

/// A differentiable function of several values of a network, for what no step of a plan computes.
///
/// Its inputs are batches of the values' shapes (N×C×H×W, or N×F), as is its result; the examples of a batch must not
/// depend on each other. What it captures (weights) it may be differentiated at too.
public struct GraphFunction: Sendable {
  /// What it does, in a word for names: "gelu".
  public let kind: String
  private let body: @Sendable ([Tensor]) -> Tensor

  /// Makes a function.
  public init(_ kind: String, _ body: @escaping @Sendable ([Tensor]) -> Tensor) {
    self.kind = kind
    self.body = body
  }

  /// The result for a batch of the inputs.
  public func callAsFunction(_ inputs: [Tensor]) -> Tensor { body(inputs) }
}
