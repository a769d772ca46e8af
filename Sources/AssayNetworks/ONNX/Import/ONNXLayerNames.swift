/// Gives the nodes of a graph the names that their layers have in the program that exported them, whatever exporter wrote them.
///
/// A module of PyTorch gives its name to the node that makes its result: "layer1.0.conv1". Its other nodes, and what
/// modules compute between those in them, get the module's name and what they do: "layer1.0.add". A module called
/// again is numbered: "layer1.0.relu_1". Nodes without a module keep the names that the file gives them.
struct ONNXLayerNames {
  private var taken: Set<String> = []

  /// `nodes`, which read the images under the name `input`, with the names of their layers.
  static func naming(_ nodes: [ONNXNode], input: String) -> [ONNXNode] {
    var names = ONNXLayerNames()
    return names.naming(nodes, input)
  }

  private mutating func naming(_ nodes: [ONNXNode], _ input: String) -> [ONNXNode] {
    var named = nodes
    let modules = nodes.map(Self.module)
    let parents = Set(modules.compactMap { $0 }.flatMap(Self.parents))
    // What makes no layer may stand between nodes of one call of a module.
    let places = nodes.indices.filter { modules[$0] != nil && !Self.layerless.contains(nodes[$0].operation) }
    for (position, place) in places.enumerated() {
      guard let module = modules[place] else { continue }
      let next = position + 1 < places.count ? modules[places[position + 1]] : nil
      let isResult = !module.isEmpty && !parents.contains(module) && next != module
      named[place].layerName = unique(isResult ? module : Self.member(nodes[place].operation.lowercased(), of: module))
    }
    for index in nodes.indices where modules[index] == nil && !nodes[index].rounds {
      named[index].layerName = unique(nodes[index].name)
    }
    nameRoundings(&named, input)
    return named
  }

  /// Names what rounds values after the layers that make them.
  private mutating func nameRoundings(_ nodes: inout [ONNXNode], _ input: String) {
    var makers = [input: input]
    for index in nodes.indices {
      let node = nodes[index]
      if node.rounds {
        // What a constant is rounded by is no layer.
        if let read = node.inputs.first, let maker = makers[read] {
          nodes[index].layerName = unique(
            maker + (node.operation == "DequantizeLinear" ? ".dequantized" : ".quantized"))
          // Rounded values are called after the layer all the same.
          for output in node.outputs { makers[output] = maker }
        }
      } else {
        for output in node.outputs { makers[output] = nodes[index].layerName }
      }
    }
  }

  /// `name`, with a number where there is one of it already.
  private mutating func unique(_ name: String) -> String {
    if taken.insert(name).inserted { return name }
    var number = 1
    while !taken.insert("\(name)_\(number)").inserted { number += 1 }
    return "\(name)_\(number)"
  }

  private static func member(_ word: String, of module: String) -> String {
    module.isEmpty ? word : "\(module).\(word)"
  }

  /// The modules that `module` is in, the outermost aside: "layer1.0" and "layer1" for "layer1.0.conv1".
  private static func parents(of module: String) -> [String] {
    module.indices.filter { module[$0] == "." }.map { String(module[..<$0]) }
  }

  /// The module that a node is from: that of its weights, which stays when normalisation is taken into a convolution,
  /// or the one that the exporter noted.
  private static func module(of node: ONNXNode) -> String? {
    if node.rounds { return nil }
    if weighted.contains(node.operation), let weight = node.inputs.dropFirst().first(where: { $0.contains(".weight") }),
      let end = weight.range(of: ".weight")?.lowerBound
    {
      return String(weight[..<end])
    }
    return node.module
  }

  /// Operators that make no layers: constants, and what passes values on.
  private static let layerless: Set = ["Constant", "Identity", "Cast", "CastLike", "Dropout"]

  /// Operators of layers with weights, among whose inputs these are after the first.
  private static let weighted: Set = [
    "Conv", "ConvTranspose", "ConvInteger", "QLinearConv", "Gemm", "QGemm", "MatMul", "MatMulInteger", "QLinearMatMul",
    "BatchNormalization", "LayerNormalization", "GroupNormalization", "InstanceNormalization",
  ]

  /// The module in the list of scopes that PyTorch's exporter by torch.export notes: "['', 'layer1', 'layer1.0', 'add']".
  static func module(ofScopes scopes: String?) -> String? {
    guard let parts = scopes?.split(separator: "'", omittingEmptySubsequences: false), parts.count >= 5 else {
      return nil
    }
    // Between quotes are the odd ones; the last is the operation.
    return String(parts[parts.count - 4])
  }

  /// The module in the names that PyTorch's exporter by TorchScript gives: "layer1.0.conv1" in "/layer1/layer1.0/conv1/Conv".
  static func module(ofPath name: String, _ operation: String) -> String? {
    guard name.hasPrefix("/") else { return nil }
    var path: [Substring] = []
    for part in name.split(separator: "/").dropLast() {
      // Members of a list repeat the list's name.
      if let list = path.last, part.hasPrefix(list + ".") { path.removeLast() }
      path.append(part)
    }
    return path.joined(separator: ".")
  }
}

extension ONNXNode {
  /// Whether the node only changes between numbers and the integers that stand for them.
  fileprivate var rounds: Bool { ["QuantizeLinear", "DequantizeLinear"].contains(operation) }
}
