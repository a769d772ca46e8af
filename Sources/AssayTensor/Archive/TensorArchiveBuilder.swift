import AssayBase
import Foundation

/// Collects tensors and writes them as a safetensors file.
///
/// The bytes depend on the tensors, their order and the metadata alone. The header is padded with spaces so that the
/// numbers start at a multiple of 8.
public struct TensorArchiveBuilder: Sendable {
  /// The free texts to store with the tensors.
  public var metadata: [String: String]
  private var entries: [(name: String, type: ArchiveElementType, shape: [Int], end: Int)] = []
  private var names: Set<String> = []
  private var payload = Data()

  /// Starts an archive without tensors.
  public init(metadata: [String: String] = [:]) {
    self.metadata = metadata
  }

  /// Adds a tensor of single-precision floats, given row by row.
  ///
  /// - Throws: `AssayError` of kind `shapeMismatch`, or `invalidArgument` when the name is taken.
  public mutating func append(_ name: String, shape: [Int], floats: [Float]) throws {
    try append(name, shape: shape, numbers: floats, type: .float32)
  }

  /// Adds a tensor of 64-bit integers, given row by row.
  ///
  /// - Throws: `AssayError` of kind `shapeMismatch`, or `invalidArgument` when the name is taken.
  public mutating func append(_ name: String, shape: [Int], integers: [Int]) throws {
    try append(name, shape: shape, numbers: integers, type: .int64)
  }

  /// Adds a tensor of double-precision floats, given row by row.
  ///
  /// - Throws: `AssayError` of kind `shapeMismatch`, or `invalidArgument` when the name is taken.
  public mutating func append(_ name: String, shape: [Int], doubles: [Double]) throws {
    try append(name, shape: shape, numbers: doubles, type: .float64)
  }

  /// Adds a tensor of bytes, given row by row.
  ///
  /// - Throws: `AssayError` of kind `shapeMismatch`, or `invalidArgument` when the name is taken.
  public mutating func append(_ name: String, shape: [Int], bytes: [UInt8]) throws {
    try append(name, shape: shape, numbers: bytes, type: .uint8)
  }

  /// Adds a tensor whose little-endian bytes are given as they shall stand in the file.
  ///
  /// - Throws: `AssayError` of kind `shapeMismatch`, or `invalidArgument` when the name is taken.
  public mutating func append(_ name: String, shape: [Int], type: ArchiveElementType, rawBytes: Data) throws {
    try check(name, shape: shape, type: type, byteCount: rawBytes.count)
    payload.append(rawBytes)
    register(name, shape: shape, type: type)
  }

  /// The bytes of the archive.
  public func data() -> Data {
    // One by one, since an object of `JSONValue` would be sorted by name.
    var members: [String] = []
    func add(_ name: String, _ value: JSONValue) { members.append("\(JSONValue.string(name)):\(value)") }
    if !metadata.isEmpty { add(ArchiveHeader.metadataName, .object(metadata.mapValues { .string($0) })) }
    var begin = 0
    for entry in entries {
      add(
        entry.name,
        [
          "dtype": .string(entry.type.rawValue), "shape": .array(entry.shape.map { .integer($0) }),
          "data_offsets": [.integer(begin), .integer(entry.end)],
        ])
      begin = entry.end
    }
    var header = Data("{\(members.joined(separator: ","))}".utf8)
    header.append(Data(repeating: UInt8(ascii: " "), count: -header.count & 7))
    var file = Data(capacity: ArchiveHeader.prefixLength + header.count + payload.count)
    withUnsafeBytes(of: UInt64(header.count).littleEndian) { file.append(contentsOf: $0) }
    file.append(header)
    file.append(payload)
    return file
  }

  /// Writes the archive to a file, which is there in full or not at all.
  ///
  /// - Throws: `AssayError` of kind `missingFile` when the folder is missing, or `inaccessibleFile`.
  public func write(to url: URL) throws {
    try AtomicFile.write(data(), to: url.path(percentEncoded: false))
  }

  private mutating func append<Number: BitwiseCopyable>(
    _ name: String, shape: [Int], numbers: [Number], type: ArchiveElementType
  ) throws {
    try check(name, shape: shape, type: type, byteCount: numbers.count * type.size)
    numbers.withUnsafeBytes { payload.append(contentsOf: $0) }
    register(name, shape: shape, type: type)
  }

  private mutating func register(_ name: String, shape: [Int], type: ArchiveElementType) {
    names.insert(name)
    entries.append((name, type, shape, payload.count))
  }

  private func check(_ name: String, shape: [Int], type: ArchiveElementType, byteCount: Int) throws {
    guard name != ArchiveHeader.metadataName, !names.contains(name) else {
      throw AssayError(
        .invalidArgument, "the name is taken", expected: "a new name", found: name, at: "tensor \"\(name)\"")
    }
    var needed = type.size
    for extent in shape {
      let (product, overflows) = needed.multipliedReportingOverflow(by: extent)
      guard extent >= 0, !overflows else {
        throw AssayError(
          .invalidArgument, "the shape is impossible", expected: "extents from 0", found: "\(shape)",
          at: "tensor \"\(name)\"")
      }
      needed = product
    }
    guard needed == byteCount else {
      throw AssayError(
        .shapeMismatch, "the numbers do not fill the shape", expected: "\(needed / type.size) numbers for \(shape)",
        found: "\(byteCount / type.size)", at: "tensor \"\(name)\"")
    }
  }
}
