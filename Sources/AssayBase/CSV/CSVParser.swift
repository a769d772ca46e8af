/// Cuts the bytes of a table into rows of fields (RFC 4180).
///
/// Lines end with LF, CR LF or CR; empty lines are left out; a byte order mark is skipped. A field that is not UTF-8 is read
/// as Latin-1, in which every byte is a character, and its line is remembered.
struct CSVParser {
  /// A row with the number of the line on which it begins, from 1.
  struct Row {
    let line: Int
    let fields: [String]
  }

  private let bytes: UnsafeRawBufferPointer
  private let format: CSVFormat
  private let limits: CSVLimits
  private var position = 0
  private var line = 1
  private var fieldCount = 0
  /// The lines with fields that are not UTF-8.
  private(set) var latinLines: [Int] = []

  private static let quote = UInt8(ascii: "\"")
  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")

  init(_ bytes: UnsafeRawBufferPointer, format: CSVFormat, limits: CSVLimits) {
    self.bytes = bytes
    self.format = format
    self.limits = limits
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  /// The next row that is not empty, or nil at the end.
  ///
  /// - Throws: `AssayError` that names the line: `malformedData` for quotes out of place, `limitExceeded`.
  mutating func nextRow() throws -> Row? {
    while position < bytes.count, skipLineEnd() {}
    guard position < bytes.count else { return nil }
    let first = line
    var fields: [String] = []
    while true {
      fieldCount += 1
      guard fieldCount <= limits.fields else {
        throw exceeded("fields in all", limit: limits.fields)
      }
      fields.append(try nextField())
      guard position < bytes.count else { break }
      if bytes[position] == format.delimiter {
        position += 1
        continue
      }
      _ = skipLineEnd()
      break
    }
    return Row(line: first, fields: fields)
  }

  /// Skips one line end, if one is here.
  private mutating func skipLineEnd() -> Bool {
    switch bytes[position] {
    case Self.lineFeed: position += 1
    case Self.carriageReturn:
      position += 1
      if position < bytes.count, bytes[position] == Self.lineFeed { position += 1 }
    default: return false
    }
    line += 1
    return true
  }

  private mutating func nextField() throws -> String {
    if format.isQuoted, position < bytes.count, bytes[position] == Self.quote { return try quotedField() }
    let start = position
    while position < bytes.count, !endsField(bytes[position]) {
      position += 1
      try checkLength(position - start)
    }
    return text(of: bytes[start..<position].map(\.self))
  }

  private func endsField(_ byte: UInt8) -> Bool {
    byte == format.delimiter || byte == Self.lineFeed || byte == Self.carriageReturn
  }

  private mutating func quotedField() throws -> String {
    let (start, startLine) = (position, line)
    position += 1
    var content: [UInt8] = []
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == Self.quote {
        if position < bytes.count, bytes[position] == Self.quote {
          position += 1
        } else {
          return try closed(content)
        }
      } else if byte == Self.lineFeed || byte == Self.carriageReturn && !isAt(Self.lineFeed) {
        line += 1
      }
      content.append(byte)
      try checkLength(content.count)
    }
    throw AssayError(
      .malformedData, "CSV: a quoted field has no end", expected: "a closing quote", found: "the end of the file",
      at: "line \(startLine), byte \(start)")
  }

  private func isAt(_ byte: UInt8) -> Bool { position < bytes.count && bytes[position] == byte }

  private mutating func closed(_ content: [UInt8]) throws -> String {
    if position < bytes.count, !endsField(bytes[position]) {
      throw AssayError(
        .malformedData, "CSV: text follows a closing quote",
        expected: "the end of the field; quotes inside are doubled",
        found: "byte 0x\(String(bytes[position], radix: 16))", at: "line \(line), byte \(position)")
    }
    return text(of: content)
  }

  private func checkLength(_ count: Int) throws {
    if count > limits.fieldBytes { throw exceeded("bytes in a field", limit: limits.fieldBytes) }
  }

  private func exceeded(_ what: String, limit: Int) -> AssayError {
    AssayError(
      .limitExceeded, "CSV: the table is too large", expected: "at most \(limit) \(what)", found: "more",
      at: "line \(line), byte \(position)")
  }

  private mutating func text(of content: [UInt8]) -> String {
    if let text = String(validating: content, as: UTF8.self) { return text }
    if latinLines.last != line { latinLines.append(line) }
    return String(String.UnicodeScalarView(content.map { Unicode.Scalar($0) }))
  }
}
