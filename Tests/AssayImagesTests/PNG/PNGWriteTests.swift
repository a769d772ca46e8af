import AssayBase
import Foundation
import Testing

@testable import AssayImages

struct PNGWriteTests {
  @Test(arguments: [1, 3, 4]) func picturesComeBack(channels: Int) throws {
    var stream = RandomStream(RandomKey(seed: UInt64(channels)))
    for (width, height) in [(1, 1), (1, 9), (9, 1), (2, 3), (17, 13), (64, 40)] {
      let picture = try ByteImage.random(width: width, height: height, channels: channels, stream: &stream)
      let data = try PNG.encode(picture)
      #expect(try PNG.decode(data) == picture)
      #expect(try PNG.encode(picture) == data)
      #expect(try PNG.decode(data, alpha: .dropped) == picture.droppingAlpha())
    }
  }

  @Test func textComesBack() throws {
    let text = [
      PNGText(keyword: "Title", value: "digit #203, label 3 to 8"), PNGText(keyword: "Comment", value: "é\nñ"),
      PNGText(keyword: "Description", value: "ℓ∞ ≤ 0.2 → 8"), PNGText(keyword: "Empty", value: ""),
    ]
    let picture = try ByteImage(width: 1, height: 1, channels: 1, bytes: [7])
    let data = try PNG.encode(picture, text: text)
    #expect(try PNG.text(in: data) == text)
    #expect(try PNG.decode(data) == picture)
  }

  @Test(arguments: ["", " a", "a ", "a  b", "ℓ", "a\nb", String(repeating: "k", count: 80)])
  func badKeywordsAreRefused(keyword: String) throws {
    let picture = try ByteImage(width: 1, height: 1, channels: 1, bytes: [7])
    let error = fault { try PNG.encode(picture, text: [PNGText(keyword: keyword, value: "v")]) }
    #expect(error?.kind == .invalidArgument)
  }

  @Test func textWithNULIsRefused() throws {
    let picture = try ByteImage(width: 1, height: 1, channels: 1, bytes: [7])
    #expect(fault { try PNG.encode(picture, text: [PNGText(keyword: "k", value: "\0")]) }?.kind == .invalidArgument)
  }

  @Test func theLimitIsNamed() throws {
    let picture = try ByteImage(width: 4, height: 4, channels: 1, bytes: [UInt8](repeating: 1, count: 16))
    let data = try PNG.encode(picture)
    #expect(try PNG.decode(data, pixelLimit: 16) == picture)
    let error = fault { try PNG.decode(data, pixelLimit: 15) }
    #expect(error?.kind == .limitExceeded)
    #expect(error?.description.contains("pixelLimit") == true)
  }

  @Test func everyPrefixIsRefused() throws {
    var stream = RandomStream(RandomKey(seed: 5))
    let data = try PNG.encode(.random(width: 7, height: 5, channels: 3, stream: &stream))
    for length in 0..<data.count {
      #expect(fault("\(length) bytes") { try PNG.decode(data.prefix(length)) }?.kind == .malformedData)
    }
  }

  @Test func filesComeBackAndErrorsNameThem() throws {
    try withTemporaryFolder { folder in
      let picture = try ByteImage(width: 2, height: 1, channels: 3, bytes: [1, 2, 3, 4, 5, 6])
      let path = folder + "/a/b/picture.png"
      try PNG.write(picture, to: path, creatingFolders: true)
      #expect(try PNG.read(path) == picture)
      try AtomicFile.write("text", to: path)
      #expect(fault { try PNG.read(path) }?.location?.hasPrefix(path) == true)
      #expect(fault { try PNG.read(folder + "/none.png") }?.kind == .missingFile)
    }
  }

  /// Each filter's result is undone, also in a row of one pixel.
  @Test(arguments: [1, 2, 3, 4, 6, 8]) func filtersAreUndone(step: Int) throws {
    var stream = RandomStream(RandomKey(seed: UInt64(step)))
    for count in [step, 2 * step, 4 * step, 31 * step] {
      let row = (0..<count).map { _ in UInt8(stream.integer(in: 0...255)) }
      let above = (0..<count).map { _ in UInt8(stream.integer(in: 0...255)) }
      for filter in PNGFilter.allCases {
        var filtered = [UInt8](repeating: 0, count: count)
        let sum = filter.apply(to: row, previous: above, count: count, step: step, into: &filtered)
        #expect(sum == filtered.reduce(0) { $0 + Int(Int8(bitPattern: $1).magnitude) })
        filter.undo(&filtered, previous: above, count: count, step: step)
        #expect(filtered == row, "\(filter)")
      }
    }
  }
}

/// Pictures of few colours take palettes or fewer bits, and come back with the channels they had.
@Suite struct PNGSizeTests {
  @Test(arguments: [1, 3, 4], [1, 2, 4, 8]) func fewColoursTakeFewBits(channels: Int, depth: Int) throws {
    var stream = RandomStream(RandomKey(seed: UInt64(channels * 10 + depth)))
    let levels = 1 << depth
    let colours = (0..<levels).map { index -> [UInt8] in
      let level = UInt8(index * (255 / (levels - 1)))
      return channels == 1 ? [level] : [level, level &* 7, 255 - level, level ^ 85].prefix(channels).map { $0 }
    }
    let bytes = (0..<(90 * 61)).flatMap { _ in colours[stream.integer(in: 0...(levels - 1))] }
    let picture = try ByteImage(width: 90, height: 61, channels: channels, bytes: bytes)
    let data = try PNG.encode(picture, text: [PNGText(keyword: "Title", value: "few")])
    #expect(try PNG.decode(data) == picture)
    #expect(try PNG.text(in: data).count == 1)
    // Noise of so many bits a pixel cannot be shorter, and must not be much longer.
    let least = 90 * 61 * depth / 8
    #expect(data.count < least * 11 / 10 + 4 * levels + 400, "\(data.count) for \(least)")
    #expect(try ImageFile.size(of: data).channels == channels)
  }

  @Test func tinyPicturesGetNoPalette() throws {
    let picture = try ByteImage(width: 2, height: 1, channels: 3, bytes: [1, 2, 3, 4, 5, 6])
    #expect(try !PNG.encode(picture).contains(Data("PLTE".utf8)))
  }
}

extension Data {
  fileprivate func contains(_ part: Data) -> Bool { range(of: part) != nil }
}
