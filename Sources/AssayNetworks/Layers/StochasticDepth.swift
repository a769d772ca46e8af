import AssayTensor

/// Leaves out the body of a residual connection for some examples in training (Huang et al. 2016); does nothing otherwise.
///
/// What is kept is scaled by 1 / (1 − rate), so that evaluation needs no correction.
public struct StochasticDepth: Layer {
  private let name: String
  private let rate: Double

  /// Makes the last layer of a body; `name` separates its random stream from those of other layers.
  public init(_ name: String, rate: Double) {
    precondition(rate >= 0 && rate < 1, "a share \(rate) of examples to leave out is not in 0..<1")
    self.name = name
    self.rate = rate
  }

  /// The share of examples left out.
  public var kind: String { "Stochastic depth \((rate * 1000).rounded() / 1000)" }

  /// The input's shape.
  public func outputShape(for input: Shape) -> Shape { input }

  /// The input times 0 or 1 / (1 − rate) for each example in training.
  public func callAsFunction(_ input: Tensor, _ context: LayerContext) -> Tensor {
    guard case .training(let key) = context.mode, rate > 0 else { return input }
    let shape = Shape([input.shape[0]] + [Int](repeating: 1, count: input.shape.rank - 1))
    return input
      * .dropoutMask(shape: shape, keeping: 1 - rate, key: key.derived("stochastic depth").derived(name))
  }

  /// Nothing: a frozen network evaluates.
  public func lower(_ input: PlanValue, into plan: inout PlanBuilder) throws -> PlanValue { input }
}
