import AssayBase
import AssayCheck
import AssayFixtures
import AssayImages
import AssayProperties
import Testing

@Suite struct ImageGeneratorTests {
  static let sizes = [
    ImageSize(channels: 1, height: 1, width: 1), ImageSize(channels: 1, height: 8, width: 8),
    ImageSize(channels: 3, height: 2, width: 50), ImageSize(channels: 4, height: 35, width: 9),
    ImageSize(channels: 1, height: 28, width: 28),
  ]

  @Test(arguments: ImageTexture.allCases)
  func imagesHaveTheirSizeAndStayOnTheGrid(texture: ImageTexture) throws {
    for size in Self.sizes {
      let images = try Draws.values(.image(size: size, textures: [texture]), 60)
      #expect(images.allSatisfy { $0.size == size && $0.values.count == size.count && $0.isOnByteGrid })
      #expect(images.allSatisfy { $0.description.count <= 160 })
      #expect(Set(images.map(\.values)).count > 5, "\(texture) at \(size) hardly varies")
    }
  }

  @Test func valuesCoverTheGrid() throws {
    let size = ImageSize(channels: 1, height: 8, width: 8)
    let values = try Draws.values(.image(size: size), 1_000).flatMap(\.values)
    #expect(Set(values).count == 256)
    let blacks = try Draws.values(.image(size: size, textures: [.flat]), 400).count { $0.values.allSatisfy { $0 == 0 } }
    #expect((120...300).contains(blacks))
    // Textures differ in how many colours they show.
    let colours = try [ImageTexture.flat, .stripes, .noise].map { texture in
      try Draws.values(.image(size: size, textures: [texture]), 100).reduce(0) { $0 + Set($1.values).count }
    }
    #expect(colours[0] == 100 && colours[1] <= 200 && colours[2] > 3_000)
  }

  @Test func aLargeImageTakesFewChoicesAndReplays() throws {
    let size = ImageSize(channels: 3, height: 224, width: 224)
    for texture in ImageTexture.allCases {
      let generator = Generator<Image>.image(size: size, textures: [texture])
      var source = ChoiceSource(drawingFrom: RandomKey(seed: 3).derived(texture.rawValue))
      let drawn = try generator.draw(&source)
      #expect(source.nodes.count <= 8)
      #expect(try generator.value(replaying: source.sequence) == drawn)
    }
  }

  /// The same bits on every machine, today and later: replay files and pinned counterexamples depend on it.
  @Test func drawsAreAsTheyWere() throws {
    let size = ImageSize(channels: 3, height: 16, width: 16)
    let sums = try ImageTexture.allCases.map { texture in
      let images = try Draws.values(.image(size: size, textures: [texture]), 20, seed: 11)
      var hash: UInt64 = 0xCBF2_9CE4_8422_2325
      for value in images.flatMap(\.values) {
        hash = (hash ^ UInt64(Image.byteStep(of: value))) &* 0x0000_0100_0000_01B3
      }
      return hash
    }
    #expect(sums == Self.pinned)
  }

  static let pinned: [UInt64] = [
    10_726_525_521_436_942_117, 6_470_886_487_347_741_861, 4_906_484_566_448_621_299, 1_541_449_784_128_272_042,
    16_648_891_254_208_442_258, 243_462_513_289_829_368, 12_228_648_788_526_415_704,
  ]

  @Test func theSimplestImageIsBlack() throws {
    for size in Self.sizes { #expect(try Draws.simplest(.image(size: size)).values.allSatisfy { $0 == 0 }) }
    #expect(Draws.fault(.image(size: Self.sizes[0], textures: []))?.advice?.contains("[.flat]") == true)
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func aBrightPixelIsAllThatIsLeft(seed: UInt64) async throws {
    let limit = Image.byteLevels[200]
    for size in [ImageSize(channels: 1, height: 28, width: 28), ImageSize(channels: 3, height: 20, width: 45)] {
      let found = try await Draws.minimum(.image(size: size), seed: seed) { $0.values.allSatisfy { $0 <= limit } }
      let image = try #require(found)
      #expect(image.values.filter { $0 != 0 } == [Image.byteLevels[201]], "\(image)")
      #expect(image.description.contains("all 0 but 1 of"))
    }
  }

  @Test func aBrightPixelOfALargeImageIsFoundToo() async throws {
    let size = ImageSize(channels: 3, height: 224, width: 224)
    let limit = Image.byteLevels[200]
    let generator = Generator<Image>.image(size: size, textures: [.noise])
    let found = try await Draws.minimum(generator, cases: 5) { $0.values.allSatisfy { $0 <= limit } }
    #expect(try #require(found).values.filter { $0 != 0 } == [Image.byteLevels[201]])
  }

  @Test func severalPixelsStayFew() async throws {
    let size = ImageSize(channels: 1, height: 28, width: 28)
    let (low, high) = (Image.byteLevels[99], Image.byteLevels[200])
    let found = try await Draws.minimum(.image(size: size)) { image in
      image.values.count { $0 > high } < 2 || image.values.count { $0 > low } < 4
    }
    #expect(
      try #require(found).values.filter { $0 != 0 }.sorted() == [100, 100, 201, 201].map { Image.byteLevels[$0] })
  }

  @Test func imagesShrinkThroughMapAndFlatMap() async throws {
    let limit = Image.byteLevels[200]
    let images = Generator<ImageSize>.imageSize(height: 3...20, width: 2...20).flatMap { size in
      Generator<Image>.image(size: size).map { $0.flippedHorizontally() }
    }
    let found = try await Draws.minimum(images) { $0.values.allSatisfy { $0 <= limit } }
    let image = try #require(found)
    #expect(image.values.filter { $0 != 0 } == [Image.byteLevels[201]] && image.size.channels == 1)
    #expect(image.size.height * image.size.width <= 12, "\(image)")
  }

  @Test func imagesFitModelsAndDataSets() throws {
    #expect(try Draws.simplest(.image(for: FixtureModel.digitsStandard)).size == Digits.test.imageSize)
    #expect(try Draws.simplest(.image(like: Digits.test)).size == Digits.test.imageSize)
    let sizes = try Draws.values(.imageSize(channels: [1, 3], height: 2...5, width: 1...9), 500)
    #expect(Set(sizes.map(\.channels)) == [1, 3] && Set(sizes.map(\.height)) == [2, 3, 4, 5])
    #expect(Set(sizes.map(\.width)) == Set(1...9))
    #expect(Draws.fault(.imageSize(height: 0...3))?.kind == .invalidArgument)
  }
}
