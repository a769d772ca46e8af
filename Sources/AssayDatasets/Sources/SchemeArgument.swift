import AssayBase
import Foundation

/// What stands behind a scheme's colon: files between commas, then settings such as `layout=nhwc`.
struct SchemeArgument {
  /// The files, in order.
  let files: [URL]
  /// The settings; whoever has asked for all it knows calls `finish()`.
  var settings: Settings

  /// Reads `text`; there must be as many files as `counts` allows, named by `form` in errors.
  ///
  /// Settings start at the first part that is a lower-case word and "=".
  init(_ text: String, files counts: ClosedRange<Int>, form: String) throws {
    let (names, settings) = Self.parts(of: text)
    guard counts.contains(names.count), names.allSatisfy({ !$0.isEmpty }) else {
      throw AssayError(
        .invalidArgument, "the wrong number of files is named", expected: form, found: "\(names.count) in “\(text)”")
    }
    files = names.map { URL(filePath: $0) }
    self.settings = try Settings(settings, of: text)
  }

  /// Reads a single path, which may hold commas, and settings.
  init(path text: String, form: String) throws {
    let (names, settings) = Self.parts(of: text)
    guard !names.joined().isEmpty else {
      throw AssayError(.invalidArgument, "no path is named", expected: form, found: "“\(text)”")
    }
    files = [URL(filePath: names.joined(separator: ","))]
    self.settings = try Settings(settings, of: text)
  }

  /// The parts before the settings, and the settings.
  private static func parts(of text: String) -> (names: [String], settings: String) {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    let isSetting = { (part: String) in
      part.firstIndex(of: "=").map { part[..<$0].allSatisfy { $0.isLowercase && $0.isASCII } } ?? false
    }
    let end = parts.firstIndex(where: isSetting) ?? parts.count
    return (Array(parts[..<end]), parts[end...].joined(separator: ","))
  }

  /// The setting `name` as one of the cases of `Value`, if it is there.
  mutating func choice<Value: RawRepresentable<String> & CaseIterable>(_ name: String) throws -> Value? {
    try settings.choice(name, of: Value.self)
  }
}
