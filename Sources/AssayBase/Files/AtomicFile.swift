import Foundation

/// Whole-file reading and writing with typed errors; a file is never half-written.
///
/// A write goes to a temporary file in the destination's folder, which is then renamed over the destination, so a reader
/// sees the old bytes or the new ones. The bytes are not forced to the disk (no fsync): this protects against failing
/// programs, not against failing power.
package enum AtomicFile {
  /// The number of bytes ``read(_:limit:)`` accepts unless told otherwise: 2 GiB.
  package static let defaultReadLimit = 1 << 31

  /// Writes `bytes` as the whole content of the file at `path`.
  ///
  /// An existing file keeps its permissions, a symbolic link keeps pointing to the file, and a device or pipe gets the
  /// bytes directly, as it cannot be replaced.
  ///
  /// - Parameter creatingFolders: Whether missing folders on the way are made.
  /// - Throws: `AssayError`: `missingFile` when a folder is missing, `inaccessibleFile` when the system refuses.
  package static func write(_ bytes: some ContiguousBytes, to path: String, creatingFolders: Bool = false) throws {
    try write(to: path, creatingFolders: creatingFolders) { try $0.append(bytes) }
  }

  /// Writes `text` in UTF-8 as the whole content of the file at `path`, as `write(_:to:creatingFolders:)` does bytes.
  package static func write(_ text: String, to path: String, creatingFolders: Bool = false) throws {
    try write(Array(text.utf8), to: path, creatingFolders: creatingFolders)
  }

  /// Writes what `body` appends, in one rename after `body` has returned; nothing is left behind when it throws.
  package static func write(
    to path: String, creatingFolders: Bool = false, body: (FileSink) throws -> Void
  ) throws {
    try checkPath(path)
    if creatingFolders { try createFolder(parent(of: path)) }
    let existing = try existingDestination(path)
    if let existing, !existing.isRegular { return try writeDirectly(to: path, body: body) }
    let destination = existing.map(\.path) ?? path
    let (temporary, sink) = try temporaryFile(in: parent(of: destination), for: path)
    var isRenamed = false
    defer {
      sink.close()
      if !isRenamed { unlink(temporary) }
    }
    try body(sink)
    if let existing { _ = fchmod(sink.descriptor, existing.permissions) }
    try sink.closeChecked()
    guard rename(temporary, destination) == 0 else { throw FileFault.error(errno, "cannot replace the file", path) }
    isRenamed = true
  }

  /// Makes the folder at `path` and those above it; does nothing when it exists.
  ///
  /// - Throws: `AssayError` of kind `inaccessibleFile` when the system refuses or a file stands in the way.
  package static func createFolder(_ path: String) throws {
    try checkPath(path)
    if mkdir(path, 0o777) == 0 { return }
    var code = errno
    if code == ENOENT, parent(of: path) != path {
      try createFolder(parent(of: path))
      if mkdir(path, 0o777) == 0 { return }
      code = errno
    }
    var info = stat()
    if stat(path, &info) == 0, info.st_mode & S_IFMT == S_IFDIR { return }
    throw FileFault.error(code, "cannot make the folder", path)
  }

  /// The folder that contains `path`: "." for a bare name.
  package static func parent(of path: String) -> String {
    var trimmed = Substring(path)
    while trimmed.count > 1, trimmed.hasSuffix("/") { trimmed.removeLast() }
    guard let slash = trimmed.lastIndex(of: "/") else { return "." }
    return slash == trimmed.startIndex ? "/" : String(trimmed[..<slash])
  }

  /// C strings end at a NUL, so a path that holds one would silently name another file.
  static func checkPath(_ path: String) throws {
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw AssayError(
        .invalidArgument, "not a usable path", expected: "a path that is not empty and has no NUL character",
        found: path.isEmpty ? "nothing" : "a NUL character")
    }
  }
}

extension AtomicFile {
  /// What stands at a destination before it is written.
  private struct Destination {
    /// The path with symbolic links resolved.
    let path: String
    let isRegular: Bool
    let permissions: mode_t
  }

  private static func existingDestination(_ path: String) throws -> Destination? {
    var info = stat()
    guard stat(path, &info) == 0 else {
      let code = errno
      if code == ENOENT { return nil }
      throw FileFault.error(code, "cannot write the file", path)
    }
    let kind = info.st_mode & S_IFMT
    guard kind != S_IFDIR else {
      throw AssayError(.inaccessibleFile, "cannot write the file", expected: "a file", found: "a folder", at: path)
    }
    guard kind == S_IFREG, let resolved = realpath(path, nil) else {
      return Destination(path: path, isRegular: kind == S_IFREG, permissions: info.st_mode & 0o7777)
    }
    defer { free(resolved) }
    return Destination(path: String(cString: resolved), isRegular: true, permissions: info.st_mode & 0o7777)
  }

  private static func temporaryFile(in folder: String, for path: String) throws -> (path: String, sink: FileSink) {
    // A clash of 64 random bits is a leftover of another process at worst, so a few attempts are plenty.
    for _ in 0..<8 {
      let name = ".assay-\(String(UInt64.random(in: .min ... .max), radix: 36)).tmp"
      let temporary = folder == "/" ? "/" + name : "\(folder)/\(name)"
      let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      if descriptor >= 0 { return (temporary, FileSink(descriptor: descriptor, path: path)) }
      let code = errno
      if code == EEXIST { continue }
      if code == ENOENT {
        throw AssayError(
          .missingFile, "the folder of the file to write does not exist", at: path, advice: "Create \(folder) first")
      }
      throw FileFault.error(code, "cannot write into the folder", folder).located(at: path)
    }
    throw FileFault.error(EEXIST, "cannot make a temporary file", folder)
  }

  private static func writeDirectly(to path: String, body: (FileSink) throws -> Void) throws {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileFault.error(errno, "cannot write the file", path) }
    let sink = FileSink(descriptor: descriptor, path: path)
    defer { sink.close() }
    try body(sink)
  }
}
