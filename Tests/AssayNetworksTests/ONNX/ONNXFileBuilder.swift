import Foundation

/// Writes small ONNX files, so that tests need no other program for them.
struct ONNXFileBuilder {
  /// A setting of a node.
  enum Setting {
    case integer(Int)
    case integers([Int])
    case float(Float)
    case floats([Float])
    case text(String)
    /// Within a function: the setting of the function that it takes its value from.
    case reference(String)
  }

  /// The version of ONNX's operators.
  var opset = 17
  /// The extents of the input; nil stands for an open one.
  var input: [Int?] = [nil, 1, 2, 2]
  /// The element type of the input.
  var inputType = 1
  /// The names of further inputs.
  var moreInputs: [String] = []
  /// Free texts.
  var metadata: [(key: String, value: String)] = []
  private(set) var graph = Message()
  private var functions: [Message] = []

  /// A node that reads and writes what it names.
  mutating func node(
    _ operation: String, _ inputs: [String], _ outputs: [String], name: String = "", domain: String = "",
    _ settings: [(String, Setting)] = []
  ) {
    let node = Self.node(operation, inputs, outputs, name: name, domain: domain, settings)
    graph.message(1) { $0 = node }
  }

  /// An operator of the domain "local" that stands for `nodes`.
  mutating func function(_ name: String, _ inputs: [String], _ outputs: [String], _ nodes: [Message]) {
    var function = Message()
    function.text(1, name)
    for input in inputs { function.text(4, input) }
    for output in outputs { function.text(5, output) }
    for node in nodes { function.message(7) { $0 = node } }
    function.message(9) { $0.integer(2, opset) }
    function.text(10, "local")
    functions.append(function)
  }

  /// A node for the body of a function.
  static func node(
    _ operation: String, _ inputs: [String], _ outputs: [String], name: String = "", domain: String = "",
    _ settings: [(String, Setting)] = []
  ) -> Message {
    var node = Message()
    for input in inputs { node.text(1, input) }
    for output in outputs { node.text(2, output) }
    node.text(3, name)
    node.text(4, operation)
    for (name, setting) in settings {
      node.message(5) { attribute in
        attribute.text(1, name)
        switch setting {
        case .integer(let number): attribute.integer(3, number)
        case .integers(let numbers): for number in numbers { attribute.integer(8, number) }
        case .float(let number): attribute.float(2, number)
        case .floats(let numbers): for number in numbers { attribute.float(7, number) }
        case .text(let text): attribute.text(4, text)
        case .reference(let name): attribute.text(21, name)
        }
      }
    }
    if !domain.isEmpty { node.text(7, domain) }
    return node
  }

  /// A tensor of little-endian bytes; `type` is ONNX's number.
  mutating func tensor(_ name: String, shape: [Int], type: Int, bytes: [UInt8]) {
    tensor(name, shape: shape, type: type) { $0.bytes(9, bytes) }
  }

  /// A tensor of floats.
  mutating func tensor(_ name: String, shape: [Int], _ floats: [Float]) {
    tensor(name, shape: shape, type: 1, bytes: floats.flatMap { littleEndian($0.bitPattern) })
  }

  /// A row of integers.
  mutating func tensor(_ name: String, _ integers: [Int]) {
    tensor(name, shape: [integers.count], type: 7, bytes: integers.flatMap { littleEndian($0) })
  }

  /// A tensor whose numbers are in another file.
  mutating func tensor(_ name: String, shape: [Int], external: [(String, String)]) {
    tensor(name, shape: shape, type: 1) { tensor in
      for (key, value) in external {
        tensor.message(13) { entry in
          entry.text(1, key)
          entry.text(2, value)
        }
      }
      tensor.integer(14, 1)
    }
  }

  /// A tensor whose numbers `fill` writes.
  mutating func tensor(_ name: String, shape: [Int], type: Int, _ fill: (inout Message) -> Void) {
    graph.message(5) { tensor in
      for extent in shape { tensor.integer(1, extent) }
      tensor.integer(2, type)
      tensor.text(8, name)
      fill(&tensor)
    }
  }

  /// The file, whose inputs are "x" and ``moreInputs``, and whose output is `output`.
  func data(output: String = "y") -> Data {
    var graph = graph
    for name in ["x"] + moreInputs { graph.message(11) { Self.value(&$0, name, inputType, input) } }
    graph.message(12) { Self.value(&$0, output, 1, [nil, nil]) }
    var model = Message()
    model.integer(1, 8)
    model.text(2, "test")
    model.message(7) { $0 = graph }
    model.message(8) { $0.integer(2, opset) }
    for entry in metadata {
      model.message(14) {
        $0.text(1, entry.key)
        $0.text(2, entry.value)
      }
    }
    for function in functions { model.message(25) { $0 = function } }
    return Data(model.bytes)
  }

  private static func value(_ value: inout Message, _ name: String, _ type: Int, _ shape: [Int?]) {
    value.text(1, name)
    value.message(2) { kind in
      kind.message(1) { tensor in
        tensor.integer(1, type)
        tensor.message(2) { list in
          for extent in shape {
            list.message(1) { entry in
              if let extent { entry.integer(1, extent) } else { entry.text(2, "N") }
            }
          }
        }
      }
    }
  }

  /// A message in protobuf's wire format.
  struct Message {
    fileprivate(set) var bytes: [UInt8] = []

    mutating func integer(_ field: Int, _ number: Int) {
      varint(UInt64(field << 3))
      varint(UInt64(bitPattern: Int64(number)))
    }

    mutating func float(_ field: Int, _ number: Float) {
      varint(UInt64(field << 3 | 5))
      bytes += littleEndian(number.bitPattern)
    }

    mutating func text(_ field: Int, _ text: String) { bytes(field, Array(text.utf8)) }

    mutating func bytes(_ field: Int, _ value: [UInt8]) {
      varint(UInt64(field << 3 | 2))
      varint(UInt64(value.count))
      bytes += value
    }

    mutating func message(_ field: Int, _ fill: (inout Message) -> Void) {
      var inner = Message()
      fill(&inner)
      bytes(field, inner.bytes)
    }

    private mutating func varint(_ number: UInt64) {
      var rest = number
      while rest > 0x7F {
        bytes.append(UInt8(rest & 0x7F) | 0x80)
        rest >>= 7
      }
      bytes.append(UInt8(rest))
    }
  }
}

private func littleEndian<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
  withUnsafeBytes(of: number.littleEndian) { Array($0) }
}
