import AssayBase
import Foundation
import Testing

@testable import AssayImages

struct PNGLayoutTests {
  static let layouts: [(PNGHeader.Kind, Int)] = [
    (.gray, 1), (.gray, 2), (.gray, 4), (.gray, 8), (.gray, 16), (.rgb, 8), (.rgb, 16), (.palette, 1), (.palette, 2),
    (.palette, 4), (.palette, 8), (.grayAlpha, 8), (.grayAlpha, 16), (.rgba, 8), (.rgba, 16),
  ]

  @Test(arguments: layouts, [false, true])
  func everyLayoutComesBack(layout: (kind: PNGHeader.Kind, depth: Int), isInterlaced: Bool) throws {
    var stream = RandomStream(RandomKey(seed: UInt64(layout.depth)))
    for (width, height) in [(1, 1), (2, 1), (1, 5), (5, 3), (8, 8), (9, 17), (33, 10)] {
      let maker = PNGMaker(
        width: width, height: height, depth: layout.depth, kind: layout.kind, isInterlaced: isInterlaced)
      let samples = maker.samples(&stream)
      let palette = (0..<(3 << layout.depth)).map { UInt8(($0 * 31) & 255) }
      let extra = layout.kind == .palette ? [("PLTE", palette)] : []
      let data = maker.file(samples, extra: extra, &stream)
      #expect(try PNG.samples(of: data).bytes == samples)
      let picture = try PNG.decode(data)
      let opaque = try PNG.decode(data, alpha: .dropped)
      #expect(picture.width == width && picture.height == height)
      switch layout.kind {
      case .gray: #expect(picture.channels == 1 && opaque == picture)
      case .rgb, .palette: #expect(picture.channels == 3 && opaque == picture)
      case .grayAlpha: #expect(picture.channels == 4 && opaque.channels == 1)
      case .rgba: #expect(picture.channels == 4 && opaque == picture.droppingAlpha())
      }
      if layout.kind == .palette {
        #expect(picture.bytes == samples.flatMap { palette[(3 * Int($0))..<(3 * Int($0) + 3)] })
      }
    }
  }

  @Test func smallDepthsSpanTheWholeRange() throws {
    var stream = RandomStream(RandomKey(seed: 1))
    for depth in [1, 2, 4] {
      let levels = 1 << depth
      let maker = PNGMaker(width: levels, height: 1, depth: depth, kind: .gray, isInterlaced: false)
      let picture = try PNG.decode(maker.file((0..<levels).map(UInt8.init), &stream))
      #expect(picture.bytes == (0..<levels).map { UInt8($0 * 255 / (levels - 1)) })
    }
  }

  @Test func sixteenBitsAreRoundedToTheNearest() throws {
    var stream = RandomStream(RandomKey(seed: 2))
    let maker = PNGMaker(width: 256, height: 256, depth: 16, kind: .gray, isInterlaced: false)
    let samples = (0..<65536).flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
    let picture = try PNG.decode(maker.file(samples, &stream))
    #expect(picture.bytes == (0..<65536).map { UInt8((Double($0) * 255 / 65535).rounded()) })
  }

  @Test func transparentValuesBecomeAlpha() throws {
    var stream = RandomStream(RandomKey(seed: 3))
    let gray = PNGMaker(width: 3, height: 1, depth: 2, kind: .gray, isInterlaced: false)
    let grayFile = gray.file([0, 2, 3], extra: [("tRNS", [0xFF, 0xFE])], &stream)
    #expect(try PNG.decode(grayFile).bytes == [0, 0, 0, 255, 170, 170, 170, 0, 255, 255, 255, 255])
    let wide = PNGMaker(width: 2, height: 1, depth: 16, kind: .gray, isInterlaced: false)
    let wideFile = wide.file([1, 2, 1, 3], extra: [("tRNS", [1, 3])], &stream)
    #expect(try PNG.decode(wideFile).bytes == [1, 1, 1, 255, 1, 1, 1, 0])
    let palette = PNGMaker(width: 2, height: 1, depth: 1, kind: .palette, isInterlaced: false)
    let paletteFile = palette.file([0, 1], extra: [("PLTE", [1, 2, 3, 4, 5, 6]), ("tRNS", [9])], &stream)
    #expect(try PNG.decode(paletteFile).bytes == [1, 2, 3, 9, 4, 5, 6, 255])
    #expect(try PNG.decode(paletteFile, alpha: .dropped).bytes == [1, 2, 3, 4, 5, 6])
  }

  @Test func misplacedChunksAreRefused() throws {
    var stream = RandomStream(RandomKey(seed: 4))
    let faults: [(PNGHeader.Kind, [(String, [UInt8])], AssayError.Kind)] = [
      (.gray, [("PLTE", [1, 2, 3])], .malformedData), (.palette, [], .malformedData),
      (.palette, [("tRNS", [1]), ("PLTE", [1, 2, 3])], .malformedData),
      (.palette, [("PLTE", [1, 2, 3]), ("PLTE", [1, 2, 3])], .malformedData),
      (.palette, [("PLTE", [1, 2, 3])], .malformedData), (.rgb, [("tRNS", [1, 2])], .malformedData),
      (.rgba, [("tRNS", [1, 2, 3, 4, 5, 6])], .malformedData), (.rgb, [("ABCD", [])], .unsupported),
      (.rgb, [("IEND", [])], .malformedData), (.rgb, [("a1cd", [])], .malformedData),
    ]
    for (kind, extra, expected) in faults {
      let maker = PNGMaker(width: 4, height: 4, depth: 8, kind: kind, isInterlaced: false)
      let samples = [UInt8](repeating: 200, count: 16 * kind.channels)
      let error = fault { try PNG.decode(maker.file(samples, extra: extra, &stream)) }
      #expect(error?.kind == expected && error?.location?.contains("byte") == true, "\(kind) \(extra)")
    }
  }

  @Test func compressedTextIsRead() throws {
    var stream = RandomStream(RandomKey(seed: 5))
    // zlib's stored form of "AB", by hand: header, final stored block of two bytes, Adler-32.
    let zipped: [UInt8] = [0x78, 0x01, 0x01, 2, 0, 0xFD, 0xFF, 65, 66, 0, 0xC6, 0, 0x84]
    let maker = PNGMaker(width: 1, height: 1, depth: 8, kind: .gray, isInterlaced: false)
    let extra: [(String, [UInt8])] = [
      ("zTXt", [75, 0, 0] + zipped), ("iTXt", [76, 0, 1, 0, 100, 101, 0, 0] + zipped), ("tEXt", [77, 0, 0xE9]),
    ]
    let text = try PNG.text(in: maker.file([1], extra: extra, &stream))
    #expect(text.map(\.keyword) == ["K", "L", "M"] && text.map(\.value) == ["AB", "AB", "é"])
    let faults: [(String, [UInt8])] = [
      ("tEXt", [75]), ("zTXt", [75, 0, 1]), ("iTXt", [75, 0, 0]), ("iTXt", [75, 0, 0, 0, 0, 0, 0xFF]),
    ]
    for broken in faults {
      let file = maker.file([1], extra: [broken], &stream)
      #expect(fault { try PNG.text(in: file) }?.kind == .malformedData, "\(broken)")
      #expect(try PNG.decode(file).bytes == [1])
    }
  }
}
