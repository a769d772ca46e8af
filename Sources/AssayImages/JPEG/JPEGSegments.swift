import AssayBase

/// Walks from marker to marker of a JPEG file (T.81, section B.1).
struct JPEGSegments {
  /// A marker and the parameters behind it.
  struct Segment {
    /// The byte behind 0xFF.
    let marker: UInt8
    /// Where the 0xFF is.
    let offset: Int
    /// The parameters, without their length; empty for markers that have none.
    let data: Range<Int>
  }

  static let start: UInt8 = 0xD8
  static let end: UInt8 = 0xD9
  static let scan: UInt8 = 0xDA

  let bytes: UnsafeRawBufferPointer
  /// Where the next marker is expected.
  private(set) var position: Int

  /// Checks that `bytes` start as a JPEG file does.
  init(_ bytes: UnsafeRawBufferPointer) throws {
    guard bytes.count >= 2, bytes[0] == 0xFF, bytes[1] == Self.start else {
      throw AssayError(
        .malformedData, "not a JPEG file", expected: "the marker of a start of image",
        found: bytes.isEmpty ? "no bytes" : "other bytes", at: "byte 0")
    }
    self.bytes = bytes
    position = 2
  }

  /// The next segment, or `nil` at the end of the bytes.
  mutating func next() throws -> Segment? {
    let offset = position
    guard offset < bytes.count else { return nil }
    guard bytes[offset] == 0xFF else {
      throw JPEGFault.malformed("there is no marker", "0xFF", "0x\(String(bytes[offset], radix: 16))", at: offset)
    }
    // Any number of 0xFF may come before a marker.
    var place = offset + 1
    while place < bytes.count, bytes[place] == 0xFF { place += 1 }
    guard place < bytes.count else { throw JPEGFault.malformed("the file ends in a marker", at: offset) }
    let marker = bytes[place]
    place += 1
    switch marker {
    case 0: throw JPEGFault.malformed("there is no marker", "0xFF and a code", "0xFF 0x00", at: offset)
    case 0x01, Self.end:
      position = place
      return Segment(marker: marker, offset: offset, data: place..<place)
    case 0xD0...0xD8:
      throw JPEGFault.malformed(
        marker == Self.start ? "a second start of image" : "a restart marker outside a scan", at: offset)
    default: break
    }
    guard bytes.count - place >= 2 else {
      throw JPEGFault.malformed("the file ends in a segment", "its length", at: offset)
    }
    let length = Self.word(bytes, place)
    guard length >= 2, length <= bytes.count - place else {
      throw JPEGFault.malformed(
        "a segment has an impossible length", "2 to \(bytes.count - place) bytes", "\(length)", at: place)
    }
    position = place + length
    return Segment(marker: marker, offset: offset, data: (place + 2)..<position)
  }

  /// Goes on at the first marker at or behind `offset` that is no restart: what is between is left of a scan.
  mutating func skip(from offset: Int) {
    position = offset
    while bytes.count - position >= 2 {
      let code = bytes[position + 1]
      if bytes[position] == 0xFF, code != 0, code != 0xFF, !(0xD0...0xD7).contains(code) { return }
      position += 1
    }
    position = bytes.count
  }

  /// The big-endian 16-bit number at `offset`.
  static func word(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> Int {
    Int(bytes[offset]) << 8 | Int(bytes[offset + 1])
  }
}
