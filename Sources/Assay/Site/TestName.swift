import AssayProperties
import Testing

/// A test's name, in the forms that seeds, files and messages need. None depends on where the sources lie.
struct TestName: Sendable, Equatable {
  /// The module, the suites and the test with its argument labels: "DigitSpecs.DigitRobustness/staysAccurate()".
  let unique: String
  /// The suites, as the name of a folder; the module for a test outside any.
  let folder: String
  /// The test without its parentheses, as the name of a file.
  let file: String

  init(_ id: Test.ID) {
    self.init(module: id.moduleName, components: id.nameComponents)
  }

  init(module: String, components: [String]) {
    unique = "\(module).\(components.joined(separator: "/"))"
    let suites = components.dropLast()
    folder = Self.fileName(suites.isEmpty ? module : suites.joined(separator: "."))
    let last = components.last ?? ""
    // Raw identifiers may hold parentheses of their own; the labels are the last pair.
    file = Self.fileName(last.hasSuffix(")") ? String(last[..<(last.lastIndex(of: "(") ?? last.endIndex)]) : last)
  }

  /// Whose the files of this test are.
  ///
  /// - Parameter source: The file in which it stands, as "DigitSpecs/DigitRobustness.swift".
  func owner(in source: String) -> CaseOwner { CaseOwner(test: unique, suite: folder, name: file, source: source) }

  /// The pattern that `swift test --filter` takes for this test alone.
  ///
  /// What a file name cannot hold became a hyphen, so that a hyphen stands for any character.
  var filter: String { String("\(folder).*\(file)".map { $0 == "-" ? "." : $0 }) }

  /// Letters and digits of any script, points, hyphens and underscores; at most 100 characters.
  private static func fileName(_ text: String) -> String {
    let plain = text.map { $0.isLetter || $0.isNumber || "._-".contains($0) ? $0 : "-" }
    let name = String(String(plain).drop { $0 == "." || $0 == "-" }.prefix(100))
    return name.isEmpty ? "unnamed" : name
  }
}
