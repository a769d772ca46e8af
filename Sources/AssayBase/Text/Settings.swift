/// The settings behind a name in an argument: `steps=40,restarts=2`. Each must be known and given once.
package struct Settings {
  private var values: [String: String] = [:]
  private var known: [String] = []
  private let subject: String

  /// Reads settings; `subject` is the whole argument, for errors.
  package init(_ text: String, of subject: String) throws {
    self.subject = subject
    for part in text.split(separator: ",", omittingEmptySubsequences: text.isEmpty) {
      let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard pair.count == 2, !pair[0].isEmpty, !pair[1].isEmpty else {
        throw AssayError(
          .invalidArgument, "not a setting", expected: "NAME=VALUE", found: "“\(part)”", at: subject)
      }
      guard values.updateValue(pair[1], forKey: pair[0]) == nil else {
        throw AssayError(.invalidArgument, "a setting is given twice", found: "“\(pair[0])”", at: subject)
      }
    }
  }

  /// A number, if the setting is there.
  package mutating func number(_ name: String) throws -> Double? {
    try take(name).map { try NumberText.number($0, named: "\(name) in \(subject)") }
  }

  /// A whole number, if the setting is there.
  package mutating func int(_ name: String) throws -> Int? {
    try take(name).map { text in
      guard let value = Int(text) else {
        throw AssayError(
          .invalidArgument, "not a whole number", found: "“\(text)”", at: "\(name) in \(subject)")
      }
      return value
    }
  }

  /// True or false, if the setting is there.
  package mutating func flag(_ name: String) throws -> Bool? {
    try take(name).map { text in
      guard let value = Bool(text) else {
        throw AssayError(
          .invalidArgument, "neither true nor false", found: "“\(text)”", at: "\(name) in \(subject)")
      }
      return value
    }
  }

  /// A seed, if the setting is there.
  package mutating func seed(_ name: String) throws -> UInt64? {
    try take(name).map { try NumberText.seed($0, named: "\(name) in \(subject)") }
  }

  /// One of the words of a type, if the setting is there.
  package mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(_ name: String) throws -> Choice? {
    try take(name).map { text in
      guard let value = Choice(rawValue: text) else {
        throw AssayError(
          .unknownName, "there is no such choice", expected: Choice.allCases.map(\.rawValue).joined(separator: ", "),
          found: "“\(text)”", at: "\(name) in \(subject)")
      }
      return value
    }
  }

  /// Text, if the setting is there.
  package mutating func text(_ name: String) -> String? { take(name) }

  private mutating func take(_ name: String) -> String? {
    known.append(name)
    return values.removeValue(forKey: name)
  }

  /// - Throws: `AssayError(.unknownName)` when a setting was given that nobody asked for.
  package func finish() throws {
    guard let name = values.keys.min() else { return }
    throw AssayError(
      .unknownName, "there is no such setting", expected: known.isEmpty ? "no settings" : known.joined(separator: ", "),
      found: "“\(name)”", at: subject)
  }
}
