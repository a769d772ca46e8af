/// A setting of a node: a number, a text, a tensor or a row of them.
struct ONNXAttribute {
  let name: String
  private(set) var integer: Int?
  private(set) var float: Float?
  private(set) var text: String?
  private(set) var tensor: ONNXTensor?
  private(set) var integers: [Int] = []
  private(set) var floats: [Float] = []
  private(set) var texts: [String] = []
  /// Whether it is a graph of its own, as loops and branches have.
  private(set) var hasGraph = false
  /// Within a function: the function's setting that it takes its value from.
  private(set) var reference: String?

  /// Makes a setting of a single number.
  init(_ name: String, integer: Int? = nil, float: Float? = nil) {
    (self.name, self.integer, self.float) = (name, integer, float)
  }

  init(_ name: String, _ integer: Int) {
    self.name = name
    self.integer = integer
  }

  init(_ name: String, _ integers: [Int]) {
    self.name = name
    self.integers = integers
  }

  init(_ reader: inout ProtobufReader, _ key: ProtobufReader.Key) throws {
    var message = try reader.message(key)
    var name = ""
    while let field = try message.next() {
      switch field.number {
      case 1: name = try message.text(field)
      case 2: float = try message.float(field)
      case 3: integer = try message.integer(field)
      case 4: text = try message.text(field)
      case 5: tensor = try ONNXTensor(&message, field)
      case 7: try message.fixed(field, zero: Float(0), into: &floats)
      case 8: try message.integers(field, into: &integers)
      case 9: texts.append(try message.text(field))
      case 6, 11:
        hasGraph = true
        try message.skip(field)
      case 21: reference = try message.text(field)
      default: try message.skip(field)
      }
    }
    self.name = name
  }
}
