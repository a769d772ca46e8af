import AssayBase
import AssayTensor

/// A network as a graph of named layers on values: what explanations by layers look into.
///
/// The layers of a network write themselves down as operations (``Layer/lower(_:into:)``), batch normalisation as a factor
/// and a summand for each channel, nothing folded or fused. Weights are shared with the network, not copied. A layer that
/// is used twice stands here twice: there is nothing to hook into.
public struct NetworkGraph: Sendable {
  /// The layers in an order in which each comes after those that it reads.
  package let nodes: [GraphNode]
  /// The images.
  package let input: PlanValue
  /// The logits.
  package let output: PlanValue
  /// What messages call the model.
  package let model: String
  /// What layers without an operation of their own need.
  let context: LayerContext
  private let shapes: [Shape]
  private let position: [String: Int]

  /// Writes down what `lower` appends for images of `shape`.
  package init(
    model: String, input shape: Shape, parameters: [String: Tensor],
    lower: (_ images: PlanValue, _ plan: inout PlanBuilder) throws -> PlanValue
  ) throws {
    let lowered = try LoweredNetwork(input: shape, parameters: parameters) { [try lower($0, &$1)] }
    self.model = model
    (input, output, context, shapes) = (lowered.input, lowered.outputs[0], lowered.context, lowered.shapes)
    var names = LayerNames()
    nodes = lowered.nodes.map { node in
      GraphNode(
        name: names.name(for: node), operation: node.operation, inputs: node.inputs, output: node.output,
        outputShape: lowered.shapes[node.output.index])
    }
    position = Self.positions(nodes)
  }

  /// Other layers for the same images and logits, on some of the same values.
  init(_ graph: NetworkGraph, nodes: [GraphNode]) {
    self.nodes = nodes
    (input, output, context, shapes, model) = (graph.input, graph.output, graph.context, graph.shapes, graph.model)
    position = Self.positions(nodes)
  }

