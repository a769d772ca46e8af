import Foundation

extension AtomicFile {
  /// Reads the whole file at `path`, of at most `limit` bytes.
  ///
  /// The size is checked before memory is taken, and again while reading, as a pipe or a growing file has no size.
  ///
  /// - Throws: `AssayError`: `missingFile`, `inaccessibleFile` for a folder or what the system refuses,
  ///   `limitExceeded` for a longer file.
  package static func read(_ path: String, limit: Int = defaultReadLimit) throws -> Data {
    try checkPath(path)
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileFault.error(errno, "cannot read the file", path) }
    defer { close(descriptor) }
    var info = stat()
    guard fstat(descriptor, &info) == 0 else { throw FileFault.error(errno, "cannot read the file", path) }
    let kind = info.st_mode & S_IFMT
    guard kind != S_IFDIR else {
      throw AssayError(.inaccessibleFile, "cannot read the file", expected: "a file", found: "a folder", at: path)
    }
    let expected = kind == S_IFREG ? Int(info.st_size) : 0
    guard expected <= limit else { throw tooLong(path, limit: limit, found: "\(expected) bytes") }
    return try readAll(descriptor, path: path, expected: expected, limit: limit)
  }

  private static func readAll(_ descriptor: Int32, path: String, expected: Int, limit: Int) throws -> Data {
    var data = Data(count: expected)
    var filled = 0
    while true {
      // One byte past the limit is enough to know that there are more.
      if filled == data.count { data.count += min(1 << 16, limit - filled) + 1 }
      let count = data.withUnsafeMutableBytes { buffer in
        guard let base = buffer.baseAddress else { return 0 }
        return Foundation.read(descriptor, base + filled, min(buffer.count - filled, 1 << 30))
      }
      if count == 0 { break }
      if count < 0 {
        let code = errno
        if code == EINTR { continue }
        throw FileFault.error(code, "cannot read the file", path)
      }
      filled += count
      if filled > limit { throw tooLong(path, limit: limit, found: "more") }
    }
    data.count = filled
    return data
  }

  private static func tooLong(_ path: String, limit: Int, found: String) -> AssayError {
    AssayError(
      .limitExceeded, "the file is too long", expected: "at most \(limit) bytes", found: found, at: path,
      advice: "Raise the limit of bytes to read if the file is right")
  }
}
