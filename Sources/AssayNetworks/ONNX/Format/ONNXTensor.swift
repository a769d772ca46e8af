import AssayBase
import AssayTensor
import Foundation

/// A tensor in an ONNX file: its shape, and where its numbers are.
struct ONNXTensor: Sendable {
  /// Where the numbers are.
  enum Contents: Sendable {
    /// Little-endian, at these bytes of the file.
    case raw(Range<Int>)
    /// In another file of the model's folder.
    case external([String: String])
    case floats([Float])
    case doubles([Double])
    /// Integers of any width, truth values, and half-precision floats by their bits.
    case integers([Int])
    /// None at all: an empty tensor.
    case none
  }

  let name: String
  let shape: [Int]
  let type: ArchiveElementType
  let contents: Contents
  /// The number of elements.
  let count: Int

  init(_ reader: inout ProtobufReader, _ key: ProtobufReader.Key) throws {
    var message = try reader.message(key)
    var (name, shape, type, isExternal) = ("", [Int](), 0, false)
    var (raw, place) = (Range<Int>?.none, [String: String]())
    var (floats, doubles, integers) = ([Float](), [Double](), [Int]())
    while let field = try message.next() {
      switch field.number {
      case 1: try message.integers(field, into: &shape)
      case 2: type = try message.integer(field)
      case 4: try message.fixed(field, zero: Float(0), into: &floats)
      case 5, 7, 11: try message.integers(field, into: &integers)
      case 8: name = try message.text(field)
      case 9: raw = try message.bytes(field)
      case 10: try message.fixed(field, zero: 0.0, into: &doubles)
      case 13:
        let entry = try ONNXFile.entry(&message, field)
        place[entry.key] = entry.value
      case 14: isExternal = try message.integer(field) == 1
      default: try message.skip(field)
      }
    }
    self.name = name
    self.shape = shape
    self.type = try Self.elementType(type, name, at: key.offset)
    count = try Self.count(shape, name, at: key.offset)
    if isExternal {
      contents = .external(place)
    } else if let raw {
      contents = .raw(raw)
    } else if !floats.isEmpty {
      contents = .floats(floats)
    } else if !doubles.isEmpty {
      contents = .doubles(doubles)
    } else {
      contents = integers.isEmpty ? .none : .integers(integers)
    }
    try checkLength(at: key.offset)
  }

  /// Whether the numbers stand as bytes, one after the other, in the file or in one beside it.
  var isInBytes: Bool {
    switch contents {
    case .raw, .external: true
    case .floats, .doubles, .integers, .none: false
    }
  }

  private static func elementType(_ number: Int, _ name: String, at offset: Int) throws -> ArchiveElementType {
    let types: [Int: ArchiveElementType] = [
      1: .float32, 2: .uint8, 3: .int8, 4: .uint16, 5: .int16, 6: .int32, 7: .int64, 9: .bool, 10: .float16,
      11: .float64, 12: .uint32, 13: .uint64, 16: .bfloat16,
    ]
    guard let type = types[number] else {
      throw AssayError(
        .unsupported, "ONNX: a tensor of a type that is not read",
        expected: types.values.map(\.rawValue).sorted().joined(separator: ", "), found: "type \(number)",
        at: "byte \(offset), tensor “\(name)”")
    }
    return type
  }

  private static func count(_ shape: [Int], _ name: String, at offset: Int) throws -> Int {
    // Extents of 0 count as 1: strides are products of the others.
    guard shape.allSatisfy({ $0 >= 0 }), BatchShape.product(shape.map { max(1, $0) }) <= Int.max / 8 else {
      throw AssayError.malformed("ONNX", "a shape that no tensor has", nil, "\(shape)", at: offset)
        .located(at: "tensor “\(name)”")
    }
    return BatchShape.product(shape)
  }

  /// Numbers that stand in the file must be as many as the shape says, before memory is taken for them.
  private func checkLength(at offset: Int) throws {
    let (wanted, found): (Int, Int)
    switch contents {
    case .raw(let bytes): (wanted, found) = (count * type.size, bytes.count)
    case .floats(let numbers): (wanted, found) = (count, numbers.count)
    case .doubles(let numbers): (wanted, found) = (count, numbers.count)
    case .integers(let numbers): (wanted, found) = (count, numbers.count)
    case .none: (wanted, found) = (count, 0)
    case .external: return
    }
    guard wanted == found else {
      throw AssayError.malformed(
        "ONNX", "a tensor's numbers do not fill its shape \(shape)", "\(wanted)", "\(found)", at: offset
      ).located(at: "tensor “\(name)”")
    }
  }
}
