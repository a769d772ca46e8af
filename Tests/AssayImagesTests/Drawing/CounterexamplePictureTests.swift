import AssayBase
import Foundation
import Testing

@testable import AssayImages

struct CounterexamplePictureTests {
  private func pair(_ size: ImageSize, changing count: Int, seed: UInt64) throws -> (Image, Image) {
    var stream = RandomStream(RandomKey(seed: seed))
    let plane = size.height * size.width
    let clean = (0..<size.count).map { index -> Float in
      let (row, column) = (index % plane / size.width, index % size.width)
      return Image.byteLevels[(row * 9 + column * 5 + index / plane * 30) % 200 + 20]
    }
    var attacked = clean
    for pixel in stream.permutation(of: plane).prefix(count) {
      for channel in 0..<size.channels {
        let step = stream.integer(in: 0...1) == 0 ? -12 : 12
        let byte = Int(Image.byteStep(of: attacked[channel * plane + pixel])) + step
        attacked[channel * plane + pixel] = Image.byteLevels[byte]
      }
    }
    return (try Image(size: size, values: clean), try Image(size: size, values: attacked))
  }

  static let sizes = [
    (1, 1, 1), (1, 8, 8), (1, 28, 28), (3, 32, 32), (3, 96, 224), (3, 224, 224), (1, 3, 300), (4, 500, 7),
  ]

  @Test(arguments: sizes) func everySizeIsDrawnTheSameTwice(channels: Int, height: Int, width: Int) throws {
    let size = ImageSize(channels: channels, height: height, width: width)
    let (original, attacked) = try pair(size, changing: min(4, height * width), seed: 9)
    let picture = try CounterexamplePicture(
      title: "accuracy under PGD(ℓ∞ 0.2, 40 steps) ≥ 0.30 is falsified: 0.02, 99.9 % interval [0.00, 0.16]",
      original: original, attacked: attacked, originalCaption: ["label 3", "3: 0.98  8: 0.01"],
      attackedCaption: ["label 8", "8: 0.61  3: 0.37", String(repeating: "long caption ", count: 30)],
      footer: "replay: swift run assay replay .assay/counterexamples/DigitRobustness/staysAccurateUnderPGD.json")
    let drawn = picture.rendered()
    #expect(drawn == picture.rendered())
    #expect(drawn.channels == 3 && drawn.width >= 3 * 160)
    #expect(try PNG.decode(PNG.encode(drawn)) == drawn)
    for panel in picture.panels { #expect(panel.scale * max(panel.picture.width, panel.picture.height) <= 800) }
    // The margins stay free.
    let background = Array(drawn.bytes.prefix(3))
    let border = (0..<drawn.height).filter { row in
      (0..<20).contains { column in (0..<3).contains { drawn[row, column, $0] != background[$0] } }
    }
    #expect(border.isEmpty)
    // On request the pictures are kept, for a person to look at.
    if let folder = ProcessInfo.processInfo.environment["ASSAY_PICTURES_DIR"] {
      try PNG.write(drawn, to: "\(folder)/\(channels)x\(height)x\(width).png", creatingFolders: true)
    }
  }

  @Test func theDifferenceIsSignedAndCounted() throws {
    let size = ImageSize(channels: 1, height: 1, width: 3)
    let original = try Image(size: size, values: [0, 0, 0].map { _ in Image.byteLevels[100] })
    let attacked = try Image(size: size, values: [116, 100, 92].map { Image.byteLevels[$0] })
    let panel = try CounterexamplePicture.Panel(differenceFrom: original, to: attacked, amplification: 16)
    #expect(panel.name == "difference ×16")
    #expect(panel.marks == [true, false, true])
    #expect(panel.picture[0, 0, 0] > panel.picture[0, 0, 2] + 100, "brighter is red")
    #expect(Array(panel.picture.bytes[3..<6]) == [255, 255, 255], "no change is white")
    #expect(panel.picture[0, 2, 2] > panel.picture[0, 2, 0] + 50, "darker is blue")
    #expect(panel.caption.contains("2 of 3 changed") && panel.caption.contains("largest 16/255"))
  }

  @Test func colourDifferencesLieAroundMidGray() throws {
    let size = ImageSize(channels: 3, height: 1, width: 1)
    let original = try Image(size: size, values: [100, 100, 100].map { Image.byteLevels[$0] })
    let attacked = try Image(size: size, values: [104, 100, 0].map { Image.byteLevels[$0] })
    let panel = try CounterexamplePicture.Panel(differenceFrom: original, to: attacked, amplification: 16)
    #expect(panel.picture.bytes == [192, 128, 0])
  }

  @Test func shortSidesAreEnlargedToBeSeen() throws {
    for short in 1...400 {
      let picture = try ByteImage(
        width: short, height: short, channels: 1, bytes: [UInt8](repeating: 0, count: short * short))
      let shown = CounterexamplePicture.Panel(name: "", picture: picture).scale * short
      #expect(shown >= 160 && shown <= max(short, 320))
    }
  }

  @Test func badArgumentsAreRefused() throws {
    let (small, _) = try pair(ImageSize(channels: 1, height: 2, width: 2), changing: 0, seed: 1)
    let (large, _) = try pair(ImageSize(channels: 1, height: 3, width: 2), changing: 0, seed: 1)
    let (odd, _) = try pair(ImageSize(channels: 2, height: 3, width: 2), changing: 0, seed: 1)
    #expect(
      fault { try CounterexamplePicture(title: "", original: small, attacked: large) }?.kind == .shapeMismatch)
    #expect(fault { try CounterexamplePicture(title: "", original: odd, attacked: odd) }?.kind == .unsupported)
    #expect(
      fault { try CounterexamplePicture(title: "", original: small, attacked: small, amplification: 0) }?.kind
        == .invalidArgument)
    #expect(CounterexamplePicture(title: "", panels: []).rendered().width > 0)
  }
}
