import AssayBase
import AssayImages
import AssayTensor
import Testing

/// Equalisation against Pillow 13.0.0 and OpenCV 5.0.0, of images of the bytes (7i² + 13i) / 11 mod 180 + 30.
@Suite struct EqualizationTests {
  private func picture(_ height: Int, _ width: Int) throws -> Image {
    let bytes = (0..<height * width).map { (index: Int) -> UInt8 in
      let level: Int = (7 * index * index + 13 * index) / 11
      return UInt8(level % 180 + 30)
    }
    return Image(try ByteImage(width: width, height: height, channels: 1, bytes: bytes))
  }

  private func hexadecimal(_ image: Image) throws -> String {
    try ByteImage(image).bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  @Test func levelsAreSpreadAsByPillow() throws {
    let equalized = try hexadecimal(picture(40, 40).equalized())
    #expect(
      equalized.hasPrefix(
        "00040b1118232c3c475c72849fb4ceef0427456c92bbe309356695c6ff2a67a2db175195d8185eabf83a8bd82779ca23"))
  }

  /// What `cv2.createCLAHE(clipLimit, (tiles, tiles))` makes of the picture.
  private static let adaptive: [(height: Int, width: Int, tiles: Int, limit: Double, bytes: String)] = [
    (
      16, 16, 4, 2.0,
      [
        "203040445054605c605c70879fafcfdf30708fa7b7d3ef18386cafc7f730509fff609fcfe7488fafff309fdb1874bf20",
        "afe76cb5ff79bb2588ea30b5148fff60ff90ef84db74d768d354d75eeb72189840c77cff9b3cc373ff9c2cde823fcf93",
        "40ff9f5820cb9f50f7a37028efbb80601cefb39076401cf2b79374582825ffd3cfaf9f91888280624c48403c404c6070",
        "34405869768bafc5bfc9cffc1a2e8f9b8fcfef10205c9fdfef208097c7fb40afabfb1c74d91848bcf73497d63aa9eb70",
        "88ff50c31c87ff60c32e97108cef80df44d334c944d670ec6cf374ff9923b760df7010a338f79f40cf8030bf7030cf8f",
        "20ef8f6818dbaf7018df9f6040fbbf9f",
      ].joined()
    ),
    (
      16, 16, 2, 3.5,
      [
        "0c1018202c303f4a54656f7f97a7c3df10385c839fbde611406c94bcf324649bdf286ca3db2971a9ed4186cd2074bf18",
        "8bd7489bf75dae1e7ede4aad188ff770f780e36cd361c85bcd5dd868e3780c933cc668f6902bbd64f59c42dd8431d788",
        "4af4a56110c37e3ceca86f31ecb27e5026eab68e6b370bdeb4956f562b12f0d7c5b1a18f84766a5e5148443d3a3a3c44",
        "454e5d6c75808d9eabbfdbf2122d5a6d91b6e10c2f6285afe21a5681b0ee326ea8f03473c00f5398e83b8fd9378adb43",
        "8ff358b7247ce956b926970d80e768d354cf48c748ca54d664e672fa9720ab54e37018a344ea872ccb7921c07824cb87",
        "38ef9f601cd68e5616d29d682cf7b797",
      ].joined()
    ),
    (
      13, 19, 3, 2.0,
      [
        "0f16242c3032404c4c5d6f8aa6b4c1e91337578aafd3e91b5476abcdfe2068acda1660a0cd2c7cc5f8669ee03284d11e",
        "7ed92994f452aa1b8ae869ca36b2ff85f36be550d04cc254c569d478f69219b237d266f08d1abe5efba33fe28f3cdb9c",
        "4cecae6512cd8934f1b37b30f3ba885723e2bd946f2a0adcc0a183602f1bf6dec4b2a294767d7668534d49413c3d4552",
        "595b686c6d7893a0accee0fc17295d849cbbd3102c6e8db5e01f4986baf12e7da4ea3488c01466a3e13f91da358ade3e",
        "92f466b01c87e164bd2f9b1680e865d350c450ba50bf5fcd6ae077f3962bb14bd77820aa4ae38531c6772abc7530cb8b",
        "45e5a45d28c692",
      ].joined()
    ),
    (
      12, 20, 4, 1.0,
      [
        "1122444e4c44535c616877869ccad8f60c3f5588bbccee307490bbccff296eafee134e99dd3077bbfc8ea7dc5595d425",
        "9ce32f90fd3ab61286eb60cc4cbbff87e677e059d34ac447cd56dd6aff8c1ab24ccc6ee0911fb25aff8f34ea8531e098",
        "3ef2c65822cf904decab7627f0b378471df9ad8c6b2e11ddccc490703715f6dec3a29588696364665759554c55556369",
        "63585f69717c8ea0b1d3e7ff1d308bb0c4daf91c317b9dbaeb1b377dc5fb2d82c6ee41bedd2288bffa409ce0238be630",
        "a1fe5fbb1da5e66edd4db02b8afe6ece53c348bc4ecd5add67eb74ff9944cc61e9771bac44ee9929da8622bb7731cc99",
      ].joined()
    ),
  ]

  @Test(arguments: 0..<4)
  func tilesAreEqualizedAsByOpenCV(row: Int) throws {
    let it = Self.adaptive[row]
    let result = try picture(it.height, it.width).adaptivelyEqualized(limit: it.limit, tiles: it.tiles)
    #expect(try hexadecimal(result) == it.bytes)
  }

  @Test func oneLevelStays() throws {
    let flat = try Image(size: ImageSize(channels: 3, height: 9, width: 9), values: Array(repeating: 0.2, count: 243))
    #expect(flat.equalized() == flat.quantized())
  }

  @Test func colourKeepsItsHueAndSaturation() throws {
    let image = try Pictures.noise(3, 20, 20).quantized()
    let (old, new) = (image.tensor.hsvFromRGB(), image.adaptivelyEqualized(tiles: 4).tensor.hsvFromRGB())
    for (x, y) in zip(old.channels(0..<2).elements, new.channels(0..<2).elements) { #expect(abs(x - y) < 1e-3) }
    #expect(old.channels(2..<3).elements != new.channels(2..<3).elements)
  }

  @Test func moreTilesThanPixelsAreNotNeeded() throws {
    #expect(try picture(3, 2).adaptivelyEqualized(tiles: 8).size == ImageSize(channels: 1, height: 3, width: 2))
    #expect(try Pictures.noise(2, 6, 6).adaptivelyEqualized().size.channels == 2)
  }
}
