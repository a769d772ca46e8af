import Foundation

/// The system's error numbers as `AssayError`.
package enum FileFault {
  /// The error for the system's `code` while something was done to the file at `path`.
  ///
  /// `ENOENT` is a missing file; every other refusal (permissions, a read-only or full volume, a file where a folder
  /// should be) is an inaccessible one, with the system's words as what was found.
  package static func error(_ code: Int32, _ problem: String, _ path: String) -> AssayError {
    if code == ENOENT { return AssayError(.missingFile, problem, found: "no such file or folder", at: path) }
    return AssayError(.inaccessibleFile, problem, found: words(code), at: path)
  }

  private static func words(_ code: Int32) -> String {
    // strerror may share one buffer between threads; strerror_r does not.
    var buffer = [CChar](repeating: 0, count: 256)
    guard strerror_r(code, &buffer, buffer.count) == 0 else { return "system error \(code)" }
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self).lowercased()
  }
}
