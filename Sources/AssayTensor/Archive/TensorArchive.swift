import AssayBase
import Foundation

/// Named tensors in the safetensors format: an 8-byte length, a JSON header, and the numbers row by row.
///
/// The header is checked in full before any number is read: lengths against the file, every range against its type and
/// shape, and the ranges must follow one another without gap or overlap up to the end of the file. A file is mapped,
/// not copied, so opening a large one is cheap. Format: https://huggingface.co/docs/safetensors.
public struct TensorArchive: Sendable {
  /// What the archive is called in errors: its file, or what its maker said.
  public let source: String
  /// The free texts stored with the tensors.
  public let metadata: [String: String]
  /// The tensors in the order of their bytes.
  public let entries: [ArchiveEntry]

  /// The file that the bytes are in, where they can be read again: not for archives in memory or from a pipe.
  package private(set) var file: String?

  let data: Data
  private let indices: [String: Int]

  /// The largest header that is read, in bytes.
  public static let headerLimit = 100_000_000

  /// Reads the header of a file.
  ///
  /// - Throws: `AssayError` of kind `missingFile`, `inaccessibleFile`, `malformedData`, `unsupported` or
  ///   `limitExceeded`, naming the file, the tensor and the byte offset.
  public init(contentsOf url: URL) throws {
    let path = url.path(percentEncoded: false)
    try self.init(data: try AtomicFile.map(path), source: path)
    if AtomicFile.isRegular(path) { file = path }
  }

  /// Reads the header of an archive in memory; `source` is how errors call it.
  ///
  /// - Throws: `AssayError` of kind `malformedData`, `unsupported` or `limitExceeded`, naming tensor and byte offset.
  public init(data: Data, source: String = "archive") throws {
    // Foundation's slices keep their parent's indices; offsets here count from zero.
    let data = data.startIndex == 0 ? data : Data(data)
    do {
      let header = try ArchiveHeader(reading: data)
      self.source = source
      self.data = data
      metadata = header.metadata
      entries = header.entries
      indices = Dictionary(uniqueKeysWithValues: header.entries.enumerated().map { ($1.name, $0) })
    } catch let error as AssayError {
      throw error.located(at: source)
    }
  }

  /// The names of the tensors in the order of their bytes.
  public var names: [String] { entries.map(\.name) }

  /// Whether there is a tensor of that name.
  public func contains(_ name: String) -> Bool { indices[name] != nil }

  /// The entry of the tensor called `name`.
  ///
  /// - Throws: `AssayError` of kind `unknownName` that lists the names there are.
  public func entry(named name: String) throws -> ArchiveEntry {
    if let index = indices[name] { return entries[index] }
    let known = names.prefix(12).joined(separator: ", ") + (names.count > 12 ? " and \(names.count - 12) more" : "")
    throw AssayError(
      .unknownName, "there is no such tensor", expected: known.isEmpty ? "nothing, the archive is empty" : known,
      found: name, at: source)
  }
}
