import Foundation

/// A lock between processes, held while a closure runs: many may share it, or one has it alone.
///
/// Advisory (flock), on a file of its own that is never written. It goes with its holder, however that ends.
package enum FileLock {
  /// Runs `body` together with other sharers, and not while someone has the lock alone.
  ///
  /// - Throws: `AssayError` when the lock's file cannot be opened, and what `body` throws.
  package static func shared<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
    let descriptor = try descriptor(path)
    defer { close(descriptor) }
    while flock(descriptor, LOCK_SH) != 0 {
      guard errno == EINTR else { throw FileFault.error(errno, "cannot lock the file", path) }
    }
    return try body()
  }

  /// Runs `body` with the lock alone; does nothing, and gives `nil`, when anybody else has it.
  ///
  /// - Throws: As ``shared(_:_:)``.
  @discardableResult
  package static func aloneIfFree<Result>(_ path: String, _ body: () throws -> Result) throws -> Result? {
    let descriptor = try descriptor(path)
    defer { close(descriptor) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { return nil }
    return try body()
  }

  /// Each call opens the file anew, so that threads of a process exclude one another as processes do.
  private static func descriptor(_ path: String) throws -> Int32 {
    try AtomicFile.checkPath(path)
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw FileFault.error(errno, "cannot open the lock", path) }
    return descriptor
  }
}
