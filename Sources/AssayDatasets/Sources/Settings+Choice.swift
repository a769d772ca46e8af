import AssayBase

extension Settings {
  /// One of the cases of an enumeration by its name, if the setting is there.
  mutating func choice<Choice: RawRepresentable & CaseIterable>(
    _ name: String, of type: Choice.Type
  ) throws -> Choice? where Choice.RawValue == String {
    guard let text = text(name) else { return nil }
    if let choice = Choice(rawValue: text) { return choice }
    throw AssayError(
      .unknownName, "there is no such \(name)", expected: Choice.allCases.map(\.rawValue).joined(separator: ", "),
      found: "“\(text)”", at: name)
  }
}
