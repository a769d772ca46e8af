import AssayBase
import Foundation

/// Collects tensors and writes them as a safetensors file.
///
/// The bytes depend on the tensors, their order and the metadata alone. The header is padded with spaces so that the
/// numbers start at a multiple of 8.
public struct TensorArchiveBuilder: Sendable {
  /// The free texts to store with the tensors.
  public var metadata: [String: String]
  private var tensors: [TensorDeclaration] = []
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
    try rawBytes.withUnsafeBytes { try append(name, shape: shape, type: type, $0) }
  }

  /// The bytes of the archive.
  public func data() -> Data {
    let header = ArchiveHeader.bytes(metadata: metadata, tensors)
    var file = Data(capacity: header.count + payload.count)
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
    try numbers.withUnsafeBytes { try append(name, shape: shape, type: type, $0) }
  }

  private mutating func append(
    _ name: String, shape: [Int], type: ArchiveElementType, _ bytes: UnsafeRawBufferPointer
  ) throws {
    try ArchiveHeader.check(name: name, beside: names)
    let tensor = try TensorDeclaration(name, type, shape: shape)
    guard tensor.byteCount == bytes.count else {
      throw AssayError(
        .shapeMismatch, "the numbers do not fill the shape",
        expected: "\(tensor.byteCount / type.size) numbers for \(shape)", found: "\(bytes.count / type.size)",
        at: "tensor \"\(name)\"")
    }
    payload.append(contentsOf: bytes)
    names.insert(name)
    tensors.append(tensor)
  }
}
