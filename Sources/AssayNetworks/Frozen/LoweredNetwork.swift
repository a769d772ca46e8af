import AssayTensor

/// What the layers of a network compute, as a graph of operations that hold the weights.
struct LoweredNetwork {
  let input: PlanValue
  let outputs: [PlanValue]
  /// The shapes of one example of the outputs.
  let outputShapes: [Shape]
  /// The shape of one example of each value, as its step writes it.
  private(set) var shapes: [Shape]
  /// What layers without a plan of their own need: their parameters, and no others.
  let context: LayerContext
  /// The operations; whoever works through them takes them, so that weights are let go as soon as they are packed.
  var nodes: [PlanNode]

  init(
    input shape: Shape, parameters: consuming [String: Tensor],
    lower: (_ images: PlanValue, _ plan: inout PlanBuilder) throws -> [PlanValue]
  ) rethrows {
    var builder = PlanBuilder(parameters: consume parameters)
    input = builder.makeValue(shape)
    outputs = try lower(input, &builder)
    (shapes, nodes, context) = (builder.shapes, builder.nodes, builder.contextOfLayers)
    outputShapes = outputs.map { builder.shapes[$0.index] }
  }

  /// The numbers that all operations read beside their inputs.
  var weightCount: Int {
    nodes.reduce(context.all.values.reduce(0) { $0 + $1.count }) { $0 + $1.operation.weightCount }
  }

  /// Rewrites the operations so that they take fewer passes over memory.
  mutating func optimize() {
    var optimizer = PlanOptimizer(take(), outputs: outputs, valueCount: shapes.count)
    optimizer.run()
    nodes = optimizer.nodes
    shapes += Array(repeating: [0], count: optimizer.valueCount - shapes.count)
    for node in nodes { shapes[node.output.index] = node.outputShape }
  }

  /// Calls `body` with every operation, in order, of which nothing is held here any longer.
  ///
  /// Blocks that this frees are of no use to the next ones, which have other sizes: they go back to the system.
  mutating func forEachTaken(_ body: (inout PlanNode) -> Void) {
    nodes.reverse()
    while var node = nodes.popLast() {
      body(&node)
      node.operation = .flatten
      StoragePool.shared.drain()
    }
  }

  private mutating func take() -> [PlanNode] {
    defer { nodes = [] }
    return nodes
  }
}
