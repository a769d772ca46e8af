/// The members of a JSON object, each asked for by name and type, with an error that names the member at fault.
package struct JSONFields {
  private let value: JSONValue

  package init(_ value: JSONValue) { self.value = value }

  /// Whether there is a member of that name.
  package func has(_ name: String) -> Bool { value[name] != nil }

  /// The names of the members, sorted.
  package var names: [String] { (value.object ?? [:]).keys.sorted() }

  package func string(_ name: String) throws -> String { try member(name, "a string") { $0.string } }
  package func optionalString(_ name: String) throws -> String? { has(name) ? try string(name) : nil }
  package func int(_ name: String) throws -> Int { try member(name, "a whole number") { $0.int } }
  package func number(_ name: String) throws -> Double { try member(name, "a number") { $0.double } }
  package func bool(_ name: String) throws -> Bool { try member(name, "true or false") { $0.bool } }

  package func numbers(_ name: String) throws -> [Double] {
    try list(name, "a list of numbers") { $0.double }
  }

  package func strings(_ name: String) throws -> [String] {
    try list(name, "a list of strings") { $0.string }
  }

  /// The member itself.
  package func value(_ name: String) throws -> JSONValue { try member(name, "a value") { $0 } }

  private func list<Element>(_ name: String, _ kind: String, _ read: (JSONValue) -> Element?) throws -> [Element] {
    try member(name, kind) { value in
      guard let array = value.array else { return nil }
      let elements = array.compactMap(read)
      return elements.count == array.count ? elements : nil
    }
  }

  private func member<Result>(_ name: String, _ kind: String, _ read: (JSONValue) -> Result?) throws -> Result {
    guard let member = value[name] else {
      throw AssayError(.malformedData, "a member is missing", expected: kind, at: name)
    }
    guard let result = read(member) else {
      throw AssayError(.malformedData, "a member has the wrong type", expected: kind, found: member.kindName, at: name)
    }
    return result
  }
}
