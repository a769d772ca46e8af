import AssayBase

/// An operator that a file defines itself, by a graph of other operators.
struct ONNXFunction {
  /// What nodes call it by.
  struct Name: Hashable {
    let domain: String
    let operation: String
  }

  /// How deep functions may call one another, and how many nodes a file may have when all are written out.
  static let (depthLimit, nodeLimit) = (32, 1 << 18)

  let name: Name
  let inputs: [String]
  let outputs: [String]
  /// The settings that have a value when the caller gives none.
  let settings: [String: ONNXAttribute]
  let nodes: [ONNXNode]

  init(_ reader: inout ProtobufReader, _ key: ProtobufReader.Key) throws {
    var message = try reader.message(key)
    var (name, domain, overload) = ("", "", "")
    var (inputs, outputs, nodes) = ([String](), [String](), [ONNXNode]())
    var (settings, operatorSets) = ([String: ONNXAttribute](), [String: Int]())
    while let field = try message.next() {
      switch field.number {
      case 1: name = try message.text(field)
      case 4: inputs.append(try message.text(field))
      case 5: outputs.append(try message.text(field))
      case 7: nodes.append(try ONNXNode(&message, field))
      case 9:
        let set = try ONNXFile.operatorSet(&message, field)
        operatorSets[set.domain] = set.version
      case 10: domain = try message.text(field)
      case 11:
        let attribute = try ONNXAttribute(&message, field)
        settings[attribute.name] = attribute
      case 13: overload = try message.text(field)
      default: try message.skip(field)
      }
    }
    guard overload.isEmpty else {
      throw AssayError(
        .unsupported, "ONNX: functions of one name for several kinds of input are not read",
        found: "“\(name)” (“\(overload)”)", at: "byte \(key.offset)")
    }
    for index in nodes.indices { nodes[index].setVersion(in: operatorSets) }
    self.name = Name(domain: ONNXFile.domain(domain), operation: name)
    self.inputs = inputs
    self.outputs = outputs
    self.settings = settings
    self.nodes = nodes
  }

  /// `nodes` with the bodies of functions in place of the nodes that call them.
  ///
  /// - Throws: `AssayError` for functions that call themselves, or that unfold to more nodes than ``nodeLimit``.
  static func inlining(_ functions: [Name: ONNXFunction], in nodes: [ONNXNode]) throws -> [ONNXNode] {
    guard !functions.isEmpty else { return nodes }
    var (result, visited) = ([ONNXNode](), 0)
    try append(nodes, functions, depth: 0, to: &result, visited: &visited)
    return result
  }

  private static func append(
    _ nodes: [ONNXNode], _ functions: [Name: ONNXFunction], depth: Int, to result: inout [ONNXNode],
    visited: inout Int
  ) throws {
    for node in nodes {
      visited += 1
      guard let function = functions[Name(domain: node.domain, operation: node.operation)] else {
        result.append(node)
        continue
      }
      guard depth < depthLimit, visited <= nodeLimit else {
        throw AssayError(
          .limitExceeded, "ONNX: functions that call one another too deep or too often",
          expected: "at most \(depthLimit) deep and \(nodeLimit) nodes", found: "“\(node.operation)”",
          at: "node “\(node.name)”")
      }
      try append(function.body(for: node), functions, depth: depth + 1, to: &result, visited: &visited)
    }
  }

  /// The nodes for one call. What the function computes in between is named after the call's result.
  private func body(for caller: ONNXNode) throws -> [ONNXNode] {
    guard caller.inputs.count <= inputs.count, caller.outputs.count <= outputs.count else {
      throw AssayError(
        .malformedData, "ONNX: a call does not fit its function",
        expected: "\(inputs.count) inputs and \(outputs.count) outputs",
        found: "\(caller.inputs.count) and \(caller.outputs.count)", at: "node “\(caller.name)”")
    }
    var names: [String: String] = [:]
    for (index, input) in inputs.enumerated() { names[input] = index < caller.inputs.count ? caller.inputs[index] : "" }
    for (output, wanted) in zip(outputs, caller.outputs) where !wanted.isEmpty && names[output] == nil {
      names[output] = wanted
    }
    let prefix = caller.outputs.first { !$0.isEmpty } ?? caller.name
    let settings = settings.merging(caller.attributes) { $1 }
    let body = nodes.map { node in
      node.inlined(in: caller, names: { names[$0] ?? prefix + "/" + $0 }, settings: settings)
    }
    guard zip(outputs, caller.outputs).allSatisfy({ $1.isEmpty || names[$0] == $1 }) else {
      throw AssayError(
        .unsupported, "ONNX: a function that passes an input on, or one result twice, is not read",
        found: "“\(name.operation)”", at: "node “\(caller.name)”")
    }
    return body
  }
}
