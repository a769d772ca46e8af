import AssayBase
import Foundation

/// A folder as it was written, without slashes at its end, and what it is called.
struct FolderPath {
  /// The path.
  let path: String
  /// The last part of the whole path, also where "." was written.
  let name: String

  init(_ text: String) {
    var text = text
    while text.count > 1, text.hasSuffix("/") { text.removeLast() }
    path = text
    name = URL(filePath: text).standardizedFileURL.lastPathComponent
  }
}
