import AssayBase
import CZlib
import Foundation
import Testing

@testable import AssayImages

@Suite(.enabled(if: SampleData.hasImages, "the sample images are not there"))
struct PNGFuzzTests {
  @Test(arguments: [UInt64](1...4)) func mutatedFilesNeverTrap(seed: UInt64) throws {
    let names = try SampleData.manifest().compactMap { $0["file"] }.filter { $0.hasPrefix("png/") }
    let files = try names.map { try [UInt8](SampleData.data($0)) }
    var stream = RandomStream(RandomKey(seed: seed))
    var (read, refused) = (0, 0)
    for _ in 0..<1500 {
      var bytes = files[stream.integer(in: 0...(files.count - 1))]
      // A damaged zlib stream hides what lies behind it, so half of the mutations are of the pixels inside.
      if stream.integer(in: 0...1) == 0 { mutatePixels(&bytes, &stream) }
      for _ in 0..<stream.integer(in: 0...3) { mutate(&bytes, &stream) }
      // Without right check sums hardly a mutation would get past them.
      if stream.integer(in: 0...3) > 0 { repairChecksums(&bytes) }
      do {
        let picture = try PNG.decode(Data(bytes))
        #expect(picture.bytes.count == picture.width * picture.height * picture.channels)
        #expect(picture.bytes.count <= 8 * PNGInflate.largestRatio * bytes.count)
        read += 1
      } catch let error as AssayError {
        #expect([.malformedData, .unsupported, .limitExceeded].contains(error.kind), "\(error)")
        refused += 1
      }
      _ = try? PNG.text(in: Data(bytes))
    }
    print("PNG fuzz, seed \(seed): \(read) read, \(refused) refused")
    #expect(read > 50 && refused > 50)
  }

  private func mutate(_ bytes: inout [UInt8], _ stream: inout RandomStream) {
    guard bytes.count > 40 else { return }
    // Headers are short and decide most, so half of the places are in the first hundred bytes.
    let last = stream.integer(in: 0...1) == 0 ? min(100, bytes.count) - 1 : bytes.count - 1
    let place = stream.integer(in: 8...last)
    switch stream.integer(in: 0...6) {
    case 0: bytes[place] = UInt8(stream.integer(in: 0...255))
    case 1: bytes[place] ^= 1 << UInt8(stream.integer(in: 0...7))
    case 2: bytes[place] = [0, 1, 2, 3, 4, 6, 8, 16, 127, 128, 255][stream.integer(in: 0...10)]
    case 3: bytes.removeSubrange(place..<min(bytes.count, place + stream.integer(in: 1...8)))
    case 4: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 30)], at: place)
    case 5: bytes.removeLast(stream.integer(in: 0...(bytes.count - place - 1)))
    default: swapChunks(&bytes, &stream)
    }
  }

  /// Changes some bytes of the decompressed pixels and packs them again.
  private func mutatePixels(_ bytes: inout [UInt8], _ stream: inout RandomStream) {
    let ranges = chunks(bytes)
    let isPixels = { (range: Range<Int>, bytes: [UInt8]) in
      Array(bytes[(range.lowerBound + 4)..<(range.lowerBound + 8)]) == Array("IDAT".utf8)
    }
    let pieces = ranges.filter { isPixels($0, bytes) }
    guard let first = pieces.first, let last = pieces.last else { return }
    let packed = pieces.flatMap { bytes[($0.lowerBound + 8)..<($0.upperBound - 4)] }
    var length = uLong(1 << 16)
    var raw = [UInt8](repeating: 0, count: Int(length))
    guard uncompress(&raw, &length, packed, uLong(packed.count)) == Z_OK else { return }
    raw.removeLast(raw.count - Int(length))
    for _ in 0..<stream.integer(in: 1...3) {
      raw[stream.integer(in: 0...(raw.count - 1))] = UInt8(stream.integer(in: 0...255))
    }
    var bound = compressBound(uLong(raw.count))
    var again = [UInt8](repeating: 0, count: Int(bound))
    guard compress2(&again, &bound, raw, uLong(raw.count), 6) == Z_OK else { return }
    let size = (0..<4).map { UInt8(truncatingIfNeeded: bound >> (24 - 8 * uLong($0))) }
    let chunk = size + Array("IDAT".utf8) + again.prefix(Int(bound)) + [0, 0, 0, 0]
    bytes.replaceSubrange(first.lowerBound..<last.upperBound, with: chunk)
    repairChecksums(&bytes)
  }

  /// The ranges of the chunks as far as their lengths make sense.
  private func chunks(_ bytes: [UInt8]) -> [Range<Int>] {
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

  private func swapChunks(_ bytes: inout [UInt8], _ stream: inout RandomStream) {
    let ranges = chunks(bytes)
    guard ranges.count > 1 else { return }
    let index = stream.integer(in: 0...(ranges.count - 2))
    let (first, second) = (ranges[index], ranges[index + 1])
    bytes.replaceSubrange(first.lowerBound..<second.upperBound, with: bytes[second] + bytes[first])
  }

  private func repairChecksums(_ bytes: inout [UInt8]) {
    for range in chunks(bytes) {
      let body = Array(bytes[(range.lowerBound + 4)..<(range.upperBound - 4)])
      let sum = body.withUnsafeBytes(PNGChunk.checksum)
      for index in 0..<4 {
        bytes[range.upperBound - 4 + index] = UInt8(truncatingIfNeeded: sum >> (24 - 8 * UInt32(index)))
      }
    }
  }
}
