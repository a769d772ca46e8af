import AssayBase
import AssayNetworks
import AssayTensor

/// A layer of the network whose channels a study looks at.
struct PathwayLayer: Sendable {
  /// What the layer is called: what the names of its weights have in common.
  let name: String
  /// The value that it gives.
  let value: PlanValue
  /// C×H×W; features are channels of one pixel.
  let shape: Shape

  private init(_ name: String, _ value: PlanValue, in graph: NetworkGraph) {
    let shape = graph.shape(of: value)
    self.init(name: name, value: value, shape: shape.rank == 3 ? shape : [shape.count, 1, 1])
  }

  private init(name: String, value: PlanValue, shape: Shape) {
    (self.name, self.value, self.shape) = (name, value, shape)
  }

  /// The layers called `names` in the order of the network; all that the network has in one line unless given.
  ///
  /// - Throws: `AssayError(.unknownName)` or `(.invalidArgument)` for names, `(.unsupported)` for a network without layers
  ///   before its logits.
  static func chosen(_ names: [String]?, in graph: NetworkGraph) throws -> [PathwayLayer] {
    let all = main(in: graph)
    guard let names else {
      guard !all.isEmpty else {
        throw AssayError(
          .unsupported, "the network has no layer whose channels could be followed", expected: "a layer with weights",
          found: graph.layerNames.joined(separator: ", "))
      }
      return all
    }
    let layers = try names.map { name in
      if let layer = all.first(where: { $0.name == name }) { return layer }
      return PathwayLayer(name, try graph.layer(name).output, in: graph)
    }
    guard !layers.isEmpty, Set(layers.map(\.value)).count == layers.count else {
      throw AssayError(
        .invalidArgument, "the layers to follow must be different ones",
        expected: all.map(\.name).joined(separator: ", "), found: names.joined(separator: ", "), at: "layers")
    }
    return layers.sorted { $0.value.index < $1.value.index }
  }

  /// The results that everything behind them depends on: of each layer or block with weights what its normalisation,
  /// activation or sum gives, before any pooling; without the logits.
  private static func main(in graph: NetworkGraph) -> [PathwayLayer] {
    var layers: [PathwayLayer] = []
    // A layer whose normalisation or activation may still follow, and the names of what has weights or normalises.
    var open: (value: PlanValue, names: [String])?
    var since: [GraphNode] = []
    func close() {
      if let open { layers.append(PathwayLayer(Self.name(open.names, layers), open.value, in: graph)) }
      open = nil
    }
    for node in graph.nodes {
      since.append(node)
      guard graph.separates(node.output) else { continue }
      let names = since.filter { $0.hasWeights || $0.normalizes }.map(\.name)
      if since.contains(where: \.hasWeights) {
        close()
        if node.output != graph.output { open = (node.output, names) }
      } else if let current = open, since.allSatisfy(\.actsOnChannels) {
        open = (node.output, current.names + names)
      } else {
        close()
      }
      since = []
    }
    close()
    return layers
  }

  /// What `names` have in common up to a dot, unless a layer before is called so.
  private static func name(_ names: [String], _ layers: [PathwayLayer]) -> String {
    let parts = names.map { $0.split(separator: ".") }
    var common = parts.first.map { ArraySlice($0) } ?? []
    for part in parts { common = ArraySlice(zip(common, part).prefix { $0 == $1 }.map(\.0)) }
    let name = common.joined(separator: ".")
    let isFree = !name.isEmpty && !layers.contains { $0.name == name }
    return isFree ? name : names[0]
  }
}

extension GraphNode {
  /// Whether the layer mixes channels by weights.
  var hasWeights: Bool {
    switch operation {
    case .convolution, .linear: true
    default: false
    }
  }

  /// Whether the layer has a factor and a summand for each channel.
  fileprivate var normalizes: Bool {
    if case .affine = operation { true } else { false }
  }

  /// Whether the layer only scales, shifts or activates its channels.
  fileprivate var actsOnChannels: Bool {
    switch operation {
    case .affine, .activation: true
    default: false
    }
  }
}
