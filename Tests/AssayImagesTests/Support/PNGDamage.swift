import AssayBase
import AssayTestSupport
import CZlib

/// Edits that damage a PNG file behind what guards it.
enum PNGDamage {
  static let edits: [FileFuzzer.Edit] = [changePixels, changePixels, swapChunks, repeatChunk, removeChunk]

  /// Changes some bytes of the decompressed pixels and packs them again: a damaged zlib stream hides what lies behind.
  static let changePixels: FileFuzzer.Edit = { bytes, random in
    let pieces = chunks(bytes).filter { bytes[($0.lowerBound + 4)..<($0.lowerBound + 8)].elementsEqual("IDAT".utf8) }
    guard let first = pieces.first, let last = pieces.last else { return }
    let packed = pieces.flatMap { bytes[($0.lowerBound + 8)..<($0.upperBound - 4)] }
    var length = uLong(1 << 17)
    var raw = [UInt8](repeating: 0, count: Int(length))
    guard uncompress(&raw, &length, packed, uLong(packed.count)) == Z_OK, length > 0 else { return }
    raw.removeLast(raw.count - Int(length))
    for _ in 0..<random.integer(in: 1...3) {
      raw[random.integer(in: 0...(raw.count - 1))] = UInt8(random.integer(in: 0...255))
    }
    var bound = compressBound(uLong(raw.count))
    var again = [UInt8](repeating: 0, count: Int(bound))
    guard compress2(&again, &bound, raw, uLong(raw.count), 1) == Z_OK else { return }
    let size = (0..<4).map { UInt8(truncatingIfNeeded: bound >> (24 - 8 * uLong($0))) }
    let chunk = size + Array("IDAT".utf8) + again.prefix(Int(bound)) + [0, 0, 0, 0]
    bytes.replaceSubrange(first.lowerBound..<last.upperBound, with: chunk)
    repair(&bytes, &random)
  }

  static let swapChunks: FileFuzzer.Edit = { bytes, random in
    let ranges = chunks(bytes)
    guard ranges.count > 1 else { return }
    let index = random.integer(in: 0...(ranges.count - 2))
    let (first, second) = (ranges[index], ranges[index + 1])
    bytes.replaceSubrange(first.lowerBound..<second.upperBound, with: bytes[second] + bytes[first])
  }

  static let repeatChunk: FileFuzzer.Edit = { bytes, random in
    let ranges = chunks(bytes)
    guard !ranges.isEmpty else { return }
    let range = ranges[random.integer(in: 0...(ranges.count - 1))]
    bytes.insert(contentsOf: bytes[range], at: range.upperBound)
  }

  static let removeChunk: FileFuzzer.Edit = { bytes, random in
    let ranges = chunks(bytes)
    guard !ranges.isEmpty else { return }
    bytes.removeSubrange(ranges[random.integer(in: 0...(ranges.count - 1))])
  }

  /// Makes all check sums right: without that hardly an edit would get past them.
  static let repair: FileFuzzer.Edit = { bytes, _ in
    for range in chunks(bytes) {
      let body = Array(bytes[(range.lowerBound + 4)..<(range.upperBound - 4)])
      let sum = crc32(0, body, UInt32(body.count))
      for index in 0..<4 {
        bytes[range.upperBound - 4 + index] = UInt8(truncatingIfNeeded: sum >> (24 - 8 * uLong(index)))
      }
    }
  }

  /// The ranges of the chunks as far as their lengths make sense.
  private static func chunks(_ bytes: [UInt8]) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var place = 8
    while bytes.count - place >= 12 {
      let length = bytes[place..<(place + 4)].reduce(0) { $0 << 8 | Int($1) }
      guard length <= bytes.count - place - 12 else { break }
      ranges.append(place..<(place + 12 + length))
      place += 12 + length
    }
    return ranges
  }
}
