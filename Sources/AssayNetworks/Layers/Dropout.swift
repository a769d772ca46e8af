import AssayTensor

/// Sets features to zero at random in training and scales the rest (Srivastava et al. 2014); does nothing otherwise.
public struct Dropout: Layer {
  private let name: String
  private let rate: Double

  /// Makes dropout of a share `rate` in 0..<1; `name` separates its random stream from those of other layers.
  public init(_ name: String, rate: Double) {
    precondition(rate >= 0 && rate < 1, "a dropout rate of \(rate) is not in 0..<1")
    self.name = name
    self.rate = rate
  }

  /// The share of features set to zero.
  public var kind: String { "Dropout \(rate)" }

  /// The input's shape.
  public func outputShape(for input: Shape) -> Shape { input }

  /// The input times a random mask in training.
  public func callAsFunction(_ input: Tensor, _ context: LayerContext) -> Tensor {
    guard case .training(let key) = context.mode, rate > 0 else { return input }
    return input * .dropoutMask(shape: input.shape, keeping: 1 - rate, key: key.derived("dropout").derived(name))
  }

  /// Nothing: a frozen network evaluates.
  public func lower(_ input: PlanValue, into plan: inout PlanBuilder) throws -> PlanValue { input }
}
