import AssayImages
import Testing

@Suite struct FundusTests {
  /// A bright disc on black, about the centre.
  private func eye(radius: Double, height: Int, width: Int) throws -> Image {
    let size = ImageSize(channels: 3, height: height, width: width)
    let plane = (0..<height * width).map { pixel -> Float in
      let (y, x) = (Double(pixel / width - height / 2), Double(pixel % width - width / 2))
      return (y * y + x * x).squareRoot() <= radius ? 0.6 : 0
    }
    return try Image(size: size, values: plane + plane + plane)
  }

  @Test(arguments: [37.0, 50, 60])
  func eyesOfAnySizeBecomeOne(radius: Double) throws {
    let prepared = try eye(radius: radius, height: 130, width: 150).grahamPrepared(side: 64, radius: 48)
    #expect(prepared.size == ImageSize(channels: 3, height: 64, width: 64))
    // Flat inside, so gray; and gray outside the mask, where the rim of the eye would be bright.
    #expect(prepared.values.allSatisfy { abs($0 - 0.5) < 0.05 })
  }

  @Test func detailsStandOut() throws {
    var values = try eye(radius: 40, height: 100, width: 100).values
    for row in 49..<52 { for column in 49..<52 { values[row * 100 + column] = 0.7 } }
    let image = try Image(size: ImageSize(channels: 3, height: 100, width: 100), values: values)
    let prepared = image.grahamPrepared(side: 80, radius: 40)
    #expect(prepared[0, 40, 40] > 0.6 && abs(prepared[1, 40, 40] - 0.5) < 0.02 && prepared[0, 0, 0] == 0.5)
  }

  @Test func nothingToSeeIsNoError() throws {
    let black = try Image(size: ImageSize(channels: 1, height: 10, width: 20), values: Array(repeating: 0, count: 200))
    #expect(black.grahamPrepared(side: 8, radius: 10).values.allSatisfy { $0 == 0.5 })
  }
}
