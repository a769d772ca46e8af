import AssayBase
import AssayImages
import AssayTestSupport
import Foundation
import Testing

/// Files made wrong on purpose, one way each.
@Suite struct JPEGMalformedTests {
  private static func file(width: Int = 40, height: Int = 24, channels: Int = 3) throws -> [UInt8] {
    var stream = RandomStream(RandomKey(seed: 7))
    return [UInt8](
      try JPEG.encode(ByteImage.random(width: width, height: height, channels: channels, stream: &stream)))
  }

  private func error(_ bytes: [UInt8], limit: Int = 1 << 26) -> AssayError? {
    fault { try JPEG.decode(Data(bytes), pixelLimit: limit) }
  }

  @Test func everyTruncationIsRefusedOrWhole() throws {
    let file = try Self.file()
    let whole = try JPEG.decode(Data(file))
    for count in 0..<file.count {
      do {
        // Only the marker at the end may be missing.
        #expect(try JPEG.decode(Data(file[..<count])) == whole)
        #expect(count >= file.count - 2, "\(count) of \(file.count) bytes were read")
      } catch let error as AssayError {
        #expect(error.kind == .malformedData && error.location?.hasPrefix("byte ") == true, "\(error)")
      }
    }
  }

  @Test func pixelLimitIsNamed() throws {
    let error = error(try Self.file(), limit: 40 * 24 - 1)
    #expect(error?.kind == .limitExceeded && error?.advice?.contains("pixelLimit") == true)
    #expect(try JPEG.decode(Data(Self.file()), pixelLimit: 40 * 24).width == 40)
  }

  /// A header may claim only what the rest of the file can code.
  @Test(arguments: [UInt8](0xC0...0xC2)) func largeClaimsTakeNoMemory(marker: UInt8) throws {
    var file = try Self.file()
    try JPEGPatch.setFrame(of: &file, [65500, 65500])
    let frame = try #require(JPEGPatch.segment([0xC0], of: file))
    file[frame.lowerBound + 1] = marker
    let scan = try #require(JPEGPatch.segment([0xDA], of: file))
    if marker == 0xC2 { file[(scan.upperBound - 3)..<scan.upperBound] = [0, 0, 0] }
    let error = error(file, limit: .max)
    #expect(error?.kind == .malformedData && error?.problem.contains("too few") == true)
  }

  /// Scans of nothing but the end of all bands cost little data; there may not be many, nor any twice.
  @Test func scansAreCounted() throws {
    var file = try Self.file(channels: 1)
    let frame = try #require(JPEGPatch.segment([0xC0], of: file))
    file[frame.lowerBound + 1] = 0xC2
    let scan = try #require(JPEGPatch.segment([0xDA], of: file))
    // Tables of one code: a zero bit ends a block.
    let codes: [UInt8] = [1] + [UInt8](repeating: 0, count: 16)
    let head = file[..<scan.lowerBound] + [0xFF, 0xC4, 0, 38, 0] + codes + [0x10] + codes
    func scans(_ parts: [[UInt8]]) -> [UInt8] {
      head + parts.flatMap { [0xFF, 0xDA, 0, 8, 1, 1, 0] + $0 + [UInt8](repeating: 0, count: 40) } + [0xFF, 0xD9]
    }
    // One scan for each coefficient, then their lower bits: each follows the one before.
    let first: [[UInt8]] = (0...63).map { [$0, $0, 0x04] }
    let lower: [[UInt8]] = [UInt8](0...3).reversed().flatMap { low in
      [UInt8](0...63).map { [$0, $0, (low + 1) << 4 | low] }
    }
    #expect(try JPEG.decode(Data(scans(first))).bytes.allSatisfy { $0 == 128 })
    let many = error(scans(first + lower))
    #expect(many?.kind == .limitExceeded, "\(String(describing: many))")
    let twice = error(scans([[0, 0, 0], [0, 0, 0]]))
    #expect(twice?.kind == .malformedData && twice?.problem.contains("follow") == true, "\(String(describing: twice))")
    let early = error(scans([[1, 5, 0]]))
    #expect(early?.kind == .malformedData && early?.problem.contains("follow") == true)
    for part: [UInt8] in [[200, 220, 0], [9, 5, 0], [0, 5, 0], [1, 64, 0], [0, 0, 14], [0, 0, 0x31]] {
      #expect(error(scans([part]))?.problem.contains("impossible") == true)
    }
  }

  @Test func missingPartsAreNamed() throws {
    let file = try Self.file()
    for (marker, word) in [(UInt8(0xDB), "quantization"), (0xC0, "frame"), (0xDA, "marker")] {
      let segment = try #require(JPEGPatch.segment([marker], of: file))
      var without = file
      without.removeSubrange(segment)
      let error = error(without)
      #expect(error?.kind == .malformedData && error?.problem.contains(word) == true, "\(String(describing: error))")
    }
  }

  @Test func wordsBeforeTheScanAreSkipped() throws {
    let file = try Self.file()
    let words: [UInt8] = [0xFF, 0xFE, 0, 6, 1, 2, 3, 4, 0xFF, 0xFF, 0xFF, 0xE5, 0, 2]
    let longer = Array(file[..<2]) + words + file[2...] + [1, 2, 3]
    #expect(try JPEG.decode(Data(longer)) == JPEG.decode(Data(file)))
  }
}
