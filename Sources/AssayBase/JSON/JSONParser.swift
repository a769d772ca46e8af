/// A recursive-descent reader of RFC 8259 over bytes that the caller keeps alive.
struct JSONParser {
  private let bytes: UnsafeRawBufferPointer
  private let allowsNonFinite: Bool
  private let depthLimit: Int
  private let firstOffset: Int
  private var position = 0
  private var depth = 0

  init(bytes: UnsafeRawBufferPointer, allowsNonFinite: Bool, depthLimit: Int, firstOffset: Int) {
    self.bytes = bytes
    self.allowsNonFinite = allowsNonFinite
    self.depthLimit = depthLimit
    self.firstOffset = firstOffset
  }

  /// The one value of the document.
  mutating func document() throws -> JSONValue {
    skipSpace()
    let value = try value()
    skipSpace()
    guard position == bytes.count else { throw fault("something follows the JSON document", expected: "the end") }
    return value
  }

  // MARK: Values

  private mutating func value() throws -> JSONValue {
    guard position < bytes.count else { throw fault("the JSON ends too early", expected: "a value") }
    switch bytes[position] {
    case UInt8(ascii: "{"): return try nested { try $0.object() }
    case UInt8(ascii: "["): return try nested { try $0.array() }
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t") where take("true"): return .bool(true)
    case UInt8(ascii: "f") where take("false"): return .bool(false)
    case UInt8(ascii: "n") where take("null"): return .null
    case UInt8(ascii: "N") where allowsNonFinite && take("NaN"): return .number(.nan)
    case UInt8(ascii: "I") where allowsNonFinite && take("Infinity"): return .number(.infinity)
    case UInt8(ascii: "-") where allowsNonFinite && take("-Infinity"): return .number(-.infinity)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    default: throw fault("this is no JSON value", expected: "a value")
    }
  }

  private mutating func nested(_ body: (inout JSONParser) throws -> JSONValue) throws -> JSONValue {
    guard depth < depthLimit else {
      throw AssayError(
        .limitExceeded, "the JSON nests deeper than the depth limit", expected: "at most \(depthLimit) levels",
        at: place(position), advice: "Raise `depthLimit`")
    }
    depth += 1
    defer { depth -= 1 }
    position += 1
    return try body(&self)
  }

  private mutating func object() throws -> JSONValue {
    var members: [String: JSONValue] = [:]
    skipSpace()
    if take("}") { return .object(members) }
    while true {
      skipSpace()
      let start = position
      guard peek == UInt8(ascii: "\"") else { throw fault("an object needs names", expected: "a quoted name") }
      let name = try string()
      skipSpace()
      guard take(":") else { throw fault("a name has no value", expected: "a colon") }
      skipSpace()
      guard members.updateValue(try value(), forKey: name) == nil else {
        throw AssayError(.malformedData, "the name \"\(name)\" appears twice in one object", at: place(start))
      }
      skipSpace()
      if take(",") { continue }
      guard take("}") else { throw fault("an object is not closed", expected: "a comma or a brace") }
      return .object(members)
    }
  }

  private mutating func array() throws -> JSONValue {
    var elements: [JSONValue] = []
    skipSpace()
    if take("]") { return .array(elements) }
    while true {
      skipSpace()
      elements.append(try value())
      skipSpace()
      if take(",") { continue }
      guard take("]") else { throw fault("an array is not closed", expected: "a comma or a bracket") }
      return .array(elements)
    }
  }

  // MARK: Numbers

