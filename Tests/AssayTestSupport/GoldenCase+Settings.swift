import AssayBase

extension GoldenCase {
  /// A setting that is a number, in single precision.
  public func float(_ name: String) throws -> Float {
    guard let value = params[name]?.double else { throw missing(name) }
    return Float(value)
  }

  /// A setting that is a whole number.
  public func whole(_ name: String) throws -> Int {
    guard let value = params[name]?.int else { throw missing(name) }
    return value
  }

  /// What the setting's text stands for.
  public func choice<Value>(_ name: String, of values: [String: Value]) throws -> Value {
    guard let text = params[name]?.string else { throw missing(name) }
    guard let value = values[text] else {
      throw AssayError(
        .unsupported, "“\(name)” is none of those there are", expected: values.keys.sorted().joined(separator: ", "),
        found: text, at: "golden case \(self.name)")
    }
    return value
  }

  private func missing(_ name: String) -> AssayError {
    AssayError(.malformedData, "the case has no setting “\(name)” of the right kind", at: "golden case \(self.name)")
  }
}
