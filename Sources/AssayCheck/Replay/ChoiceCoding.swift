import AssayBase

/// Choices as few bytes, for tokens that people copy.
///
/// A byte says the kind (three bits) and how often it comes, less one (five bits); then follows the value: nothing for
/// booleans, a variable-length integer, the bits of a float in the width that holds it, or a number of bytes and the bytes,
/// only one of them where all are alike.
enum ChoiceCoding {
  private enum Kind: UInt8 {
    case no, yes, integer, double, single, whole, bytes
  }

  private static let longestRun = 32

  static func bytes(of choices: [Choice]) -> [UInt8] {
    var bytes: [UInt8] = []
    var index = 0
    while index < choices.count {
      let choice = choices[index]
      var run = 1
      while run < longestRun, index + run < choices.count, choices[index + run] == choice { run += 1 }
      let (kind, value) = encoded(choice)
      bytes.append(kind.rawValue << 5 | UInt8(run - 1))
      bytes += value
      index += run
    }
    return bytes
  }

  private static func encoded(_ choice: Choice) -> (Kind, [UInt8]) {
    switch choice {
    case .boolean(let value): return (value ? .yes : .no, [])
    case .integer(let value): return (.integer, ByteReader.variable(zigzag(value)))
    case .float(let value):
      if let whole = Int32(exactly: value), value.sign == .plus || whole != 0 {
        return (.whole, ByteReader.variable(zigzag(Int(whole))))
      }
      let single = Float(value)
      if Double(single).bitPattern == value.bitPattern {
        return (.single, ByteReader.fixed(UInt64(single.bitPattern), 4))
      }
      return (.double, ByteReader.fixed(value.bitPattern, 8))
    case .bytes(let bytes):
      let isEven = bytes.count > 1 && bytes.allSatisfy { $0 == bytes[0] }
      return (.bytes, ByteReader.variable(UInt64(bytes.count) << 1 | (isEven ? 1 : 0)) + (isEven ? [bytes[0]] : bytes))
    }
  }

  /// Reads choices to the end of the bytes; `nil` if they are none.
  static func choices(from reader: inout ByteReader) -> [Choice]? {
    var choices: [Choice] = []
    while let head = reader.byte() {
      guard let kind = Kind(rawValue: head >> 5), let choice = choice(of: kind, from: &reader) else { return nil }
      choices += Array(repeating: choice, count: Int(head & 31) + 1)
    }
    return choices
  }

  private static func choice(of kind: Kind, from reader: inout ByteReader) -> Choice? {
    switch kind {
    case .no: return .boolean(false)
    case .yes: return .boolean(true)
    case .integer: return reader.variable().map { .integer(unzigzag($0)) }
    case .whole: return reader.variable().map { .float(Double(unzigzag($0))) }
    case .single: return reader.fixed(4).map { .float(Double(Float(bitPattern: UInt32(truncatingIfNeeded: $0)))) }
    case .double: return reader.fixed(8).map { .float(Double(bitPattern: $0)) }
    case .bytes: return bytes(from: &reader).map(Choice.bytes)
    }
  }

  /// The most bytes that a word may stand for: no generator draws more at once.
  private static let longestBytes: UInt64 = 1 << 20

  private static func bytes(from reader: inout ByteReader) -> [UInt8]? {
    guard let head = reader.variable(), head >> 1 <= longestBytes else { return nil }
    let count = Int(head >> 1)
    if head & 1 == 1 { return reader.byte().map { Array(repeating: $0, count: count) } }
    var bytes: [UInt8] = []
    while bytes.count < count {
      guard let byte = reader.byte() else { return nil }
      bytes.append(byte)
    }
    return bytes
  }

  /// Small for numbers of small magnitude, whatever their sign.
  private static func zigzag(_ value: Int) -> UInt64 { UInt64(bitPattern: Int64(value << 1 ^ value >> 63)) }

  private static func unzigzag(_ value: UInt64) -> Int {
    Int(truncatingIfNeeded: Int64(bitPattern: value >> 1)) ^ -Int(truncatingIfNeeded: value & 1)
  }
}