  private static func positions(_ nodes: [GraphNode]) -> [String: Int] {
    Dictionary(nodes.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The names of the layers in order: of a layer with weights that of its parameters ("layer1.0.conv1"), of others what
  /// they do with a number ("relu2").
  public var layerNames: [String] { nodes.map(\.name) }

  /// How many values there are.
  var shapeCount: Int { shapes.count }

  /// The shape of one example of `value`: C×H×W, or F features.
  package func shape(of value: PlanValue) -> Shape { shapes[value.index] }

  /// The layer called `name`, or the last one of the block whose layers' names begin with `name` and a dot.
  ///
  /// What only activates, adds, scales or puts together the block's results belongs to the block: "layer4" of a ResNet is
  /// its last rectifier, "inception3a" of a GoogLeNet all four branches.
  ///
  /// - Throws: `AssayError(.unknownName)` that lists the names.
  package func layer(_ name: String) throws -> GraphNode {
    if let index = position[name] { return nodes[index] }
    guard var last = nodes.lastIndex(where: { $0.name.hasPrefix(name + ".") }) else {
      throw AssayError(
        .unknownName, "the model \(model) has no such layer", expected: layerNames.joined(separator: ", "),
        found: "“\(name)”")
    }
    while last + 1 < nodes.count, finishes(nodes[last + 1], block: name + ".", behind: nodes[last]) { last += 1 }
    return nodes[last]
  }

  /// Whether `node` only finishes what the block made whose last layer so far is `last`.
  private func finishes(_ node: GraphNode, block prefix: String, behind last: GraphNode) -> Bool {
    // A name with a dot, as layers of files have, says whose it is.
    guard node.inputs.contains(last.output), !node.name.contains(".") else { return false }
    switch node.operation {
    case .activation, .add, .scaleChannels: return true
    // Branches of other blocks beside it make it more than this one's.
    case .concatenate: return node.inputs.allSatisfy { isMade($0, inBlock: prefix) }
    default: return false
    }
  }

  /// Whether a layer of the block writes `value`, but for an activation.
  private func isMade(_ value: PlanValue, inBlock prefix: String) -> Bool {
    guard let node = producer(of: value) else { return false }
    if node.name.hasPrefix(prefix) { return true }
    if case .activation = node.operation { return isMade(node.inputs[0], inBlock: prefix) }
    return false
  }

  /// The layer that writes `value`; nil for the images.
  package func producer(of value: PlanValue) -> GraphNode? { nodes.first { $0.output == value } }

  /// The layers that read `value`.
  package func readers(of value: PlanValue) -> [GraphNode] { nodes.filter { $0.inputs.contains(value) } }

  /// The last layer whose result has an extent, H×W above 1×1: what class activation maps look at unless told otherwise.
  ///
  /// - Throws: `AssayError(.unsupported)` when no layer has one.
  package func lastSpatialLayer() throws -> GraphNode {
    // A maximum pool behind the last convolution makes the map only coarser.
    let node = nodes.last { node in
      if case .maxPool = node.operation { return false }
      return node.outputShape.rank == 3 && node.outputShape[1] * node.outputShape[2] > 1
    }
    guard let node else {
      throw AssayError(
        .unsupported, "the model \(model) has no layer with an extent", expected: "a layer that gives C×H×W",
        found: nodes.map { "\($0.name) \($0.outputShape)" }.joined(separator: ", "))
    }
    return node
  }

  /// What `node` makes of its inputs; differentiable.
  package func apply(_ node: GraphNode, to inputs: [Tensor]) -> Tensor { node.operation.apply(inputs, context) }

  /// The values of the graph for N×C×H×W images; differentiable, all kept.
  ///
  /// Starts from the values `known` in place of the images, where given, and leaves out what these already tell.
  package func values(for images: Tensor, known: [PlanValue: Tensor] = [:]) -> [PlanValue: Tensor] {
    var values = known
    values[input] = images
    for node in nodes where values[node.output] == nil {
      values[node.output] = apply(node, to: node.inputs.compactMap { values[$0] })
    }
    return values
  }

  /// The layers that `wanted` depends on, and no others, as a plan: their results for a batch, in slices of bounded memory.
  ///
  /// - Parameter finish: Appends what is made of each result before it leaves its slice, where large results are not
  ///   wanted themselves; returns the value that is wanted instead.
  package func plan(
    to wanted: [PlanValue],
    finishing finish: (_ result: PlanValue, _ plan: inout PlanBuilder) -> PlanValue = { result, _ in result }
  ) throws -> Plan {
    Plan(input: shape(of: input), parameters: context.all) { images, plan in
      var made = [input: images]
      lower(into: &plan, from: &made)
      return wanted.compactMap { made[$0] }.map { finish($0, &plan) }
    }
  }

  /// The layers behind `value` as a plan from it to the logits, with gradients at it; nil where some way to the logits does
  /// not lead through `value`.
  package func plan(from value: PlanValue) throws -> Plan? {
    guard separates(value) else { return nil }
    return Plan(input: shape(of: value), parameters: context.all) { start, plan in
      var made = [value: start]
      lower(into: &plan, from: &made)
      return [made[output] ?? start]
    }
  }

  /// Whether every way from the images to the logits leads through `value`.
  package func separates(_ value: PlanValue) -> Bool {
    var reached: Set<PlanValue> = [input]
    if value == input { return true }
    for node in nodes where node.output != value && node.inputs.contains(where: reached.contains) {
      reached.insert(node.output)
    }
    return !reached.contains(output)
  }

  /// Appends the layers all of whose inputs are made.
  private func lower(into plan: inout PlanBuilder, from made: inout [PlanValue: PlanValue]) {
    for node in nodes where made[node.output] == nil {
      let inputs = node.inputs.compactMap { made[$0] }
      guard inputs.count == node.inputs.count else { continue }
      made[node.output] = plan.append(node.operation, inputs, output: node.outputShape)
    }
  }
}
