import AssayTensor

/// A differentiable function of several values of a network, for what no step of a plan computes.
///
/// Its inputs are batches of the values' shapes (N×C×H×W, or N×F), as is its result; the examples of a batch must not
/// depend on each other. What it captures (weights) it may be differentiated at too.
public struct GraphFunction: Sendable {
  /// What explanations with rules of their own may take for granted about a function.
  public enum Form: Sendable {
    /// Nothing.
    case general
    /// Every number of the result depends on the number in its place alone.
    case elementwise
    /// Linear in its inputs together, but for a constant summand: a sum, another order, an average.
    case linear
  }

  /// What it does, in a word for names: "gelu".
  public let kind: String
  /// What is known about how it computes.
  public let form: Form
  /// The same function for frozen plans, where they have a way of their own.
  let kernel: PlanKernel?
  private let body: @Sendable ([Tensor]) -> Tensor

  /// Makes a function.
  public init(_ kind: String, form: Form = .general, _ body: @escaping @Sendable ([Tensor]) -> Tensor) {
    self.init(kind, form: form, kernel: nil, body)
  }

  /// Makes a function that frozen plans compute by `kernel`, which must be the same.
  package init(
    _ kind: String, form: Form = .general, kernel: PlanKernel?, _ body: @escaping @Sendable ([Tensor]) -> Tensor
  ) {
    self.kind = kind
    self.form = form
    self.kernel = kernel
    self.body = body
  }

  /// The same with another form for frozen plans.
  func with(_ kernel: PlanKernel) -> GraphFunction { GraphFunction(kind, form: form, kernel: kernel, body) }

  /// The result for a batch of the inputs.
  public func callAsFunction(_ inputs: [Tensor]) -> Tensor { body(inputs) }
}