  private mutating func number() throws -> JSONValue {
    let start = position
    let isNegative = take("-")
    let firstDigit = position
    var magnitude = 0
    var fits = true
    while let byte = peek, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
      let (tens, overflowed) = magnitude.multipliedReportingOverflow(by: 10)
      let (sum, carried) = tens.addingReportingOverflow(Int(byte - UInt8(ascii: "0")))
      magnitude = sum
      fits = fits && !overflowed && !carried
      position += 1
    }
    guard position > firstDigit else { throw fault("a number has no digits", expected: "a digit") }
    guard position == firstDigit + 1 || bytes[firstDigit] != UInt8(ascii: "0") else {
      throw AssayError(.malformedData, "a number starts with a superfluous zero", at: place(firstDigit))
    }
    var isIntegral = true
    if take(".") {
      isIntegral = false
      try digits()
    }
    if take("e") || take("E") {
      isIntegral = false
      if !take("+") { _ = take("-") }
      try digits()
    }
    // Minus zero is no Int.
    if isIntegral, fits, !(isNegative && magnitude == 0) { return .integer(isNegative ? -magnitude : magnitude) }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if isIntegral, let exact = Int(text), exact != 0 { return .integer(exact) }
    guard let value = Double(text), value.isFinite else {
      throw AssayError(.malformedData, "a number is beyond the range of doubles", found: text, at: place(start))
    }
    return .number(value)
  }

  private mutating func digits() throws {
    let start = position
    while let byte = peek, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { position += 1 }
    guard position > start else { throw fault("a number breaks off", expected: "a digit") }
  }

  // MARK: Strings

  private mutating func string() throws -> String {
    let start = position
    position += 1
    let first = position
    while let byte = peek, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 { position += 1 }
    if peek == UInt8(ascii: "\"") {
      let text = try text(UnsafeRawBufferPointer(rebasing: bytes[first..<position]), from: start)
      position += 1
      return text
    }
    var decoded = Array(bytes[first..<position])
    while true {
      guard let byte = peek else { throw fault("a string is not closed", expected: "a quotation mark") }
      guard byte >= 0x20 else { throw fault("a control character stands in a string", expected: "an escape") }
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return try decoded.withUnsafeBytes { try text($0, from: start) }
      case UInt8(ascii: "\\"): try escape(into: &decoded)
      default: decoded.append(byte)
      }
    }
  }

  private func text(_ utf8: UnsafeRawBufferPointer, from start: Int) throws -> String {
    guard let text = String(validating: utf8, as: UTF8.self) else {
      throw AssayError(.malformedData, "a string is not UTF-8", at: place(start))
    }
    return text
  }

  private mutating func escape(into decoded: inout [UInt8]) throws {
    guard let byte = peek else { throw fault("a string is not closed", expected: "an escape") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): decoded.append(byte)
    case UInt8(ascii: "b"): decoded.append(0x08)
    case UInt8(ascii: "f"): decoded.append(0x0C)
    case UInt8(ascii: "n"): decoded.append(0x0A)
    case UInt8(ascii: "r"): decoded.append(0x0D)
    case UInt8(ascii: "t"): decoded.append(0x09)
    case UInt8(ascii: "u"): decoded.append(contentsOf: String(try escapedScalar()).utf8)
    default:
      position -= 1
      throw fault("an escape is unknown", expected: "one of \" \\ / b f n r t u")
    }
  }

  private mutating func escapedScalar() throws -> Unicode.Scalar {
    let start = position
    var code = try fourHexDigits()
    if 0xD800..<0xDC00 ~= code, take("\\u") {
      let low = try fourHexDigits()
      if 0xDC00..<0xE000 ~= low { code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00) } else { code = 0xD800 }
    }
    guard let scalar = Unicode.Scalar(code) else {
      throw AssayError(.malformedData, "half of a surrogate pair stands alone in a string", at: place(start))
    }
    return scalar
  }

  private mutating func fourHexDigits() throws -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
        throw fault("a \\u escape is too short", expected: "four hexadecimal digits")
      }
      code = code << 4 | UInt32(digit)
      position += 1
    }
    return code
  }

  // MARK: Bytes

  private var peek: UInt8? {
    position < bytes.count ? bytes[position] : nil
  }

  private mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x09, 0x0A, 0x0D: position += 1
      default: return
      }
    }
  }

  private mutating func take(_ token: StaticString) -> Bool {
    let length = token.utf8CodeUnitCount
    guard bytes.count - position >= length else { return false }
    for index in 0..<length where bytes[position + index] != token.utf8Start[index] { return false }
    position += length
    return true
  }

  private func place(_ position: Int) -> String {
    "byte \(firstOffset + position)"
  }

  private func fault(_ problem: String, expected: String) -> AssayError {
    let found =
      switch peek {
      case nil: "the end"
      case .some(let byte) where byte > 0x20 && byte < 0x7F: "'\(Character(Unicode.Scalar(byte)))'"
      case .some(let byte): "byte 0x" + String(byte, radix: 16)
      }
    return AssayError(.malformedData, problem, expected: expected, found: found, at: place(position))
  }
}
