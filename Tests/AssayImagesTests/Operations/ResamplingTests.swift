import AssayBase
import AssayImages
import Testing

@Suite struct ResamplingTests {
  private func random(_ channels: Int, _ height: Int, _ width: Int, seed: UInt64 = 1) throws -> Image {
    var stream = RandomStream(RandomKey(seed: seed))
    let size = ImageSize(channels: channels, height: height, width: width)
    return try Image(size: size, values: (0..<size.count).map { _ in stream.uniform(0, 1) })
  }

  private func difference(_ first: Image, _ second: Image) throws -> Float { try first.linfDistance(to: second) }

  @Test func nothingChangesNothing() throws {
    let image = try random(3, 5, 7)
    #expect(image.rotated(degrees: 0) == image && image.rotated(degrees: -720) == image)
    #expect(image.scaled(by: 1) == image && image.transformed() == image)
    #expect(image.gaussianBlurred(sigma: 0) == image && image.boxBlurred(width: 1) == image)
    #expect(image.motionBlurred(size: 1, degrees: 33) == image && image.pixelated(rows: 5, columns: 7) == image)
  }

  @Test func quarterTurnsOfSquaresAreExact() throws {
    for side in 1...6 {
      let image = try random(2, side, side)
      for turns in -4...4 {
        #expect(image.rotated(degrees: Double(-90 * turns)) == image.rotated90(turns))
      }
    }
  }

  @Test func wholeShiftsAreExact() throws {
    let image = try random(1, 5, 6)
    for (rows, columns) in [(1, 0), (-2, 3), (9, 0), (0, -50)] {
      let moved = image.transformed(rows: Double(rows), columns: Double(columns), fill: 0.25)
      #expect(moved == image.shifted(rows: rows, columns: columns, fill: 0.25))
    }
    #expect(image.transformed(rows: 1e300, columns: -1e300).values.allSatisfy { $0 == 0 })
  }

  @Test func halfAShiftIsTheMeanOfNeighbours() throws {
    let image = try Image(size: ImageSize(channels: 1, height: 1, width: 3), values: [0, 1, 0.5])
    #expect(image.transformed(columns: 0.5).values == [0, 0.5, 0.75])
    #expect(image.transformed(columns: 0.5, fill: 1).values == [0.5, 0.5, 0.75])
  }

  @Test func enlargingThenReducingKeepsSmoothImages() throws {
    let size = ImageSize(channels: 1, height: 17, width: 17)
    let image = try Image(size: size, values: (0..<size.count).map { Float($0 % 17 + $0 / 17) / 32 })
    let back = image.scaled(by: 0.5, fill: 0.5).scaled(by: 2, fill: 0.5)
    #expect(abs(back[0, 8, 8] - image[0, 8, 8]) < 1e-6 && abs(back[0, 10, 6] - image[0, 10, 6]) < 1e-6)
    let turned = image.rotated(degrees: 30).rotated(degrees: -30)
    #expect(abs(turned[0, 8, 9] - image[0, 8, 9]) < 1e-6)
  }

  @Test func blursKeepFlatImagesAndSums() throws {
    let flat = try Image(size: ImageSize(channels: 2, height: 4, width: 9), values: Array(repeating: 0.75, count: 72))
    let blurs: [(Image) -> Image] = [
      { $0.gaussianBlurred(sigma: 1) }, { $0.boxBlurred(width: 6.5) }, { $0.motionBlurred(size: 5, degrees: 20) },
      { $0.pixelated(rows: 3, columns: 2) },
    ]
    for blur in blurs { #expect(try difference(blur(flat), flat) < 1e-6) }
    var values = [Float](repeating: 0, count: 81)
    values[40] = 1
    let point = try Image(size: ImageSize(channels: 1, height: 9, width: 9), values: values)
    for blur in [blurs[0], blurs[2]] {
      #expect(abs(blur(point).values.reduce(0, +) - 1) < 1e-5 && blur(point)[0, 4, 4] < 1)
    }
    // The product of two weights in single precision: a unit in the last place from a ninth.
    #expect(abs(point.boxBlurred(width: 3)[0, 3, 5] - 1.0 / 9) < 1e-8 && point.boxBlurred(width: 3)[0, 2, 4] == 0)
    #expect(point.boxBlurred(width: 2)[0, 4, 4] == 0.25 && point.boxBlurred(width: 2)[0, 4, 5] == 0.125)
    let line = point.motionBlurred(size: 5, degrees: 0)
    #expect(line[0, 3, 4] == 0 && line[0, 4, 2] > 0 && line[0, 4, 1] == 0)
    let single = try Image(size: ImageSize(channels: 1, height: 1, width: 1), values: [0.5])
    #expect(single.gaussianBlurred(sigma: 3) == single && single.boxBlurred(width: 4) == single)
  }

  @Test func pixelsBecomeBlocks() throws {
    let image = try Image(size: ImageSize(channels: 1, height: 2, width: 4), values: [0, 1, 0.5, 0.5, 1, 0, 0, 0])
    #expect(image.pixelated(rows: 1, columns: 2).values == [0.5, 0.5, 0.25, 0.25, 0.5, 0.5, 0.25, 0.25])
    // Three pixels in two blocks: the middle one counts half in each.
    let three = try Image(size: ImageSize(channels: 1, height: 1, width: 3), values: [0, 0.75, 0])
    #expect(try difference(three.pixelated(rows: 1, columns: 2), three.boxBlurred(width: 3)) <= 0.5)
    #expect(three.pixelated(rows: 1, columns: 2).values == [0.25, 0.25, 0.25])
  }

  @Test func descriptionsNameWhatStandsOut() throws {
    let size = ImageSize(channels: 1, height: 28, width: 28)
    var values = [Float](repeating: 0, count: 784)
    #expect(try Image(size: size, values: values).description == "image 1×28×28, all 0")
    values[28 * 3 + 4] = Image.byteLevels[201]
    #expect(
      try Image(size: size, values: values).description
        == "image 1×28×28, all 0 but 1 of 784 pixels: 201/255 at row 3, column 4")
    values[700] = 1
    let two = try Image(size: size, values: values).description
    #expect(two.hasSuffix("2 of 784 pixels, as 201/255 at row 3, column 4"))
    #expect(try random(3, 64, 64).description.count < 80)
    let colours = try Image(
      size: ImageSize(channels: 3, height: 1, width: 3), values: [0, 0, 1, 0.5, 0.5, 0, 1, 1, 0])
    #expect(colours.description == "image 3×1×3, all (0, 0.5, 1) but 1 of 3 pixels: (1, 0, 0) at row 0, column 2")
  }
}
