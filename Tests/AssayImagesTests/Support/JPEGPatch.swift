import Testing

/// Finds and changes parts of JPEG files.
enum JPEGPatch {
  /// The ranges of the segments from the first behind SOI to the first scan's header, markers included.
  static func segments(of bytes: [UInt8]) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var place = 2
    while place + 4 <= bytes.count, bytes[place] == 0xFF {
      let end = place + 2 + Int(bytes[place + 2]) << 8 + Int(bytes[place + 3])
      guard end <= bytes.count, end > place + 3 else { break }
      ranges.append(place..<end)
      if bytes[place + 1] == 0xDA { break }
      place = end
    }
    return ranges
  }

  /// The first segment with one of `markers`.
  static func segment(_ markers: [UInt8], of bytes: [UInt8]) -> Range<Int>? {
    segments(of: bytes).first { markers.contains(bytes[$0.lowerBound + 1]) }
  }

  /// Writes width, height and each component's sampling factors into the frame's header.
  static func setFrame(of bytes: inout [UInt8], _ settings: [Int]) throws {
    let frame = try #require(segment([0xC0, 0xC1, 0xC2], of: bytes)?.lowerBound)
    for (index, value) in settings.prefix(2).enumerated() {
      bytes[frame + 7 - 2 * index] = UInt8(value >> 8)
      bytes[frame + 8 - 2 * index] = UInt8(value & 255)
    }
    for (index, value) in settings.dropFirst(2).enumerated() { bytes[frame + 11 + 3 * index] = UInt8(value) }
  }
}
