import AssayBase
import Foundation

/// Text files with a class name on each line.
enum ClassNameFile {
  /// The names in `file` of the folder of `url`, or nil when there is no such file.
  ///
  /// - Throws: `AssayError` of kind `malformedData` for another number of names than `count`, or for no UTF-8.
  static func names(beside url: URL, file: String, count: Int) throws -> [String]? {
    let path = url.deletingLastPathComponent().appending(path: file).path(percentEncoded: false)
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    let names = try NameList.read(path)
    guard names.count == count else {
      throw AssayError(
        .malformedData, "the file has the wrong number of class names", expected: "\(count)", found: "\(names.count)",
        at: path)
    }
    return names
  }
}
