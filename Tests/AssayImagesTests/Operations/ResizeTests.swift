import AssayBase
import AssayImages
import AssayTensor
import Testing

@Suite struct ResizeTests {
  static let methods: [Interpolation] = [
    .nearest, .bilinear(), .bilinear(aligned: true), .bicubic(), .bicubic(aligned: true), .antialiasedBilinear,
    .antialiasedBicubic, .area,
  ]

  private func picture(_ height: Int, _ width: Int, channels: Int = 3, seed: UInt64 = 1) throws -> ByteImage {
    var stream = RandomStream(RandomKey(seed: seed))
    let bytes = (0..<height * width * channels).map { _ in UInt8(truncatingIfNeeded: stream.nextWord()) }
    return try ByteImage(width: width, height: height, channels: channels, bytes: bytes)
  }

  @Test(arguments: methods)
  func theSameSizeIsTheSameImage(method: Interpolation) throws {
    let image = Image(try picture(7, 9))
    #expect(image.resized(height: 7, width: 9, by: method) == image)
  }

  @Test(arguments: methods)
  func flatImagesStayFlat(method: Interpolation) throws {
    let flat = try Image(size: ImageSize(channels: 2, height: 9, width: 5), values: Array(repeating: 0.7, count: 90))
    for (height, width) in [(4, 11), (20, 2), (1, 1), (30, 30)] {
      let values = flat.resized(height: height, width: width, by: method).values
      #expect(values.count == 2 * height * width && values.allSatisfy { abs($0 - 0.7) < 1e-6 })
    }
  }

  @Test(arguments: methods)
  func bytesGiveTheBitsOfTheirImage(method: Interpolation) throws {
    for channels in [1, 3, 4] {
      let picture = try picture(37, 53, channels: channels)
      for (height, width) in [(16, 16), (37, 20), (10, 70), (40, 60), (37, 53)] {
        let image = Image(picture).resized(height: height, width: width, by: method)
        #expect(picture.resized(height: height, width: width, by: method) == image)
      }
    }
  }

  @Test(arguments: methods)
  func batchesAndThreadsDoNotMatter(method: Interpolation) throws {
    let images = try (0..<3).map { Image(try picture(150, 170, seed: $0)) }
    let batch = Tensor.concatenating(images.map(\.tensor), axis: 0)
    let together = ComputeContext.with(threads: 3) { batch.resized(height: 90, width: 200, by: method) }
    for (index, image) in images.enumerated() {
      let alone = ComputeContext.with(threads: 1) { image.resized(height: 90, width: 200, by: method) }
      #expect(Image(clamping: together.rows([index])) == alone)
    }
  }

  @Test func smallerImagesCountEveryPixel() throws {
    var values = [Float](repeating: 0, count: 64)
    values[0] = 1
    let image = try Image(size: ImageSize(channels: 1, height: 8, width: 8), values: values)
    #expect(image.resized(height: 2, width: 2, by: .bilinear())[0, 0, 0] == 0)
    #expect(image.resized(height: 2, width: 2, by: .antialiasedBilinear)[0, 0, 0] > 0)
    #expect(image.resized(height: 2, width: 2, by: .area)[0, 0, 0] == 1.0 / 16)
    #expect(image.resized(height: 8, width: 1, by: .nearest)[0, 0, 0] == 1)
  }

  @Test func theShorterSideIsWhatItIsAskedToBe() throws {
    let size = ImageSize(channels: 3, height: 480, width: 641)
    #expect(size.scaled(toShorterSide: 256) == ImageSize(channels: 3, height: 256, width: 341))
    let image = Image(try picture(30, 10))
    #expect(image.resized(shorterSide: 5).size == ImageSize(channels: 3, height: 15, width: 5))
    #expect(try picture(30, 10).resized(shorterSide: 5) == image.resized(shorterSide: 5))
  }
}
