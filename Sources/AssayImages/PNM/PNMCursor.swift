import AssayBase

/// Reads the numbers and words of a PNM file in order.
struct PNMCursor {
  let bytes: UnsafeRawBufferPointer
  /// The next byte.
  var position: Int

  private static let space: Set<UInt8> = [9, 10, 11, 12, 13, 32]

  /// Goes to the next byte that is neither white space nor in a comment, which runs from "#" to the end of the line.
  mutating func skipSpace() {
    while position < bytes.count {
      if bytes[position] == UInt8(ascii: "#") {
        skipLine()
      } else if Self.space.contains(bytes[position]) {
        position += 1
      } else {
        return
      }
    }
  }

  /// Goes behind the end of the line.
  mutating func skipLine() {
    while position < bytes.count, bytes[position] != 10, bytes[position] != 13 { position += 1 }
    if position < bytes.count { position += 1 }
  }

  /// Takes the one white-space byte that separates a header from its raster.
  mutating func takeSeparator() throws {
    guard position < bytes.count, Self.space.contains(bytes[position]) else {
      throw PNMFault.malformed("the header does not end", "white space", at: position)
    }
    position += 1
  }

  /// The next decimal number, which must lie in `range`.
  mutating func number(_ name: String, in range: ClosedRange<Int>) throws -> Int {
    skipSpace()
    let start = position
    var value = 0
    while position < bytes.count, (48...57).contains(bytes[position]) {
      // Past the largest value the digits no longer matter, and must not overflow.
      if value <= range.upperBound { value = value * 10 + Int(bytes[position] - 48) }
      position += 1
    }
    guard position > start else {
      let found = start < bytes.count ? "byte \(bytes[start])" : "the end of the file"
      throw PNMFault.malformed("\(name) is not a number", "digits", found, at: start)
    }
    guard range.contains(value) else {
      throw PNMFault.malformed(
        "\(name) is out of range", "\(range.lowerBound) to \(range.upperBound)",
        value > range.upperBound ? "more" : "\(value)", at: start)
    }
    return value
  }

  /// The next word, up to white space; at most 32 bytes.
  mutating func word() -> String {
    skipSpace()
    let start = position
    while position < bytes.count, position - start < 32, !Self.space.contains(bytes[position]) { position += 1 }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }
}
