/// Writes JSON values into a byte buffer.
struct JSONWriter {
  let isPretty: Bool
  let allowsNonFinite: Bool
  var bytes: [UInt8] = []
  private var path: [String] = []

  init(isPretty: Bool, allowsNonFinite: Bool) {
    self.isPretty = isPretty
    self.allowsNonFinite = allowsNonFinite
  }

  mutating func write(_ value: JSONValue) throws {
    switch value {
    case .null: append("null")
    case .bool(let value): append(value ? "true" : "false")
    case .integer(let value): append(String(value))
    case .number(let value): try write(value)
    case .string(let value): write(value)
    case .array(let elements):
      try list(elements.enumerated().map { ($0, $1) }, open: "[", close: "]") { writer, element in
        try writer.inside("[\(element.0)]") { try $0.write(element.1) }
      }
    case .object(let members):
      // UTF-8 order, not the collation of `String`, so that other languages can reproduce it.
      let sorted = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      try list(sorted, open: "{", close: "}") { writer, member in
        writer.write(member.key)
        writer.append(writer.isPretty ? ": " : ":")
        try writer.inside(".\(member.key)") { try $0.write(member.value) }
      }
    }
  }

  /// Writes a quoted text: only what JSON demands is escaped, and U+007F.
  mutating func write(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): append("\\\"")
      case UInt8(ascii: "\\"): append("\\\\")
      case 0x0A: append("\\n")
      case 0x0D: append("\\r")
      case 0x09: append("\\t")
      case 0..<0x20, 0x7F: append("\\u00" + (byte < 0x10 ? "0" : "") + String(byte, radix: 16))
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  mutating func append(_ text: String) {
    bytes.append(contentsOf: text.utf8)
  }

  private mutating func write(_ number: Double) throws {
    if number.isFinite {
      append("\(number)")
    } else if allowsNonFinite {
      append(number.isNaN ? "NaN" : number > 0 ? "Infinity" : "-Infinity")
    } else {
      throw AssayError(
        .notFinite, "JSON has no such number", expected: "finite numbers", found: "\(number)",
        at: "$" + path.joined())
    }
  }

  private mutating func inside(_ step: String, _ body: (inout JSONWriter) throws -> Void) throws {
    path.append(step)
    try body(&self)
    path.removeLast()
  }

  private mutating func list<Element>(
    _ elements: [Element], open: String, close: String, _ body: (inout JSONWriter, Element) throws -> Void
  ) throws {
    append(open)
    for (index, element) in elements.enumerated() {
      if index > 0 { append(",") }
      newLine(path.count + 1)
      try body(&self, element)
    }
    if !elements.isEmpty { newLine(path.count) }
    append(close)
  }

  private mutating func newLine(_ level: Int) {
    guard isPretty else { return }
    append("\n" + String(repeating: "  ", count: level))
  }
}
