import Foundation

/// A file open for reading at any place, from any thread; closed with its last user.
///
/// Nothing is mapped: a file that another program shortens meanwhile gives an error, not a signal.
package final class OpenFile: Sendable {
  /// The file's path, for errors.
  package let path: String
  /// The number of bytes when it was opened; nil for a pipe or a device, which can only be read in order.
  package let count: Int?

  let descriptor: Int32

  /// Opens the file at `path`.
  ///
  /// - Throws: `AssayError`: `missingFile`, `inaccessibleFile` for a folder or what the system refuses.
  package init(_ path: String) throws {
    try AtomicFile.checkPath(path)
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileFault.error(errno, "cannot read the file", path) }
    var info = stat()
    guard fstat(descriptor, &info) == 0 else {
      let code = errno
      close(descriptor)
      throw FileFault.error(code, "cannot read the file", path)
    }
    let kind = info.st_mode & S_IFMT
    guard kind != S_IFDIR else {
      close(descriptor)
      throw AssayError(.inaccessibleFile, "cannot read the file", expected: "a file", found: "a folder", at: path)
    }
    self.path = path
    self.descriptor = descriptor
    count = kind == S_IFREG ? Int(info.st_size) : nil
  }

  deinit { close(descriptor) }

  /// The bytes in `range`, which must be there.
  ///
  /// - Throws: `AssayError`: `malformedData` when the file ends before, `inaccessibleFile` for what the system refuses.
  package func bytes(_ range: Range<Int>) throws -> [UInt8] {
    try [UInt8](unsafeUninitializedCapacity: range.count) { buffer, filled in
      try fill(
        UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[..<range.count]),
        at: range.lowerBound)
      filled = range.count
    }
  }

  /// Fills `buffer` with the bytes from `offset` on, which must be there.
  ///
  /// - Throws: `AssayError`: as ``bytes(_:)`` does.
  package func fill(_ buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws {
    let filled = try read(into: buffer, at: offset)
    guard filled == buffer.count else {
      throw AssayError(
        .malformedData, "the file ends too early", expected: "\(offset + buffer.count) bytes",
        found: "\(offset + filled)", at: "\(path), byte \(offset + filled)")
    }
  }

  /// Fills `buffer` from byte `offset` on, as far as the file goes; returns the number of bytes read.
  private func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws -> Int {
    var filled = 0
    while filled < buffer.count, let base = buffer.baseAddress {
      let count = pread(descriptor, base + filled, min(buffer.count - filled, 1 << 30), off_t(offset + filled))
      if count == 0 { break }
      if count < 0 {
        let code = errno
        if code == EINTR { continue }
        throw FileFault.error(code, "cannot read the file", path)
      }
      filled += count
    }
    return filled
  }
}
