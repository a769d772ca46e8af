/// An input or an output of a graph: its name, and what the file says of its type and shape.
struct ONNXValue {
  /// One extent of a shape.
  enum Extent: Equatable {
    case fixed(Int)
    /// One that may be anything, under the name that the file gives it.
    case free(String)
  }

  /// The element types that stand for real numbers: float, half, double and bfloat16.
  static let floatTypes = [1, 10, 11, 16]

  let name: String
  /// The number of the element type; nil where the file does not say or the value is no tensor.
  let elementType: Int?
  /// The extents; nil where the file does not say.
  let shape: [Extent]?

  init(_ reader: inout ProtobufReader, _ key: ProtobufReader.Key) throws {
    var message = try reader.message(key)
    var (name, elementType, shape) = ("", Int?.none, [Extent]?.none)
    while let field = try message.next() {
      switch field.number {
      case 1: name = try message.text(field)
      case 2:
        var type = try message.message(field)
        while let kind = try type.next() {
          guard kind.number == 1 else {
            try type.skip(kind)
            continue
          }
          (elementType, shape) = try Self.tensorType(&type, kind)
        }
      default: try message.skip(field)
      }
    }
    self.name = name
    self.elementType = elementType
    self.shape = shape
  }

  /// Whether the value is images of any size.
  var leavesSizeOpen: Bool {
    shape.map { $0.dropFirst().contains { if case .free = $0 { true } else { false } } } ?? true
  }

  private static func tensorType(
    _ reader: inout ProtobufReader, _ key: ProtobufReader.Key
  ) throws -> (elementType: Int?, shape: [Extent]?) {
    var message = try reader.message(key)
    var (elementType, shape) = (Int?.none, [Extent]?.none)
    while let field = try message.next() {
      switch field.number {
      case 1: elementType = try message.integer(field)
      case 2:
        var list = try message.message(field)
        var extents: [Extent] = []
        while let entry = try list.next() {
          if entry.number == 1 { extents.append(try extent(&list, entry)) } else { try list.skip(entry) }
        }
        shape = extents
      default: try message.skip(field)
      }
    }
    return (elementType, shape)
  }

  private static func extent(_ reader: inout ProtobufReader, _ key: ProtobufReader.Key) throws -> Extent {
    var message = try reader.message(key)
    var extent = Extent.free("")
    while let field = try message.next() {
      switch field.number {
      case 1: extent = .fixed(try message.integer(field))
      case 2: extent = .free(try message.text(field))
      default: try message.skip(field)
      }
    }
    return extent
  }
}
