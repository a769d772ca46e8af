import AssayBase

/// The arguments of a command, each read as what it must be.
package struct Arguments: Sendable, Equatable {
  private let values: [String: [String]]
  /// The arguments that are no options, in order.
  package let operands: [String]

  package init(values: [String: [String]], operands: [String]) {
    self.values = values
    self.operands = operands
  }

  /// Whether an option is given.
  package func has(_ name: String) -> Bool { values[name] != nil }

  /// The value of an option as it is written; never empty.
  package func text(_ name: String) throws -> String? { try texts(name).last }

  /// The values of an option that may be given more than once, in order; none empty.
  package func texts(_ name: String) throws -> [String] {
    let texts = values[name] ?? []
    guard !texts.contains("") else { throw AssayError(.invalidArgument, "the value is empty", at: "--\(name)") }
    return texts
  }

  /// A seed: any whole number of 64 bits without sign.
  package func seed() throws -> UInt64 {
    try text("seed").map { try NumberText.seed($0, named: "--seed") } ?? 0
  }

  /// A whole number of at least 1.
  package func count(_ name: String) throws -> Int? {
    guard let text = try text(name) else { return nil }
    guard let value = Int(text), value >= 1 else {
      throw AssayError(
        .invalidArgument, "not a number of things", expected: "a whole number from 1", found: "“\(text)”",
        at: "--\(name)")
    }
    return value
  }

  /// A decimal number or a fraction that fits a condition, which `expected` says in words.
  package func number(
    _ name: String, expected: String, where fits: (Double) -> Bool
  ) throws -> Double? {
    guard let text = try text(name) else { return nil }
    let value = try NumberText.number(text, named: "--\(name)")
    guard fits(value) else {
      throw AssayError(
        .invalidArgument, "the number is out of range", expected: expected, found: text, at: "--\(name)")
    }
    return value
  }
}
