import AssayBase
import AssayImages
import AssayTestSupport
import Foundation
import Testing

/// Damaged pictures never trap, hang or take memory that their bytes cannot fill; with `ASSAY_HEAVY=1` 100,000 of them.
@Suite struct ImageFuzzTests {
  private static let seeds: [UInt64] = [1, 2, 3, 4]

  @Test(.enabled(if: SampleData.hasImages, "the sample images are not there"), arguments: seeds)
  func damagedPNG(seed: UInt64) throws {
    let names = try SampleData.manifest().compactMap { $0["file"] }.filter { $0.hasPrefix("png/") }
    var fuzzer = FileFuzzer("PNG", files: try names.map { [UInt8](try SampleData.data($0)) })
    fuzzer.edits = PNGDamage.edits
    fuzzer.repair = PNGDamage.repair
    let tally = fuzzer.run(seed: seed, count: HeavyWork.count(usual: 800, heavy: 17_500)) { bytes in
      _ = try? PNG.text(in: Data(bytes))
      return try Self.read(bytes)
    }
    #expect(tally.problems.isEmpty, "\(tally.problems.prefix(5))")
    #expect(tally.read > 20 && tally.refusedCount > 20)
  }

  @Test(arguments: seeds) func damagedPNM(seed: UInt64) throws {
    var fuzzer = FileFuzzer("PNM", files: try Self.pnmFiles())
    fuzzer.headCount = 40
    fuzzer.edits = [Self.changeDigit]
    let tally = fuzzer.run(seed: seed, count: HeavyWork.count(usual: 800, heavy: 7_500), Self.read)
    #expect(tally.problems.isEmpty, "\(tally.problems.prefix(5))")
    #expect(tally.read > 20 && tally.refusedCount > 20)
  }

  /// Reads the picture in every way that options allow; what its header says of its size must hold.
  private static func read(_ bytes: [UInt8]) throws -> Int {
    let data = Data(bytes)
    let picture = try ImageFile.decode(data)
    let size = try ImageFile.size(of: data)
    #expect((size.channels, size.height, size.width) == (picture.channels, picture.height, picture.width))
    #expect(picture.bytes.count == picture.width * picture.height * picture.channels)
    let options = ImageFileOptions(channels: .gray, appliesOrientation: true)
    #expect(try ImageFile.decode(data, options: options).bytes.count == picture.width * picture.height)
    return picture.bytes.count
  }

  /// One picture of each kind, plain and raw, of 8 and 16 bits.
  private static func pnmFiles() throws -> [[UInt8]] {
    var random = RandomStream(RandomKey(seed: 2026))
    func noise(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(random.integer(in: 0...255)) } }
    func digits(_ count: Int, _ largest: Int) -> [UInt8] {
      Array((0..<count).map { _ in "\(random.integer(in: 0...largest))" }.joined(separator: " ").utf8)
    }
    let alpha = "P7\nWIDTH 6\nHEIGHT 5\nDEPTH 2\nMAXVAL 255\nTUPLTYPE GRAYSCALE_ALPHA\nENDHDR\n"
    return [
      Array("P1\n# a comment\n7 5\n".utf8) + digits(35, 1), Array("P2\n6 5\n99\n".utf8) + digits(30, 99),
      Array("P3 4 3 1000\n".utf8) + digits(36, 1000), Array("P4\n20 9\n".utf8) + noise(27),
      Array("P5 9 8 255\n".utf8) + noise(72), Array("P5 5 4 65535\n".utf8) + noise(40),
      Array("P6\n5 6\n255\n".utf8) + noise(90), Array(alpha.utf8) + noise(60),
    ]
  }

  private static let changeDigit: FileFuzzer.Edit = { bytes, random in
    let digits = bytes.indices.prefix(80).filter { (48...57).contains(bytes[$0]) }
    guard !digits.isEmpty else { return }
    bytes[digits[random.integer(in: 0...(digits.count - 1))]] = UInt8(48 + random.integer(in: 0...9))
  }
}
