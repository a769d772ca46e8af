import AssayBase

/// One recorded decision of a generator: what it drew, without the range it drew from.
///
/// A test case is the sequence of its choices (MacIver and Donaldson, "Test-Case Reduction via Test-Case Generation",
/// ECOOP 2020): replaying them through the same generator gives the same value, and editing them gives simpler ones.
public enum Choice: Sendable, Hashable {
  /// A yes or no; `false` is the simpler.
  case boolean(Bool)
  /// A whole number.
  case integer(Int)
  /// A finite floating-point number; single-precision draws are held exactly in the wider type.
  case float(Double)
}

extension Choice: CustomStringConvertible {
  /// The value alone, as Swift prints it.
  public var description: String {
    switch self {
    case .boolean(let value): "\(value)"
    case .integer(let value): "\(value)"
    case .float(let value): "\(value)"
    }
  }
}

extension Choice: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case boolean, integer, float
  }

  /// Reads `{"boolean": true}`, `{"integer": 3}` or `{"float": "0.1"}`; anything else is an error.
  ///
  /// A float is a string holding the shortest decimal that reads back as the same bits, so no JSON library rounds it.
  public init(from decoder: any Decoder) throws {
    try StrictKeys.check(decoder, known: CodingKeys.allCases.map(\.rawValue))
    let container = try decoder.container(keyedBy: CodingKeys.self)
    guard container.allKeys.count == 1, let key = container.allKeys.first else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath,
          debugDescription: "expected one of boolean, integer and float, found \(container.allKeys.count) of them"))
    }
    switch key {
    case .boolean: self = .boolean(try container.decode(Bool.self, forKey: key))
    case .integer: self = .integer(try StrictKeys.decode(Int.self, forKey: key, in: container))
    case .float:
      let text = try container.decode(String.self, forKey: key)
      guard let value = Double(text), value.isFinite else {
        throw DecodingError.dataCorruptedError(
          forKey: key, in: container, debugDescription: "expected a finite decimal number, found \"\(text)\"")
      }
      self = .float(value)
    }
  }

  /// Writes an object with one key, the kind of the choice.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .boolean(let value): try container.encode(value, forKey: .boolean)
    case .integer(let value): try container.encode(value, forKey: .integer)
    case .float(let value): try container.encode(value.description, forKey: .float)
    }
  }
}
