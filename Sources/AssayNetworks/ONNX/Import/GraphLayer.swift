import AssayBase
import AssayTensor

/// A layer that is a graph of its own: what a file describes node by node.
///
/// One list of steps is lowered into plans and evaluated with tensors alike. Normalisations keep their statistics in
/// training too, and dropout passes its input on: a file of a finished network describes its evaluation.
struct GraphLayer: Layer {
  /// A node: makes its operation of the parameters, from the values of the steps that it names.
  struct Step: Sendable {
    let name: String
    /// The steps whose results are read, by number; 0 stands for the layer's input.
    var inputs: [Int]
    /// The shape of one example of the result.
    let shape: Shape
    let operation: @Sendable (_ parameter: (String) -> Tensor) -> PlanOperation
    let multiplyAdds: Int
    /// The operator that the step computes, as the file calls it; empty for steps that no node of it names.
    var kind = ""
    /// The number of weights that no step before has.
    var parameterCount = 0
  }

  let name: String
  let input: Shape
  let parameters: [ParameterDefinition]
  /// Step k's result is number k + 1.
  let steps: [Step]
  /// The number of the result.
  let output: Int

  var kind: String { "Graph of \(steps.count) nodes" }

  func outputShape(for input: Shape) throws -> Shape {
    guard input == self.input else {
      throw AssayError(
        .shapeMismatch, "a graph read from a file takes images of one size", expected: "\(self.input)",
        found: "\(input)",
        at: name)
    }
    return output == 0 ? input : steps[output - 1].shape
  }

  func callAsFunction(_ input: Tensor, _ context: LayerContext) -> Tensor {
    var lastReader = [Int](repeating: -1, count: steps.count + 1)
    for (index, step) in steps.enumerated() { for input in step.inputs { lastReader[input] = index } }
    lastReader[output] = steps.count
    var values: [Tensor?] = [input] + [Tensor?](repeating: nil, count: steps.count)
    for (index, step) in steps.enumerated() where lastReader[index + 1] >= 0 {
      values[index + 1] = step.operation(context.parameter).apply(step.inputs.compactMap { values[$0] }, context)
      // What nobody reads any longer makes room.
      for input in step.inputs where lastReader[input] == index { values[input] = nil }
    }
    return values[output] ?? input
  }

  func summary(for input: Shape) throws -> [LayerSummary] {
    _ = try outputShape(for: input)
    return steps.map { step in
      LayerSummary(
        name: step.name, kind: step.kind, output: step.shape, parameters: step.parameterCount,
        multiplyAdds: step.multiplyAdds)
    }
  }

  func multiplyAdds(for input: Shape) throws -> Int { steps.reduce(0) { $0 + $1.multiplyAdds } }

  func lower(_ input: PlanValue, into plan: inout PlanBuilder) throws -> PlanValue {
    var values = [input]
    for step in steps {
      let operation = step.operation { plan.parameter($0) }
      values.append(
        plan.append(operation, step.inputs.map { values[$0] }, output: step.shape, named: step.name))
    }
    return values[output]
  }
}
