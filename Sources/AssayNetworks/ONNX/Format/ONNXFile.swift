import AssayBase
import Foundation

/// What an ONNX file says: which operators it uses in which versions, and its graph.
struct ONNXFile {
  /// The version of each domain's operators; "" is ONNX's own.
  let operatorSets: [String: Int]
  /// The program that wrote the file, as "pytorch 2.4.0".
  let producer: String
  /// The free texts stored with the model.
  let metadata: [String: String]
  /// The nodes, those of the file's own functions among them, and weights.
  let graph: ONNXGraph

  /// Reads all but the numbers of the weights.
  ///
  /// - Throws: `AssayError(.malformedData)` with the byte's place.
  init(reading data: Data) throws {
    var reader = ProtobufReader(data)
    var (operatorSets, metadata) = ([String: Int](), [String: String]())
    var (name, version) = ("", "")
    var (graph, functions) = (ONNXGraph?.none, [ONNXFunction.Name: ONNXFunction]())
    while let key = try reader.next() {
      switch key.number {
      case 2: name = try reader.text(key)
      case 3: version = try reader.text(key)
      case 7: graph = try ONNXGraph(&reader, key)
      case 8:
        let set = try Self.operatorSet(&reader, key)
        operatorSets[set.domain] = set.version
      case 14:
        let entry = try Self.entry(&reader, key)
        metadata[entry.key] = entry.value
      case 25:
        let function = try ONNXFunction(&reader, key)
        functions[function.name] = function
      default: try reader.skip(key)
      }
    }
    guard var graph else {
      throw AssayError(
        .malformedData, "ONNX: the file holds no graph", expected: "a model as torch.onnx.export writes it",
        found: "\(data.count) bytes without one", at: "byte 0")
    }
    try graph.complete(operatorSets: operatorSets, functions: functions)
    self.graph = graph
    self.operatorSets = operatorSets
    self.metadata = metadata
    producer = [name, version].filter { !$0.isEmpty }.joined(separator: " ")
  }

  /// A key and a value, as metadata and places of external data are written.
  static func entry(_ reader: inout ProtobufReader, _ key: ProtobufReader.Key) throws -> (key: String, value: String) {
    var message = try reader.message(key)
    var entry = (key: "", value: "")
    while let field = try message.next() {
      switch field.number {
      case 1: entry.key = try message.text(field)
      case 2: entry.value = try message.text(field)
      default: try message.skip(field)
      }
    }
    return entry
  }

  /// The name of a domain; ONNX's own goes by two.
  static func domain(_ name: String) -> String { name == "ai.onnx" ? "" : name }

  /// Whose operators are used, and in which version.
  static func operatorSet(
    _ reader: inout ProtobufReader, _ key: ProtobufReader.Key
  ) throws -> (domain: String, version: Int) {
    var message = try reader.message(key)
    var set = (domain: "", version: 0)
    while let field = try message.next() {
      switch field.number {
      case 1: set.domain = try message.text(field)
      case 2: set.version = try message.integer(field)
      default: try message.skip(field)
      }
    }
    return (domain(set.domain), set.version)
  }
}
