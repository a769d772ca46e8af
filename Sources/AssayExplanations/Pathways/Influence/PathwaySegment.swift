import AssayBase
import AssayNetworks
import AssayTensor

/// The part of a network between two of the layers that a study looks at, and the ways through it.
struct PathwaySegment: Sendable {
  let start: PlanValue
  let end: PlanValue
  /// The layers on ways from start to end, in order.
  let nodes: [GraphNode]
  /// The kernels of those that have weights, by their place among `nodes`.
  let kernels: [Int: ChannelKernel]
  /// How values divide into channels.
  private let views: [PlanValue: ChannelView]
  /// The channels of all that the layers read, also where it does not come from the first layer.
  private let widths: [PlanValue: Int]

  /// - Throws: `AssayError(.unsupported)` where channels cannot be followed, and when no way leads from start to end.
  init(from first: PathwayLayer, to last: PathwayLayer, in graph: NetworkGraph) throws {
    (start, end) = (first.value, last.value)
    nodes = Self.between(start, end, in: graph)
    guard !nodes.isEmpty else {
      throw AssayError(
        .unsupported, "no way through the network leads from one layer to the next",
        expected: "layers of which each depends on the one before", found: "\(first.name), \(last.name)", at: "layers")
    }
    var views = [start: ChannelView(graph.shape(of: start))]
    var (kernels, widths) = ([Int: ChannelKernel](), [PlanValue: Int]())
    for (place, node) in nodes.enumerated() {
      let inputs = node.followed.compactMap { views[$0] }
      for input in node.inputs { widths[input] = ChannelView(graph.shape(of: input)).channels }
      let readers = graph.readers(of: node.output)
      if let kernel = ChannelKernel(
        node, view: inputs[0], followedBy: node.output != end && readers.count == 1 ? readers[0] : nil)
      {
        kernels[place] = kernel
      }
      views[node.output] = try Self.view(of: node, inputs)
    }
    (self.views, self.kernels, self.widths) = (views, kernels, widths)
  }

  private static func between(_ start: PlanValue, _ end: PlanValue, in graph: NetworkGraph) -> [GraphNode] {
    var reached: Set<PlanValue> = [start]
    let after = graph.nodes.filter { node in
      guard node.output != start, node.followed.contains(where: reached.contains) else { return false }
      reached.insert(node.output)
      return true
    }
    var wanted: Set<PlanValue> = [end]
    return after.reversed().filter { node in
      guard wanted.contains(node.output) else { return false }
      wanted.formUnion(node.followed)
      return true
    }.reversed()
  }

  private static func view(of node: GraphNode, _ inputs: [ChannelView]) throws -> ChannelView {
    switch node.operation {
    case .convolution, .linear, .concatenate: return ChannelView(node.outputShape)
    case .flatten: return inputs[0]
    case .affine, .activation, .maxPool, .averagePool, .add, .scaleChannels, .layer, .function:
      let view = node.outputShape.rank == 3 ? ChannelView(node.outputShape) : inputs[0]
      guard view.channels == inputs[0].channels, view.count == node.outputShape.count else {
        throw AssayError(
          .unsupported, "channels cannot be followed through a layer that changes their number without weights",
          expected: "\(inputs[0].channels) channels", found: "\(node.outputShape)", at: "layer \(node.name)")
      }
      return view
    }
  }

  /// The number of channels of a value.
  func channels(of value: PlanValue) -> Int { views[value]?.channels ?? 0 }

  /// What has to be known so that the influence of `sources` of the first layer on `outputs` of the last can be told: for
  /// each kernel the pairs on ways between them.
  func responses(from sources: [Int], to outputs: [Int]) -> [Int: [KernelResponses]] {
    var live = [start: Set(sources)]
    for (place, node) in nodes.enumerated() {
      live[node.output] = kernels[place].map { Set(0..<$0.outputs) } ?? passed(node, live)
    }
    var needed = [end: Set(outputs)]
    for (place, node) in nodes.enumerated().reversed() {
      guard let wanted = needed[node.output] else { continue }
      for (input, offset) in offsets(of: node) {
        let channels = channels(of: input)
        needed[input, default: []].formUnion(
          kernels[place] != nil
            ? Array(0..<channels) : wanted.compactMap { (0..<channels).contains($0 - offset) ? $0 - offset : nil })
      }
    }
    return kernels.reduce(into: [:]) { result, entry in
      let (place, kernel) = entry
      let (from, to) = (live[kernel.input] ?? [], needed[nodes[place].output] ?? [])
      result[place] = kernel.groups(of: from.sorted(), to.sorted()).map {
        KernelResponses(kernel: kernel, sources: $0.sources, outputs: $0.outputs)
      }
    }
  }

  /// The inputs of a layer that are followed, with the place of their first channel among those of its result.
  func offsets(of node: GraphNode) -> [(input: PlanValue, offset: Int)] {
    guard case .concatenate = node.operation else { return node.followed.map { ($0, 0) } }
    var offset = 0
    return node.inputs.compactMap { input in
      // Branches that do not come from the first layer have no view; their channels count all the same.
      defer { offset += widths[input] ?? 0 }
      return views[input] == nil ? nil : (input, offset)
    }
  }

  private func passed(_ node: GraphNode, _ live: [PlanValue: Set<Int>]) -> Set<Int> {
    offsets(of: node).reduce(into: []) { result, entry in
      result.formUnion((live[entry.input] ?? []).map { $0 + entry.offset })
    }
  }
}

extension GraphNode {
  /// The inputs whose channels become those of the result: of channels that are scaled, not the factors.
  var followed: [PlanValue] {
    if case .scaleChannels = operation { return [inputs[0]] }
    return inputs
  }
}
