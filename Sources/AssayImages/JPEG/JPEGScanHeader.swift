import AssayBase

/// The header of a scan: which components it codes, with which tables, and which bits of which coefficients
/// (T.81, section B.2.3).
struct JPEGScanHeader {
  struct Member {
    /// The component's place in the frame.
    let index: Int
    /// The numbers of its Huffman tables.
    let firstTable: Int
    let othersTable: Int
  }

  let members: [Member]
  /// The coefficients in zigzag order: 0...63 unless the file is progressive.
  let first: Int
  let last: Int
  /// The lowest bit that was known before (`nil` if none was), and the lowest that is known after the scan.
  let high: Int?
  let low: Int
  /// Where the header starts.
  let offset: Int
  /// Where the coded data start.
  let dataStart: Int

  /// Reads the header in `segment` of `bytes`.
  init(_ segment: JPEGSegments.Segment, of bytes: UnsafeRawBufferPointer, frame: JPEGFrame) throws {
    let start = segment.data.lowerBound
    (offset, dataStart) = (segment.offset, segment.data.upperBound)
    let number = segment.data.isEmpty ? 0 : Int(bytes[start])
    guard (1...4).contains(number), segment.data.count == 4 + 2 * number else {
      throw JPEGFault.malformed(
        "a scan header has the wrong length", "4 bytes and 2 for each of 1 to 4 components",
        "\(segment.data.count) bytes for \(number)", at: start)
    }
    var members: [Member] = []
    for place in stride(from: start + 1, to: start + 1 + 2 * number, by: 2) {
      // Some encoders give all components one name: then they come in the frame's order.
      let index = frame.components.indices.first { index in
        frame.components[index].sampling.identifier == bytes[place] && !members.contains { $0.index == index }
      }
      guard let index else {
        throw JPEGFault.malformed("a scan names a component that the frame has not", nil, "\(bytes[place])", at: place)
      }
      let (first, others) = (Int(bytes[place + 1] >> 4), Int(bytes[place + 1] & 15))
      guard first < 4, others < 4 else {
        throw JPEGFault.malformed(
          "a scan's Huffman tables are impossible", "0 to 3", "\(first) and \(others)", at: place + 1)
      }
      members.append(Member(index: index, firstTable: first, othersTable: others))
    }
    self.members = members
    // Sequential files must say 0, 63, 0, 0 here; nothing else could be meant.
    guard frame.isProgressive else {
      (first, last, high, low) = (0, 63, nil, 0)
      return
    }
    let place = start + 1 + 2 * number
    let (first, last) = (Int(bytes[place]), Int(bytes[place + 1]))
    let (high, low) = (Int(bytes[place + 2] >> 4), Int(bytes[place + 2] & 15))
    let isBand = first > 0 ? number == 1 && first <= last && last <= 63 : last == 0
    guard isBand, low <= 13, high == 0 || high == low + 1 else {
      throw JPEGFault.malformed(
        "a scan's part of the coefficients is impossible", nil,
        "coefficients \(first) to \(last), bits \(high) and \(low), \(number) components", at: place)
    }
    (self.first, self.last, self.low) = (first, last, low)
    self.high = high == 0 ? nil : high
  }
}
