import AssayBase

/// Finds what exporters write as several nodes for want of an operator, and makes one node of it.
///
/// Only where nothing else reads what lies between. The nodes that remain are in the file's order; the one node bears the
/// name of the last that it stands for. It computes the same function, with the same derivative, in one pass.
struct ONNXPatterns {
  private let nodes: [ONNXNode]
  private let graph: ONNXGraph
  private let source: ONNXSource
  private var writers: [String: Int] = [:]
  private var readers: [String: [Int]] = [:]
  private var replaced: [Int: ONNXNode] = [:]
  private var dropped: Set<Int> = []

  /// Looks at `nodes` of a graph.
  init(_ nodes: [ONNXNode], of graph: ONNXGraph, source: ONNXSource) {
    (self.nodes, self.graph, self.source) = (nodes, graph, source)
    for (index, node) in nodes.enumerated() {
      for output in node.outputs where !output.isEmpty { writers[output] = index }
      for input in node.inputs where !input.isEmpty { readers[input, default: []].append(index) }
    }
    // What leaves the graph is read by more than its nodes.
    for output in graph.outputs { readers[output.name, default: []].append(nodes.count) }
  }

  /// The nodes with one for each pattern.
  mutating func joined() -> [ONNXNode] {
    for (index, node) in nodes.enumerated() where !dropped.contains(index) {
      switch node.operation {
      case "Erf": joinGELU(index)
      case "Clip": joinHardSigmoid(index)
      case "HardSigmoid": joinHardSwish(of: node, [index])
      case "Softplus": joinMish(index)
      case "ReduceMean": joinNormalization(index)
      default: break
      }
    }
    return nodes.indices.compactMap { replaced[$0] ?? (dropped.contains($0) ? nil : nodes[$0]) }
  }

  // MARK: Patterns

  /// x · (1 + erf(x / √2)) / 2 in any order of its factors.
  private mutating func joinGELU(_ erf: Int) {
    guard let inner = writers[nodes[erf].inputs[0]], isOnlyRead(nodes[inner]),
      let scaled = scaledByNumber(nodes[inner]),
      isClose(scaled.factor, 0.707_106_78), let sum = onlyReader(of: nodes[erf], "Add"), adds(1, nodes[sum]),
      let product = onlyReader(of: nodes[sum], "Mul"), let other = otherInput(of: nodes[product], nodes[sum].result)
    else { return }
    let x = scaled.input
    var parts = [inner, erf, sum]
    if let halved = writers[other].flatMap({ scaledByNumber(nodes[$0]) }), halved.input == x, halved.factor == 0.5,
      let half = writers[other], isOnlyRead(nodes[half])
    {
      parts.append(half)
      return join(parts, into: product, "Gelu", [x])
    }
    guard let last = onlyReader(of: nodes[product], "Mul") ?? onlyReader(of: nodes[product], "Div") else { return }
    parts.append(product)
    if other == x, scaledByNumber(nodes[last])?.factor == 0.5 {
      join(parts, into: last, "Gelu", [x])
    } else if number(other) == 0.5, nodes[last].operation == "Mul",
      otherInput(of: nodes[last], nodes[product].result) == x
    {
      join(parts, into: last, "Gelu", [x])
    }
  }

  /// min(max(x + 3, 0), 6) / 6, and x times that.
  private mutating func joinHardSigmoid(_ clip: Int) {
    let node = nodes[clip]
    let bounds = [("min", 1), ("max", 2)].map { name, index in
      node.inputs.count > index ? number(node.inputs[index]) : node.attributes[name]?.float
    }
    guard bounds == [0, 6], let sum = writers[node.inputs[0]], isOnlyRead(nodes[sum]), adds(3, nodes[sum]),
      let x = nodes[sum].inputs.first(where: { number($0) == nil })
    else { return }
    if let product = onlyReader(of: node, "Mul"), otherInput(of: nodes[product], node.result) == x,
      let last = onlyReader(of: nodes[product], "Div") ?? onlyReader(of: nodes[product], "Mul"),
      divides(by: 6, nodes[last])
    {
      return join([sum, clip, product], into: last, "HardSwish", [x])
    }
    guard let last = onlyReader(of: node, "Div") ?? onlyReader(of: node, "Mul"), divides(by: 6, nodes[last]) else {
      return
    }
    let made = nodes[last].rewritten(
      as: "HardSigmoid", [x], output: nodes[last].result,
      settings: [ONNXAttribute("alpha", float: 1 / 6), ONNXAttribute("beta", float: 0.5)])
    dropped.formUnion([sum, clip])
    replaced[last] = made
    joinHardSwish(of: made, [last])
  }

  /// x times its hard sigmoid with a slope of one sixth.
  private mutating func joinHardSwish(of node: ONNXNode, _ parts: [Int]) {
    guard isClose(node.attributes["alpha"]?.float ?? 0.2, 1 / 6), node.attributes["beta"]?.float ?? 0.5 == 0.5,
      let product = onlyReader(of: node, "Mul"), otherInput(of: nodes[product], node.result) == node.argument
    else { return }
    for part in parts { replaced[part] = nil }
    join(parts, into: product, "HardSwish", [node.inputs[0]])
  }

  /// x · tanh(softplus(x)).
  private mutating func joinMish(_ softplus: Int) {
    guard let tanh = onlyReader(of: nodes[softplus], "Tanh"), let product = onlyReader(of: nodes[tanh], "Mul"),
      otherInput(of: nodes[product], nodes[tanh].result) == nodes[softplus].argument
    else { return }
    join([softplus, tanh], into: product, "Mish", [nodes[softplus].inputs[0]])
  }

