import Foundation

/// Texts with a name on each line.
package enum NameList {
  /// The names, without spaces at their ends and without empty lines.
  package static func names(in text: String) -> [String] {
    text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
  }

  /// The names in a file of up to 16 MiB.
  ///
  /// - Throws: `AssayError` that names the file: `malformedData` for no UTF-8, `empty` without names.
  package static func read(_ path: String) throws -> [String] {
    let data = try AtomicFile.read(path, limit: 1 << 24)
    guard let text = String(data: data, encoding: .utf8), !text.contains("\0") else {
      throw AssayError(.malformedData, "the names are not UTF-8 text", expected: "one name a line", at: path)
    }
    let names = names(in: text)
    guard !names.isEmpty else {
      throw AssayError(.empty, "the file holds no names", expected: "one name a line", at: path)
    }
    return names
  }
}
