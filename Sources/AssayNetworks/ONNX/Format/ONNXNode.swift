/// One operator of an ONNX graph with the names of the values that it reads and writes.
struct ONNXNode {
  /// The node's name, or what it writes where it has none.
  let name: String
  /// The operator, as "Conv".
  let operation: String
  /// Who defined it; "" for ONNX's own.
  let domain: String
  /// The values read; "" stands for one that is left out.
  private(set) var inputs: [String]
  /// The values written; "" for one that nobody wants.
  private(set) var outputs: [String]
  /// The settings by name.
  private(set) var attributes: [String: ONNXAttribute]
  /// The module that the node is from, as "layer1.0.conv1", where the exporter says so.
  private(set) var module: String?
  /// The version of the operator.
  private(set) var version = 1
  /// The name of the layer that the node becomes.
  var layerName: String

  init(_ reader: inout ProtobufReader, _ key: ProtobufReader.Key) throws {
    var message = try reader.message(key)
    var (name, operation, domain) = ("", "", "")
    var (inputs, outputs, attributes) = ([String](), [String](), [String: ONNXAttribute]())
    var scopes: String?
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
      case 9:
        let entry = try ONNXFile.entry(&message, field)
        if entry.key == "pkg.torch.onnx.name_scopes" { scopes = entry.value }
      default: try message.skip(field)
      }
    }
    self.name = name.isEmpty ? outputs.first { !$0.isEmpty } ?? operation : name
    self.operation = operation
    self.domain = ONNXFile.domain(domain)
    self.inputs = inputs
    self.outputs = outputs
    self.attributes = attributes
    module = ONNXLayerNames.module(ofScopes: scopes) ?? ONNXLayerNames.module(ofPath: name, operation)
    layerName = self.name
  }

  /// Sets the version of the operator, which `operatorSets` tells for its domain.
  mutating func setVersion(in operatorSets: [String: Int]) { version = operatorSets[domain] ?? 1 }

  /// The node as part of what `caller` calls a function: other names of values, and the settings that it was called with.
  func inlined(in caller: ONNXNode, names: (String) -> String, settings: [String: ONNXAttribute]) -> ONNXNode {
    var node = self
    node.inputs = inputs.map { $0.isEmpty ? "" : names($0) }
    node.outputs = outputs.map { $0.isEmpty ? "" : names($0) }
    // A setting that the caller leaves out, and that has no value of its own, is left out here too.
    node.attributes = attributes.compactMapValues { attribute in
      attribute.reference.map { settings[$0] } ?? attribute
    }
    node.module = module ?? caller.module
    return node
  }

  /// Another operator of ONNX's own in the node's place, or beside others, with its settings and those of `settings`.
  func rewritten(as operation: String, _ inputs: [String], output: String, adding settings: [ONNXAttribute]) -> ONNXNode
  {
    ONNXNode(rewriting: self, as: operation, inputs, output, settings)
  }

  private init(
    rewriting node: ONNXNode, as operation: String, _ inputs: [String], _ output: String, _ settings: [ONNXAttribute]
  ) {
    (name, self.operation, domain) = (node.name, operation, "")
    (self.inputs, outputs) = (inputs, [output])
    attributes = node.attributes.merging(settings.map { ($0.name, $0) }) { $1 }
    (module, layerName) = (node.module, node.layerName)
    // Onnxruntime's operators say which version of ONNX's they follow, where it matters.
    version = node.attributes["opset"]?.integer ?? ONNXOperator.versions.upperBound
  }
}
