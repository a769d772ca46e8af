import AssayBase
import Foundation

/// The file to which every run appends its verdicts, one JSON object a line.
public struct ResultsLog: Sendable {
  /// The path of the file.
  public let path: String

  /// Names the file, which need not exist.
  public init(path: String) { self.path = path }

  /// Appends a verdict with the time at which it came.
  ///
  /// One write of the whole line to a file opened for appending, so that runs side by side do not mix their lines.
  ///
  /// - Throws: `AssayError` when the system refuses.
  public func append(_ property: CheckedProperty, at date: Date = Date()) throws {
    var line = property.json
    if case .object(var members) = line {
      members["date"] = .string(date.formatted(.iso8601))
      line = .object(members)
    }
    var bytes = try line.serialised()
    bytes.append(UInt8(ascii: "\n"))
    try AtomicFile.createFolder(AtomicFile.parent(of: path))
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw FileFault.error(errno, "cannot write the file", path) }
    defer { close(descriptor) }
    let written = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    guard written == bytes.count else {
      throw FileFault.error(written < 0 ? errno : ENOSPC, "cannot write the file", path)
    }
  }
}
