import AssayBase
import AssayImages
import AssayTestSupport
import Foundation
import Testing

@Suite struct ImageFileTests {
  private let picture: ByteImage
  private let file: Data

  init() throws {
    picture = try ByteImage(
      width: 3, height: 2, channels: 4,
      bytes: [255, 0, 0, 255, 0, 255, 0, 128, 0, 0, 255, 0, 10, 20, 30, 255, 40, 50, 60, 7, 70, 80, 90, 1])
    file = try PNG.encode(picture)
  }

  @Test func alphaAndChannelsAreAsTold() throws {
    #expect(try ImageFile.decode(file) == picture)
    #expect(try ImageFile.decode(file, options: ImageFileOptions(alpha: .dropped)) == picture.droppingAlpha())
    let over = try ImageFile.decode(file, options: ImageFileOptions(alpha: .over(red: 0, green: 100, blue: 255)))
    #expect(Array(over.bytes.prefix(9)) == [255, 0, 0, 0, 178, 127, 0, 100, 255])
    let gray = try ImageFile.decode(file, options: ImageFileOptions(channels: .gray))
    // Pillow's convert("L") of the colours: pure red, green and blue give 76, 150 and 29.
    #expect(gray.channels == 1 && gray.bytes == [76, 150, 29, 18, 48, 78])
    #expect(try ImageFile.decode(file, options: ImageFileOptions(channels: .rgb)) == picture.droppingAlpha())
    let shades = try ByteImage(width: 256, height: 1, channels: 1, bytes: (0...255).map { UInt8($0) })
    #expect(shades.convertedToRGB().convertedToGray() == shades)
  }

  /// The size from the header is the size of the decoded picture, for every combination of options.
  @Test(arguments: [1, 3, 4]) func sizesNeedNoPixels(channels: Int) throws {
    let bytes = [UInt8](repeating: 9, count: 6 * channels)
    let data = try PNG.encode(ByteImage(width: 3, height: 2, channels: channels, bytes: bytes))
    for alpha in [AlphaHandling.kept, .dropped, .over(red: 1, green: 2, blue: 3)] {
      for wanted in ImageFileOptions.Channels.allCases {
        let options = ImageFileOptions(alpha: alpha, channels: wanted, appliesOrientation: true)
        let decoded = try ImageFile.decode(data, options: options)
        let size = try ImageFile.size(of: data, options: options)
        #expect(size == ImageSize(channels: decoded.channels, height: decoded.height, width: decoded.width))
      }
    }
  }

  @Test func sizesAreFoundBehindLongTexts() throws {
    try TemporaryFolder.with { folder in
      let path = folder.file("picture.jpg").path(percentEncoded: false)
      let text = PNGText(keyword: "Comment", value: String(repeating: "x", count: 200_000))
      try PNG.write(picture, to: path, text: [text])
      #expect(try ImageFile.size(ofFile: path) == ImageSize(channels: 4, height: 2, width: 3))
      #expect(try ImageFile.read(path) == picture)
    }
  }

  @Test func slicesOfDataAreRead() throws {
    let slice = (Data([1, 2, 3]) + file).dropFirst(3)
    #expect(try ImageFile.decode(slice) == picture)
    #expect(try ImageFile.size(of: slice).width == 3)
    #expect(ImageFile.format(of: slice) == .png)
  }

  @Test(arguments: [
    ("GIF89a, and so on", AssayError.Kind.unsupported, "GIF"), ("BM      ", .unsupported, "BMP"),
    ("", .malformedData, "no bytes"), ("id,label", .unsupported, "69 64 2c"), ("P8\n1 1\n", .unsupported, "50 38 0a"),
  ]) func otherFilesAreNamed(text: String, kind: AssayError.Kind, word: String) throws {
    let error = try #require(throws: AssayError.self) { try ImageFile.decode(Data(text.utf8)) }
    #expect(error.kind == kind && "\(error)".contains(word) && "\(error)".contains("PNG"), "\(error)")
    #expect(error.location == "byte 0")
  }

  @Test func errorsNameTheFile() throws {
    try TemporaryFolder.with { folder in
      let path = folder.file("broken.png").path(percentEncoded: false)
      try file.prefix(60).write(to: URL(filePath: path))
      for body in [{ _ = try ImageFile.read(path) }, { _ = try ImageFile.size(ofFile: path + "x") }] {
        let error = try #require(throws: AssayError.self) { try body() }
        #expect(error.location?.hasPrefix(path) == true, "\(error)")
      }
      let limit = try #require(throws: AssayError.self) {
        try ImageFile.decode(file, options: ImageFileOptions(pixelLimit: 5))
      }
      #expect(limit.kind == .limitExceeded && "\(limit)".contains("pixelLimit"))
    }
  }
}
