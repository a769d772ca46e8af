import AssayBase
import AssayImages
import AssayTestSupport
import Foundation
import Testing

/// Damaged JPEG files never trap, hang or take memory that their bytes cannot fill; with `ASSAY_HEAVY=1` 100,000 of them.
@Suite struct JPEGFuzzTests {
  @Test(.enabled(if: SampleData.hasImages, "the sample images are not there"), arguments: [UInt64](1...4))
  func damagedJPEG(seed: UInt64) throws {
    let names = try SampleData.manifest().compactMap { $0["file"] }.filter { $0.hasPrefix("jpeg/") }
    var fuzzer = FileFuzzer("JPEG", files: try names.map { [UInt8](try SampleData.data($0)) })
    // Tables and headers take the first 600 bytes of most of them.
    fuzzer.headCount = 700
    fuzzer.edits = [Self.changeHeader, Self.exchangeSegments, Self.repeatScan, Self.changeScan]
    let tally = fuzzer.run(seed: seed, count: HeavyWork.count(usual: 800, heavy: 25_000)) { bytes in
      let data = Data(bytes)
      _ = try? JPEG.orientation(of: data)
      let picture = try JPEG.decode(data)
      #expect(picture.bytes.count == picture.width * picture.height * picture.channels)
      return picture.bytes.count
    }
    #expect(tally.problems.isEmpty, "\(tally.problems.prefix(5))")
    #expect(tally.read > 20 && tally.refusedCount > 20)
  }

  /// Changes a byte of a header: of the frame, a scan or a table's first bytes.
  private static let changeHeader: FileFuzzer.Edit = { bytes, random in
    let segments = JPEGPatch.segments(of: bytes)
    guard !segments.isEmpty else { return }
    let segment = segments[random.integer(in: 0...(segments.count - 1))]
    let place = segment.lowerBound + random.integer(in: 1...min(segment.count - 1, 20))
    let values: [UInt8] = [0, 1, 2, 3, 4, 0x11, 0x12, 0x21, 0x22, 0x41, 63, 64, 255]
    bytes[place] = values[random.integer(in: 0...(values.count - 1))]
  }

  private static let exchangeSegments: FileFuzzer.Edit = { bytes, random in
    let segments = JPEGPatch.segments(of: bytes)
    guard segments.count > 1 else { return }
    let index = random.integer(in: 0...(segments.count - 2))
    let (first, second) = (segments[index], segments[index + 1])
    bytes.replaceSubrange(first.lowerBound..<second.upperBound, with: bytes[second] + bytes[first])
  }

  /// Puts the first scan's header, with some data, somewhere behind it.
  private static let repeatScan: FileFuzzer.Edit = { bytes, random in
    guard let scan = JPEGPatch.segment([0xDA], of: bytes), scan.upperBound < bytes.count else { return }
    let end = min(bytes.count, scan.upperBound + random.integer(in: 0...200))
    bytes.insert(contentsOf: bytes[scan.lowerBound..<end], at: random.integer(in: scan.upperBound...bytes.count))
  }

  /// Changes coded data, now and then into markers.
  private static let changeScan: FileFuzzer.Edit = { bytes, random in
    guard let scan = JPEGPatch.segment([0xDA], of: bytes), scan.upperBound + 2 < bytes.count else { return }
    let place = random.integer(in: scan.upperBound...(bytes.count - 2))
    bytes[place] = random.integer(in: 0...2) == 0 ? 255 : UInt8(random.integer(in: 0...255))
    if bytes[place] == 255 { bytes[place + 1] = UInt8([0, 0xD0, 0xD3, 0xD9, 0xDA, 0xFF][random.integer(in: 0...5)]) }
  }
}
