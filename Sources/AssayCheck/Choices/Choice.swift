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
  /// A string of bytes, one choice however long: what is large and mostly simple, such as which pixels of an image count.
  case bytes([UInt8])
}

extension Choice: CustomStringConvertible {
  /// The value alone, as Swift prints it; of bytes how many there are and the first eight.
  public var description: String {
    switch self {
    case .boolean(let value): "\(value)"
    case .integer(let value): "\(value)"
    case .float(let value): "\(value)"
    case .bytes(let bytes):
      "\(bytes.count) bytes \(Self.hexadecimal(bytes.prefix(8)))\(bytes.count > 8 ? "…" : "")"
    }
  }

  /// Two lower-case digits a byte.
  private static func hexadecimal(_ bytes: some Collection<UInt8>) -> String {
    bytes.reduce(into: "") { text, byte in
      text += (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
  }
}

extension Choice: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case boolean, integer, float, bytes
  }

  /// Reads `{"boolean": true}`, `{"integer": 3}`, `{"float": "0.1"}` or `{"bytes": "00ff"}`; all else is an error.
  ///
  /// A float is a string holding the shortest decimal that reads back as the same bits, so no JSON library rounds it.
  /// Bytes are pairs of hexadecimal digits.
  public init(from decoder: any Decoder) throws {
    try StrictKeys.check(decoder, known: CodingKeys.allCases.map(\.rawValue))
    let container = try decoder.container(keyedBy: CodingKeys.self)
    guard container.allKeys.count == 1, let key = container.allKeys.first else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath,
          debugDescription: "expected one of \(CodingKeys.allCases.map(\.rawValue).joined(separator: ", ")), "
            + "found \(container.allKeys.count) of them"))
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
    case .bytes:
      let digits = Array(try container.decode(String.self, forKey: key).utf8)
      let bytes = stride(from: 0, to: digits.count, by: 2).compactMap { start in
        UInt8(String(decoding: digits[start..<min(start + 2, digits.count)], as: UTF8.self), radix: 16)
      }
      guard digits.count == 2 * bytes.count, !digits.contains(UInt8(ascii: "+")) else {
        throw DecodingError.dataCorruptedError(
          forKey: key, in: container, debugDescription: "expected pairs of hexadecimal digits")
      }
      self = .bytes(bytes)
    }
  }

  /// Writes an object with one key, the kind of the choice.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .boolean(let value): try container.encode(value, forKey: .boolean)
    case .integer(let value): try container.encode(value, forKey: .integer)
    case .float(let value): try container.encode(value.description, forKey: .float)
    case .bytes(let bytes): try container.encode(Self.hexadecimal(bytes), forKey: .bytes)
    }
  }
}
