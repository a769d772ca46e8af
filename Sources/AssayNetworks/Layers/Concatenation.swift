import AssayBase
import AssayTensor

/// Branches on the same input whose channels are put one after the other (Szegedy et al. 2015).
public struct Concatenation: Layer {
  package let branches: [Sequential]

  /// Makes a concatenation of at least one branch.
  public init(_ branches: [Sequential]) {
    precondition(!branches.isEmpty, "a concatenation needs at least one branch")
    self.branches = branches
  }

  /// Makes a concatenation, each layer of the list a branch; a ``Sequential`` is a branch of several layers.
  public init(@ConcatenationBuilder _ branches: () -> [Sequential]) { self.init(branches()) }

  /// The parameters of all branches.
  public var parameters: [ParameterDefinition] { branches.flatMap(\.parameters) }

  /// The channels of all branches, whose images must have one size.
  public func outputShape(for input: Shape) throws -> Shape {
    let shapes = try branches.map { try $0.outputShape(for: input) }
    guard shapes.allSatisfy({ $0.rank == 3 && $0[1] == shapes[0][1] && $0[2] == shapes[0][2] }) else {
      throw AssayError(
        .shapeMismatch, "the branches of a concatenation have different sizes", expected: "C×H×W of one H and W",
        found: shapes.map(\.description).joined(separator: ", "))
    }
    return [shapes.reduce(0) { $0 + $1[0] }, shapes[0][1], shapes[0][2]]
  }

  /// The channels of all branches.
  public func callAsFunction(_ input: Tensor, _ context: LayerContext) -> Tensor {
    .concatenatingChannels(branches.map { $0(input, context) })
  }

  /// The sum over the branches.
  public func multiplyAdds(for input: Shape) throws -> Int {
    try branches.reduce(0) { try $0 + $1.multiplyAdds(for: input) }
  }

  /// A line for the concatenation and those of all branches.
  public func summary(for input: Shape) throws -> [LayerSummary] {
    [LayerSummary(branching: "Concatenation", output: try outputShape(for: input))]
      + (try branches.flatMap { try $0.summary(for: input) }).nested()
  }

  /// Those of all branches.
  public func auxiliaryShapes(for input: Shape) throws -> [Shape] {
    try branches.flatMap { try $0.auxiliaryShapes(for: input) }
  }

  /// All branches and a copy of each into its channels.
  public func lower(_ input: PlanValue, into plan: inout PlanBuilder) throws -> PlanValue {
    let values = try branches.map { try $0.lower(input, into: &plan) }
    return plan.append(.concatenate, values, output: try outputShape(for: plan.shape(of: input)))
  }
}
