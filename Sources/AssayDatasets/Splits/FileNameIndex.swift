import AssayBase

/// Finds examples by the ends of their files' paths.
struct FileNameIndex {
  private let name: String
  private var places: [String: [Int]] = [:]
  private var paths: [Int: String] = [:]

  /// - Throws: `AssayError` of kind `unsupported` when the examples come from no files of their own.
  init(_ data: Dataset) throws {
    name = data.name
    for index in 0..<data.count {
      guard let path = try data.file(at: index) else {
        throw AssayError(
          .unsupported, "examples that come from no files of their own cannot be named by files", at: data.name)
      }
      paths[index] = path
      places[Self.lastPart(of: path), default: []].append(index)
    }
  }

  /// The example in the file whose path ends with `text`.
  ///
  /// - Throws: `AssayError`: `unknownName` for none, `invalidArgument` for several.
  func place(of text: String, in list: String) throws -> Int {
    let found = (places[Self.lastPart(of: text)] ?? []).filter { index in
      guard let path = paths[index] else { return false }
      return path == text || path.hasSuffix(text.hasPrefix("/") ? text : "/" + text)
    }
    guard let place = found.first else {
      throw AssayError(.unknownName, "there is no such file in the data set", found: "“\(text)”", at: list)
    }
    guard found.count == 1 else {
      throw AssayError(
        .invalidArgument, "several files have this name", expected: "more of the path",
        found: "“\(text)” in \(found.compactMap { paths[$0] }.joined(separator: ", "))", at: list)
    }
    return place
  }

  private static func lastPart(of path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }
}
