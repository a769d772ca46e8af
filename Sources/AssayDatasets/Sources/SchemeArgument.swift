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
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    let isSetting = { (part: Substring) in
      part.firstIndex(of: "=").map { part[..<$0].allSatisfy { $0.isLowercase && $0.isASCII } } ?? false
    }
    let end = parts.firstIndex(where: isSetting) ?? parts.count
    let names = parts[..<end]
    guard counts.contains(names.count), names.allSatisfy({ !$0.isEmpty }) else {
      throw AssayError(
        .invalidArgument, "the wrong number of files is named", expected: form, found: "\(names.count) in “\(text)”")
    }
    files = names.map { URL(filePath: String($0)) }
    settings = try Settings(parts[end...].joined(separator: ","), of: text)
  }

  /// The setting `name` as one of the cases of `Value`, if it is there.
  mutating func choice<Value: RawRepresentable & CaseIterable>(_ name: String) throws -> Value?
  where Value.RawValue == String {
    try settings.text(name).map { text in
      if let value = Value(rawValue: text) { return value }
      throw AssayError(
        .unknownName, "there is no such \(name)", expected: Value.allCases.map(\.rawValue).joined(separator: ", "),
        found: text)
    }
  }
}
