import AssayBase
import AssayTensor

/// A body added to a shortcut (He et al. 2016): body(x) + shortcut(x).
public struct Residual: Layer {
  package let body: Sequential
  package let shortcut: Sequential

  /// Makes a residual connection; without layers of its own the shortcut is the input.
  public init(
    @SequentialBuilder _ body: () -> [any Layer], @SequentialBuilder shortcut: () -> [any Layer] = { [] }
  ) {
    self.body = Sequential(body())
    self.shortcut = Sequential(shortcut())
  }

  /// The parameters of body and shortcut.
  public var parameters: [ParameterDefinition] { body.parameters + shortcut.parameters }

  /// The shape behind both branches, which must agree.
  public func outputShape(for input: Shape) throws -> Shape {
    let (main, side) = (try body.outputShape(for: input), try shortcut.outputShape(for: input))
    guard main == side else {
      throw AssayError(
        .shapeMismatch, "the branches of a residual connection have different shapes", expected: "\(main)",
        found: "\(side)")
    }
    return main
  }

  /// The sum of both branches.
  public func callAsFunction(_ input: Tensor, _ context: LayerContext) -> Tensor {
    body(input, context) + shortcut(input, context)
  }

  /// The sum over the branches.
  public func multiplyAdds(for input: Shape) throws -> Int {
    try body.multiplyAdds(for: input) + shortcut.multiplyAdds(for: input)
  }

  /// A line for the sum and those of both branches.
  public func summary(for input: Shape) throws -> [LayerSummary] {
    [LayerSummary(branching: "Residual", output: try outputShape(for: input))]
      + (try body.summary(for: input) + shortcut.summary(for: input)).nested()
  }

  /// Those of both branches.
  public func auxiliaryShapes(for input: Shape) throws -> [Shape] {
    try body.auxiliaryShapes(for: input) + shortcut.auxiliaryShapes(for: input)
  }

  /// Both branches and a sum.
  public func lower(_ input: PlanValue, into plan: inout PlanBuilder) throws -> PlanValue {
    let main = try body.lower(input, into: &plan)
    let side = try shortcut.lower(input, into: &plan)
    return plan.append(.add, main, side, output: plan.shape(of: main))
  }
}
