import AssayTensor

/// Collects what a frozen network computes while its layers are lowered: a graph of operations on values.
///
/// How it is computed (what is folded, fused, padded and put where in memory) is decided afterwards.
public struct PlanBuilder {
  private let parameters: [String: Tensor]
  private(set) var shapes: [Shape] = []
  private(set) var nodes: [PlanNode] = []
  /// The name that the parameters of the layer share which is being lowered.
  private var scope = ""
  private var isNamed = false

  init(parameters: consuming [String: Tensor]) {
    self.parameters = parameters
  }

  /// The parameter called `name`.
  func parameter(_ name: String) -> Tensor { LayerContext(parameters: parameters, mode: .evaluation).parameter(name) }

  /// What layers without a plan of their own need: the parameters of those that there are.
  var contextOfLayers: LayerContext {
    let names = Set(
      nodes.flatMap { node in
        guard case .layer(let layer) = node.operation else { return [String]() }
        return layer.parameters.map(\.name)
      })
    return LayerContext(parameters: parameters.filter { names.contains($0.key) }, mode: .evaluation)
  }

  /// The shape of one example of `value`: C×H×W, or F features.
  public func shape(of value: PlanValue) -> Shape { shapes[value.index] }

  /// Appends an operation on `inputs`, whose result has `shape` for one example.
  public mutating func append(_ operation: PlanOperation, _ inputs: PlanValue..., output shape: Shape) -> PlanValue {
    append(operation, inputs, output: shape)
  }

  /// Appends an operation on `inputs`, whose result has `shape` for one example.
  public mutating func append(_ operation: PlanOperation, _ inputs: [PlanValue], output shape: Shape) -> PlanValue {
    let output = makeValue(shape)
    nodes.append(
      PlanNode(
        operation: operation, inputs: inputs, output: output, inputShapes: inputs.map { shapes[$0.index] },
        outputShape: shape, scope: scope, isNamed: isNamed))
    return output
  }

  /// Lowers `layer`, whose name what it appends bears.
  mutating func lower(_ layer: some Layer, _ input: PlanValue) throws -> PlanValue {
    let outer = scope
    defer { scope = outer }
    scope = LayerSummary.commonName(layer.parameters)
    return try layer.lower(input, into: &self)
  }

  /// Appends an operation that bears `name`.
  mutating func append(
    _ operation: PlanOperation, _ inputs: [PlanValue], output shape: Shape, named name: String
  ) -> PlanValue {
    let outer = (scope, isNamed)
    defer { (scope, isNamed) = outer }
    (scope, isNamed) = (name, true)
    return append(operation, inputs, output: shape)
  }

  /// A new value, written by no operation: the network's input.
  mutating func makeValue(_ shape: Shape) -> PlanValue {
    shapes.append(shape)
    return PlanValue(index: shapes.count - 1)
  }
}
