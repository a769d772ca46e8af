/// One operator of an ONNX graph with the names of the values that it reads and writes.
struct ONNXNode {
  /// The node's name, or what it writes where it has none.
  let name: String
  /// The operator, as "Conv".
  let operation: String
  /// Who defined it; "" for ONNX's own.
  let domain: String
  /// The values read; "" stands for one that is left out.
  let inputs: [String]
  /// The values written; "" for one that nobody wants.
  let outputs: [String]
  /// The settings by name.
  let attributes: [String: ONNXAttribute]

  /// Makes a node of one of ONNX's own operators.
  init(
    _ name: String, _ operation: String, _ inputs: [String], _ outputs: [String], _ attributes: [ONNXAttribute] = []
  ) {
    (self.name, self.operation, domain) = (name, operation, "")
    (self.inputs, self.outputs) = (inputs, outputs)
    self.attributes = Dictionary(attributes.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  init(_ reader: inout ProtobufReader, _ key: ProtobufReader.Key) throws {
    var message = try reader.message(key)
    var (name, operation, domain) = ("", "", "")
    var (inputs, outputs, attributes) = ([String](), [String](), [String: ONNXAttribute]())
    while let field = try message.next() {
      switch field.number {
      case 1: inputs.append(try message.text(field))
      case 2: outputs.append(try message.text(field))
      case 3: name = try message.text(field)
      case 4: operation = try message.text(field)
      case 5:
        let attribute = try ONNXAttribute(&message, field)
        attributes[attribute.name] = attribute
      case 7: domain = try message.text(field)
      default: try message.skip(field)
      }
    }
    self.name = name.isEmpty ? outputs.first { !$0.isEmpty } ?? operation : name
    self.operation = operation
    self.domain = domain == "ai.onnx" ? "" : domain
    self.inputs = inputs
    self.outputs = outputs
    self.attributes = attributes
  }
}
