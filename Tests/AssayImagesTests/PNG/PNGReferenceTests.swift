import AssayBase
import AssayDatasets
import Foundation
import Testing

@testable import AssayImages

@Suite(.enabled(if: SampleData.hasImages, "the sample images are not there"))
struct PNGReferenceTests {
  @Test func everyValidFileIsExact() throws {
    var (native, eight) = (0, 0)
    let rows = try SampleData.manifest().filter { $0["file"]?.hasPrefix("png/") == true }
    for row in rows {
      let file = try #require(row["file"])
      let data = try SampleData.data(file)
      let samples = try PNG.samples(of: data)
      #expect(samples.header.width == Int(row["width"] ?? ""), "\(file)")
      #expect(samples.header.height == Int(row["height"] ?? ""), "\(file)")
      #expect(samples.header.depth == Int(row["bit_depth"] ?? ""), "\(file)")
      #expect(SHA256(samples.bytes).text == row["native_sha256"], "\(file)")
      native += 1
      let picture = try PNG.decode(data)
      if let expected = row["rgba8_sha256"], !expected.isEmpty {
        #expect(SHA256(rgba(picture)).text == expected, "\(file)")
        eight += 1
      } else {
        #expect(picture.bytes == reduced(samples, of: picture.channels), "\(file)")
      }
      let opaque = try PNG.decode(data, alpha: .dropped)
      #expect(opaque.channels == (samples.header.kind.channels < 3 && row["colour"] != "3" ? 1 : 3), "\(file)")
      #expect(try PNG.decode(PNG.encode(picture)) == picture, "\(file)")
    }
    print("PNG references: \(native) files exact in their own depth, \(eight) in 8-bit RGBA")
    #expect(native == rows.count && native > 0)
  }

  @Test func referencePicturesSurviveARoundTrip() throws {
    let rows = try SampleData.manifest().filter { $0["reference"]?.isEmpty == false }
    for row in rows {
      let file = try #require(row["reference"])
      let picture = try PNG.decode(SampleData.data(file))
      #expect(picture.width == Int(row["width"] ?? "") && picture.height == Int(row["height"] ?? ""), "\(file)")
      #expect(try PNG.decode(PNG.encode(picture)) == picture, "\(file)")
    }
    print("PNG reference pictures: \(rows.count) round trips")
  }

  @Test func brokenFilesAreRefused() throws {
    var (refused, accepted) = (0, 0)
    let rows = try SampleData.manifest().filter { $0["file"]?.hasPrefix("corrupt/") == true }
    for row in rows {
      let file = try #require(row["file"])
      let data = try SampleData.data(file)
      let mayBeRead = row["expect"]?.contains("accept") == true && row["expect"]?.hasPrefix("reject") == false
      do {
        _ = try PNG.decode(data)
        #expect(mayBeRead, "\(file) was read")
        accepted += 1
      } catch let error as AssayError {
        #expect([.malformedData, .unsupported, .limitExceeded].contains(error.kind), "\(file): \(error)")
        #expect(error.location?.contains("byte") == true, "\(file): \(error)")
        refused += 1
      }
    }
    print("Broken pictures: \(refused) refused, \(accepted) read of those that may be")
  }

  /// Even where the caller allows any size, little data cannot ask for much memory.
  @Test(arguments: ["corrupt/huge_dimensions.png", "corrupt/bomb_60000x60000.png"])
  func sizesThatDataCannotFillAreRefused(file: String) throws {
    let data = try SampleData.data(file)
    #expect(fault { try PNG.decode(data) }?.kind == .limitExceeded)
    #expect([.malformedData, .limitExceeded].contains(fault { try PNG.decode(data, pixelLimit: .max) }?.kind))
  }

  /// R, G, B and A of every pixel.
  private func rgba(_ picture: ByteImage) -> [UInt8] {
    switch picture.channels {
    case 4: picture.bytes
    case 3: stride(from: 0, to: picture.bytes.count, by: 3).flatMap { picture.bytes[$0..<($0 + 3)] + [255] }
    default: picture.bytes.flatMap { [$0, $0, $0, 255] }
    }
  }

  /// The nearest 8-bit samples of 16-bit ones, spread over `channels`, by the definition in floating point.
  private func reduced(_ samples: PNGSamples, of channels: Int) -> [UInt8] {
    let stored = samples.header.kind.channels
    let words = stride(from: 0, to: samples.bytes.count, by: 2).map {
      Int(samples.bytes[$0]) << 8 | Int(samples.bytes[$0 + 1])
    }
    let bytes = words.map { UInt8((Double($0) / 65535 * 255).rounded()) }
    if stored == channels { return bytes }
    let isOpaque = samples.transparency.map { [Int($0[0]) << 8 | Int($0[1])] }
    return stride(from: 0, to: words.count, by: stored).flatMap { pixel -> [UInt8] in
      let alpha = stored == 2 ? bytes[pixel + 1] : isOpaque == [words[pixel]] ? 0 : 255
      return [bytes[pixel], bytes[pixel], bytes[pixel], alpha]
    }
  }
}
