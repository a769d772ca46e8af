import Foundation

extension AtomicFile {
  /// Reads the whole file at `path`, of at most `limit` bytes.
  ///
  /// The size is checked before memory is taken, and again while reading, as a pipe or a growing file has no size.
  ///
  /// - Throws: `AssayError`: `missingFile`, `inaccessibleFile` for a folder or what the system refuses,
  ///   `limitExceeded` for a longer file.
  package static func read(_ path: String, limit: Int = defaultReadLimit) throws -> Data {
    let file = try OpenFile(path)
    guard file.count ?? 0 <= limit else { throw tooLong(path, limit: limit, found: "\(file.count ?? 0) bytes") }
    return try withExtendedLifetime(file) {
      try readAll(file.descriptor, path: path, expected: file.count ?? 0, limit: limit)
    }
  }

  /// The bytes of the file at `path`, mapped into memory where the file can be: what is not looked at is not read.
  ///
  /// The file must not be shortened as long as the bytes are in use.
  /// - Throws: `AssayError`: `missingFile`, `inaccessibleFile` for a folder or what the system refuses.
  package static func map(_ path: String) throws -> Data {
    let file = try OpenFile(path)
    // A pipe cannot be mapped, and nothing not at all.
    guard let count = file.count, count > 0 else { return try read(path) }
    let mapped = mmap(nil, count, PROT_READ, MAP_PRIVATE, file.descriptor, 0)
    guard let mapped, mapped != UnsafeMutableRawPointer(bitPattern: -1) else { return try read(path) }
    return Data(bytesNoCopy: mapped, count: count, deallocator: .unmap)
  }

  /// Whether `path` leads to a file that keeps its bytes, so that they can be mapped and read again.
  package static func isRegular(_ path: String) -> Bool {
    let target = URL(filePath: path).resolvingSymlinksInPath().path(percentEncoded: false)
    let attributes = try? FileManager.default.attributesOfItem(atPath: target)
    return attributes?[.type] as? FileAttributeType == .typeRegular
  }

  /// The first `count` bytes of the file at `path`, or all if there are fewer, and whether they are all.
  ///
  /// - Throws: `AssayError` as ``read(_:limit:)`` does. What is no regular file is read to its end.
  package static func readPrefix(_ path: String, count: Int) throws -> (data: Data, isWhole: Bool) {
    let file = try OpenFile(path)
    guard let total = file.count, total > count else { return (try read(path), true) }
    return (Data(try file.bytes(0..<count)), false)
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
