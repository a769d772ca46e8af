import AssayBase

/// The graph of an ONNX model: nodes in order, the tensors stored with it, its inputs and outputs.
struct ONNXGraph {
  let name: String
  private(set) var nodes: [ONNXNode]
  /// The weights and other constants, by name.
  let initializers: [String: ONNXTensor]
  /// The inputs, of which those that are initialisers too need not be given.
  let inputs: [ONNXValue]
  let outputs: [ONNXValue]

  init(_ reader: inout ProtobufReader, _ key: ProtobufReader.Key) throws {
    var message = try reader.message(key)
    var (name, nodes, initializers) = ("", [ONNXNode](), [String: ONNXTensor]())
    var (inputs, outputs) = ([ONNXValue](), [ONNXValue]())
    while let field = try message.next() {
      switch field.number {
      case 1: nodes.append(try ONNXNode(&message, field))
      case 2: name = try message.text(field)
      case 5:
        let tensor = try ONNXTensor(&message, field)
        guard initializers.updateValue(tensor, forKey: tensor.name) == nil else {
          throw AssayError.malformed("ONNX", "two tensors of one name", nil, "“\(tensor.name)”", at: field.offset)
        }
      case 11: inputs.append(try ONNXValue(&message, field))
      case 12: outputs.append(try ONNXValue(&message, field))
      case 15:
        throw AssayError(
          .unsupported, "ONNX: sparse weights are not read", at: "byte \(field.offset)",
          advice: "Export the model with dense weights")
      default: try message.skip(field)
      }
    }
    self.name = name
    self.nodes = nodes
    self.initializers = initializers
    self.inputs = inputs
    self.outputs = outputs
  }

  /// Takes what only the whole file tells, the versions of operators, and writes out functions and operators that stand
  /// for several.
  ///
  /// - Throws: `AssayError(.malformedData)` where two nodes write one value, for then it is not clear which is read.
  mutating func complete(operatorSets: [String: Int], functions: [ONNXFunction.Name: ONNXFunction]) throws {
    for index in nodes.indices { nodes[index].setVersion(in: operatorSets) }
    nodes = try ONNXFunction.inlining(functions, in: nodes).flatMap(QuantizedForm.expanding)
    var written = Set<String>()
    for node in nodes {
      for output in node.outputs where !output.isEmpty && !written.insert(output).inserted {
        throw AssayError(
          .malformedData, "ONNX: two nodes write one value", found: "“\(output)”", at: "node “\(node.name)”")
      }
    }
  }

  /// The nodes that the value called `name` depends on, in the file's order.
  func nodes(behind name: String) -> [ONNXNode] {
    var wanted: Set<String> = [name]
    return nodes.reversed().filter { node in
      guard node.outputs.contains(where: { !$0.isEmpty && wanted.contains($0) }) else { return false }
      wanted.formUnion(node.inputs)
      return true
    }.reversed()
  }
}
