import AssayBase
import Foundation

extension ArchiveHeader {
  /// The bytes before the numbers of a file with `tensors` in this order, padded with spaces to a multiple of 8.
  ///
  /// Names must be checked before.
  static func bytes(metadata: [String: String], _ tensors: [TensorDeclaration]) -> Data {
    // One by one, since an object of `JSONValue` would be sorted by name.
    var members: [String] = []
    func add(_ name: String, _ value: JSONValue) { members.append("\(JSONValue.string(name)):\(value)") }
    if !metadata.isEmpty { add(metadataName, .object(metadata.mapValues { .string($0) })) }
    var begin = 0
    for tensor in tensors {
      add(
        tensor.name,
        [
          "dtype": .string(tensor.type.rawValue), "shape": .array(tensor.shape.map { .integer($0) }),
          "data_offsets": [.integer(begin), .integer(begin + tensor.byteCount)],
        ])
      begin += tensor.byteCount
    }
    var header = Data("{\(members.joined(separator: ","))}".utf8)
    header.append(Data(repeating: UInt8(ascii: " "), count: -header.count & 7))
    var bytes = Data(capacity: prefixLength + header.count)
    withUnsafeBytes(of: UInt64(header.count).littleEndian) { bytes.append(contentsOf: $0) }
    bytes.append(header)
    return bytes
  }

  /// - Throws: `AssayError(.invalidArgument)` when a tensor cannot have the name beside those of `others`.
  static func check(name: String, beside others: Set<String>) throws {
    guard name == metadataName || others.contains(name) else { return }
    throw AssayError(
      .invalidArgument, "the name is taken", expected: "a new name", found: name, at: "tensor \"\(name)\"")
  }
}
