import AssayBase
import Foundation

/// Writes a safetensors file piece by piece, so that memory never holds more than a piece.
///
/// Names, types and shapes are declared first; the numbers follow tensor by tensor, each in as many pieces as one likes. The
/// bytes are those that ``TensorArchiveBuilder`` makes of the same tensors.
package struct TensorArchiveWriter: ~Copyable {
  private let sink: FileSink
  private let tensors: [TensorDeclaration]
  /// The tensor whose turn it is, and the bytes of it that are written.
  private var turn = 0
  private var written = 0

  /// Writes a file that is there in full when `body` has returned, and not at all when it throws.
  ///
  /// - Throws: What `body` throws; `AssayError`: `shapeMismatch` when it leaves numbers out, `invalidArgument` for two
  ///   tensors of one name, `missingFile` or `inaccessibleFile` when the file cannot be written.
  package static func write(
    to path: String, metadata: [String: String] = [:], _ tensors: [TensorDeclaration],
    body: (inout TensorArchiveWriter) throws -> Void
  ) throws {
    var names: Set<String> = []
    for tensor in tensors {
      try ArchiveHeader.check(name: tensor.name, beside: names)
      names.insert(tensor.name)
    }
    let header = ArchiveHeader.bytes(metadata: metadata, tensors)
    try AtomicFile.write(to: path) { sink in
      try sink.append(header)
      var writer = TensorArchiveWriter(sink, tensors)
      try body(&writer)
      try writer.finish()
    }
  }

  private init(_ sink: FileSink, _ tensors: [TensorDeclaration]) {
    (self.sink, self.tensors) = (sink, tensors)
  }

  /// Appends numbers to the tensor called `name`, row by row.
  ///
  /// - Throws: `AssayError`: `invalidArgument` when it is not the tensor's turn or the numbers are of another type,
  ///   `shapeMismatch` when they are too many, `inaccessibleFile` when the system refuses.
  package mutating func append(_ floats: [Float], to name: String) throws { try append(floats, .float32, name) }

  /// Appends 64-bit integers to the tensor called `name`, row by row; throws as for floats.
  package mutating func append(_ integers: [Int], to name: String) throws { try append(integers, .int64, name) }

  private mutating func append<Number: BitwiseCopyable>(
    _ numbers: [Number], _ type: ArchiveElementType, _ name: String
  ) throws {
    skipFullTensors()
    guard turn < tensors.count, tensors[turn].name == name, tensors[turn].type == type else {
      let next = turn < tensors.count ? "\(tensors[turn].type.rawValue) of \"\(tensors[turn].name)\"" : "nothing more"
      throw AssayError(
        .invalidArgument, "the numbers come out of turn", expected: next, found: "\(type.rawValue) of \"\(name)\"")
    }
    let left = tensors[turn].byteCount - written
    guard numbers.count * type.size <= left else {
      throw AssayError(
        .shapeMismatch, "there are more numbers than the shape has", expected: "at most \(left / type.size) more",
        found: "\(numbers.count)", at: "tensor \"\(name)\"")
    }
    try numbers.withUnsafeBytes { try sink.append($0) }
    written += numbers.count * type.size
  }

  /// What has been written in full, or has no numbers, is done with.
  private mutating func skipFullTensors() {
    while turn < tensors.count, written == tensors[turn].byteCount { (turn, written) = (turn + 1, 0) }
  }

  private mutating func finish() throws {
    skipFullTensors()
    guard turn < tensors.count else { return }
    let size = tensors[turn].type.size
    throw AssayError(
      .shapeMismatch, "the numbers do not fill the shape",
      expected: "\(tensors[turn].byteCount / size) numbers for \(tensors[turn].shape)", found: "\(written / size)",
      at: "tensor \"\(tensors[turn].name)\"")
  }
}
