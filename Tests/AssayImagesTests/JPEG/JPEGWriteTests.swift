import AssayBase
import AssayDatasets
import AssayImages
import AssayTestSupport
import Foundation
import Testing

@Suite struct JPEGWriteTests {
  /// Checksums of files that Pillow writes for the same pixels and settings, byte by byte.
  @Test func filesAreThoseOfTheUsualLibrary() throws {
    var counted = 0
    for row in try JPEGChecksums.rows(of: "write") {
      guard let url = DataFolder.url(of: row.file) else { continue }
      let picture = try PNG.decode(Data(contentsOf: url), alpha: .dropped)
      let settings = row.settings.split(separator: " ")
      let file = try JPEG.encode(
        picture, quality: try #require(Int(settings[0])),
        subsampling: try #require(JPEG.Subsampling(rawValue: String(settings[1]))),
        optimizesCodes: settings[2] == "optimized")
      #expect(SHA256(file).text == row.sum, "\(row.file) \(row.settings)")
      counted += 1
    }
    print("JPEG files written: \(counted) identical")
  }

  @Test(arguments: JPEG.Subsampling.allCases, [1, 3])
  func bestQualityKeepsSmoothPictures(subsampling: JPEG.Subsampling, channels: Int) throws {
    for (width, height) in [(1, 1), (2, 3), (8, 8), (17, 9), (33, 40)] {
      let bytes = (0..<(width * height * channels)).map { index in
        UInt8(40 + index / channels % width * 3 + index / channels / width * 2)
      }
      let picture = try ByteImage(width: width, height: height, channels: channels, bytes: bytes)
      let back = try JPEG.decode(JPEG.encode(picture, quality: 100, subsampling: subsampling))
      #expect((back.width, back.height, back.channels) == (width, height, channels))
      #expect(zip(back.bytes, bytes).allSatisfy { abs(Int($0) - Int($1)) <= 3 }, "\(width)×\(height)")
    }
  }

  @Test(arguments: [UInt64](1...3)) func optimizedCodesOnlySaveBytes(seed: UInt64) throws {
    var stream = RandomStream(RandomKey(seed: seed))
    for channels in [1, 3] {
      let picture = try ByteImage.random(width: 61, height: 43, channels: channels, stream: &stream)
      for quality in [3, 75, 100] {
        let usual = try JPEG.encode(picture, quality: quality)
        let optimized = try JPEG.encode(picture, quality: quality, optimizesCodes: true)
        #expect(optimized.count <= usual.count)
        #expect(try JPEG.decode(optimized) == JPEG.decode(usual))
      }
    }
  }

  @Test func lowerQualityMakesSmallerFiles() throws {
    var stream = RandomStream(RandomKey(seed: 9))
    let picture = try ByteImage.random(width: 64, height: 64, channels: 3, stream: &stream)
    let sizes = try [5, 25, 50, 75, 95].map { try JPEG.encode(picture, quality: $0).count }
    #expect(sizes == sizes.sorted() && Set(sizes).count == sizes.count)
  }

  @Test func whatJPEGCannotHoldIsRefused() throws {
    let picture = try ByteImage(width: 1, height: 1, channels: 4, bytes: [1, 2, 3, 4])
    #expect(fault { try JPEG.encode(picture) }?.kind == .unsupported)
    let gray = try ByteImage(width: 65536, height: 1, channels: 1, bytes: [UInt8](repeating: 0, count: 65536))
    #expect(fault { try JPEG.encode(gray) }?.kind == .limitExceeded)
    for quality in [0, 101] {
      let error = fault { try JPEG.encode(picture.droppingAlpha(), quality: quality) }
      #expect(error?.kind == .invalidArgument)
    }
  }

  @Test func writtenFilesAreReadBack() throws {
    try withTemporaryFolder { folder in
      var stream = RandomStream(RandomKey(seed: 4))
      let picture = try ByteImage.random(width: 20, height: 10, channels: 3, stream: &stream)
      try JPEG.write(picture, to: folder + "/new/picture.jpg", quality: 90, creatingFolders: true)
      #expect(try JPEG.read(folder + "/new/picture.jpg") == JPEG.decode(JPEG.encode(picture, quality: 90)))
      #expect(fault { try JPEG.read(folder + "/none.jpg") }?.kind == .missingFile)
    }
  }
}