  /// Mean and variance along the last axis, and a factor and a summand for each place: layer normalisation.
  private mutating func joinNormalization(_ mean: Int) {
    let x = nodes[mean].argument
    guard isLastMean(nodes[mean]), let centring = onlyReader(of: nodes[mean], "Sub"),
      nodes[centring].inputs == [x, nodes[mean].result]
    else { return }
    let centred = nodes[centring].result
    guard let uses = readers[centred], let quotient = uses.first(where: { name($0) == "Div" }),
      let square = uses.first(where: { $0 != quotient }), isSquare(nodes[square], of: centred),
      uses.allSatisfy({ [square, quotient].contains($0) }), nodes[quotient].argument == centred,
      let variance = onlyReader(of: nodes[square], "ReduceMean"), isLastMean(nodes[variance]),
      let sum = onlyReader(of: nodes[variance], "Add"),
      let epsilon = otherInput(of: nodes[sum], nodes[variance].result).flatMap(number),
      let root = onlyReader(of: nodes[sum], "Sqrt"), onlyReader(of: nodes[root], "Div") == quotient,
      let product = onlyReader(of: nodes[quotient], "Mul"),
      let scale = otherInput(of: nodes[product], nodes[quotient].result), isRow(scale)
    else { return }
    var (inputs, last) = ([x, scale], product)
    var parts = [mean, centring, square, variance, sum, root, quotient]
    if let shifting = onlyReader(of: nodes[product], "Add"),
      let shift = otherInput(of: nodes[shifting], nodes[product].result), isRow(shift)
    {
      parts.append(product)
      (inputs, last) = (inputs + [shift], shifting)
    }
    join(
      parts, into: last, "LayerNormalization", inputs,
      [ONNXAttribute("axis", integer: -1), ONNXAttribute("epsilon", float: epsilon)])
  }

  private mutating func join(
    _ parts: [Int], into last: Int, _ operation: String, _ inputs: [String], _ attributes: [ONNXAttribute] = []
  ) {
    dropped.formUnion(parts)
    replaced[last] = nodes[last].rewritten(as: operation, inputs, output: nodes[last].result, settings: attributes)
  }

  // MARK: What nodes are

  private func name(_ index: Int) -> String { nodes.indices.contains(index) ? nodes[index].operation : "" }

  private func isOnlyRead(_ node: ONNXNode) -> Bool { readers[node.result]?.count == 1 }

  /// The only reader of a node's result, if it is of the kind given.
  private func onlyReader(of node: ONNXNode, _ operation: String) -> Int? {
    guard node.domain.isEmpty, let all = readers[node.result], all.count == 1, name(all[0]) == operation,
      nodes[all[0]].domain.isEmpty
    else { return nil }
    return all[0]
  }

  /// The single float that a name stands for, if it is a constant.
  private func number(_ name: String) -> Float? {
    let tensor = graph.initializers[name] ?? writers[name].flatMap { nodes[$0].attributes["value"]?.tensor }
    if let tensor {
      return tensor.count == 1 && tensor.type.isFloatingPoint ? try? tensor.floats(in: source).first : nil
    }
    return writers[name].flatMap { nodes[$0].attributes["value_float"]?.float }
  }

  /// Whether a name stands for a row of weights.
  private func isRow(_ name: String) -> Bool { graph.initializers[name]?.shape.count == 1 }

  private func otherInput(of node: ONNXNode, _ input: String) -> String? {
    guard node.inputs.count == 2, node.inputs.contains(input) else { return nil }
    return node.inputs[0] == input ? node.inputs[1] : node.inputs[0]
  }

  /// What a node multiplies by a number, and that number.
  private func scaledByNumber(_ node: ONNXNode) -> (input: String, factor: Float)? {
    guard node.inputs.count == 2, node.domain.isEmpty else { return nil }
    let numbers = node.inputs.map(number)
    switch (node.operation, numbers[0], numbers[1]) {
    case ("Mul", nil, let factor?): return (node.argument, factor)
    case ("Mul", let factor?, nil): return (node.inputs[1], factor)
    case ("Div", nil, let divisor?): return (node.argument, 1 / divisor)
    default: return nil
    }
  }

  private func divides(by number: Float, _ node: ONNXNode) -> Bool {
    scaledByNumber(node).map { isClose($0.factor, 1 / number) } ?? false
  }

  private func adds(_ wanted: Float, _ node: ONNXNode) -> Bool {
    node.operation == "Add" && node.inputs.count == 2 && node.inputs.filter { number($0) == wanted }.count == 1
  }

  private func isSquare(_ node: ONNXNode, of name: String) -> Bool {
    switch node.operation {
    case "Pow": node.inputs.first == name && node.inputs.count == 2 && number(node.inputs[1]) == 2
    case "Mul": node.inputs == [name, name]
    default: false
    }
  }

  /// Whether a node is the mean along the last axis, which it keeps.
  private func isLastMean(_ node: ONNXNode) -> Bool {
    guard node.operation == "ReduceMean", node.attributes["keepdims"]?.integer ?? 1 == 1 else { return false }
    if let axes = node.attributes["axes"]?.integers, !axes.isEmpty { return axes == [-1] }
    guard node.inputs.count == 2 else { return false }
    let tensor =
      graph.initializers[node.inputs[1]] ?? writers[node.inputs[1]].flatMap { nodes[$0].attributes["value"]?.tensor }
    return tensor.flatMap { try? $0.integers(in: source) } == [-1]
  }

  private func isClose(_ number: Float, _ wanted: Float) -> Bool { abs(number - wanted) <= 1e-6 * abs(wanted) }
}

extension ONNXNode {
  /// The first input; "" where there is none.
  fileprivate var argument: String { inputs.first ?? "" }
  /// The first output; "" where there is none.
  fileprivate var result: String { outputs.first ?? "" }
}
