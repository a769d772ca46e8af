import AssayBase

/// Reads the header of an NPY file: a Python dictionary of `descr`, `fortran_order` and `shape`.
struct NPYHeader {
  private let text: [UInt8]
  private var place = 0

  /// Where the text is in version 1 of the format, for errors.
  private static let offset = 10

  init(text: [UInt8]) { self.text = text }

  /// The three entries, in any order.
  mutating func fields() throws -> (descr: String, isFortran: Bool, shape: [Int]) {
    var (descr, isFortran, shape): (String?, Bool?, [Int]?) = (nil, nil, nil)
    try take("{")
    while peek() != UInt8(ascii: "}") {
      let key = try string()
      try take(":")
      switch key {
      case "descr" where descr == nil: descr = try string()
      case "fortran_order" where isFortran == nil: isFortran = try truth()
      case "shape" where shape == nil: shape = try tuple()
      default: throw fault("unknown or repeated entry", "descr, fortran_order and shape", "“\(key)”")
      }
      if peek() != UInt8(ascii: "}") { try take(",") }
    }
    guard let descr, let isFortran, let shape else {
      throw fault("an entry is missing", "descr, fortran_order and shape", nil)
    }
    return (descr, isFortran, shape)
  }

  private mutating func peek() -> UInt8? {
    while place < text.count, [9, 10, 13, 32].contains(text[place]) { place += 1 }
    return place < text.count ? text[place] : nil
  }

  private mutating func take(_ character: Character) throws {
    guard let byte = peek(), byte == character.asciiValue else { throw fault("unreadable header", "\(character)", nil) }
    place += 1
  }

  private mutating func string() throws -> String {
    guard let quote = peek(), quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
      // Records have a list here.
      if peek() == UInt8(ascii: "[") {
        throw AssayError(
          .unsupported, "NPY: the array holds records", expected: "numbers of one type",
          at: "byte \(Self.offset + place)")
      }
      throw fault("unreadable header", "a quoted text", nil)
    }
    let start = place + 1
    guard let end = text[start...].firstIndex(of: quote) else { throw fault("a text does not end", nil, nil) }
    place = end + 1
    return String(decoding: text[start..<end], as: UTF8.self)
  }

  private mutating func truth() throws -> Bool {
    _ = peek()
    for (word, value) in [("True", true), ("False", false)] where text[place...].starts(with: word.utf8) {
      place += word.utf8.count
      return value
    }
    throw fault("unreadable header", "True or False", nil)
  }

  private mutating func tuple() throws -> [Int] {
    var numbers: [Int] = []
    try take("(")
    while peek() != UInt8(ascii: ")") {
      numbers.append(try number())
      if peek() != UInt8(ascii: ")") { try take(",") }
    }
    place += 1
    guard numbers.count <= 32 else { throw fault("too many axes", "at most 32", "\(numbers.count)") }
    return numbers
  }

  private mutating func number() throws -> Int {
    _ = peek()
    let start = place
    var value = 0
    while place < text.count, (48...57).contains(text[place]) {
      let (tens, tensOverflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, sumOverflow) = tens.addingReportingOverflow(Int(text[place] - 48))
      guard !tensOverflow, !sumOverflow else { throw fault("an extent is too large", nil, nil) }
      value = sum
      place += 1
    }
    // Python 2 wrote "10L".
    if place > start, place < text.count, text[place] == UInt8(ascii: "L") { place += 1 }
    guard place > start else { throw fault("unreadable header", "an extent", nil) }
    return value
  }

  private func fault(_ problem: String, _ expected: String?, _ found: String?) -> AssayError {
    .malformed("NPY", problem, expected, found, at: Self.offset + place)
  }
}
