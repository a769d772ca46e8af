import Foundation

/// An open file that takes bytes in order, handed to the body of `AtomicFile.write(to:creatingFolders:body:)`.
package final class FileSink {
  let descriptor: Int32
  private let path: String
  private var isOpen = true

  init(descriptor: Int32, path: String) {
    self.descriptor = descriptor
    self.path = path
  }

  /// Appends `bytes`.
  ///
  /// - Throws: `AssayError` of kind `inaccessibleFile` when the system refuses, for example on a full volume.
  package func append(_ bytes: some ContiguousBytes) throws {
    guard isOpen else { throw AssayError(.inaccessibleFile, "the file is already closed", at: path) }
    try bytes.withUnsafeBytes { buffer in
      var rest = buffer[...]
      while !rest.isEmpty {
        // Some systems refuse more than 2 GiB in one call.
        let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 30))
        let count = Foundation.write(descriptor, piece.baseAddress, piece.count)
        if count > 0 {
          rest = rest.dropFirst(count)
        } else if count == 0 || errno != EINTR {
          throw FileFault.error(errno, "cannot write the file", path)
        }
      }
    }
  }

  /// Closes the file and reports what some file systems only report now, such as an exceeded quota.
  func closeChecked() throws {
    guard isOpen else { return }
    isOpen = false
    guard Foundation.close(descriptor) == 0 else { throw FileFault.error(errno, "cannot write the file", path) }
  }

  func close() {
    if isOpen { _ = Foundation.close(descriptor) }
    isOpen = false
  }
}
