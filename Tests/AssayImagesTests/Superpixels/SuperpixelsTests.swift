import AssayBase
import AssayImages
import AssayTensor
import Testing

/// What superpixels are, whatever made them.
@Suite struct SuperpixelsTests {
  @Test func keepsLabelsAndCounts() throws {
    let superpixels = try Superpixels(height: 2, width: 3, labels: [0, 0, 1, 2, 2, 1])
    #expect(superpixels.count == 3)
    #expect(superpixels.sizes == [2, 2, 2])
    #expect(superpixels[1, 2] == 1)
    #expect("\(superpixels)" == "3 superpixels of 2×3")
  }

  @Test func closesGaps() throws {
    let superpixels = try Superpixels(height: 1, width: 4, renumbering: [7, 3, 7, 100])
    #expect(superpixels.labels == [1, 0, 1, 2])
    #expect(superpixels.count == 3)
  }

  @Test(arguments: [
    ([0, 0, 1], AssayError.Kind.shapeMismatch, "cover"), ([0, 0, 1, -1], .invalidArgument, "row 1, column 1"),
    ([0, 0, 2, 2], .invalidArgument, "label 1"), ([], .shapeMismatch, "cover"),
  ])
  func refusesLabelsThatDoNotCover(_ labels: [Int], _ kind: AssayError.Kind, _ words: String) throws {
    let error = try #require(throws: AssayError.self) { try Superpixels(height: 2, width: 2, labels: labels) }
    #expect(error.kind == kind)
    #expect(error.description.contains(words))
  }

  @Test(arguments: [(0, 3), (-1, 3), (Int.max, 3)])
  func refusesSizesWithoutPixels(_ height: Int, _ width: Int) {
    #expect(throws: AssayError.self) { try Superpixels(height: height, width: width, labels: []) }
  }

  @Test func givenSegmentsMustFit() throws {
    let superpixels = try Superpixels(height: 2, width: 2, labels: [0, 0, 1, 1])
    let image = try Pictures.noise(3, 2, 3)
    let error = try #require(throws: AssayError.self) { try image.superpixels(by: .given(superpixels)) }
    #expect(error.kind == .shapeMismatch)
    #expect(throws: AssayError.self) { try image.averaged(over: superpixels) }
    #expect(throws: AssayError.self) { try image.showing(only: [0], of: superpixels) }
    #expect(throws: AssayError.self) { try image.marking(bordersOf: superpixels) }
  }

  @Test func gridsAreEven() throws {
    let superpixels = try Pictures.noise(1, 5, 7).superpixels(by: .grid(rows: 2, columns: 3))
    #expect(superpixels.count == 6)
    #expect(superpixels.sizes == [4, 4, 6, 6, 6, 9])
    #expect(superpixels.labels.prefix(7) == [0, 0, 1, 1, 2, 2, 2])
    #expect(superpixels[2, 0] == 3)
  }

  @Test(arguments: [(0, 1), (1, 0), (6, 1), (1, 8)])
  func refusesGridsWithoutPixels(_ rows: Int, _ columns: Int) {
    #expect(throws: AssayError.self) {
      try Pictures.noise(1, 5, 7).superpixels(by: .grid(rows: rows, columns: columns))
    }
  }

  @Test func averagesAreMeansOfChannels() throws {
    let size = ImageSize(channels: 3, height: 1, width: 2)
    let image = try Image(size: size, values: [0, 1, 0.5, 0.5, 0.25, 0.75])
    let one = try Superpixels(height: 1, width: 2, labels: [0, 0])
    #expect(try image.averaged(over: one).values == [0.5, 0.5, 0.5, 0.5, 0.5, 0.5])
    let two = try Superpixels(height: 1, width: 2, labels: [1, 0])
    #expect(try image.averaged(over: two) == image)
  }

  @Test func showsChosenSegmentsOnly() throws {
    let image = try Image(size: ImageSize(channels: 1, height: 1, width: 3), values: [0.2, 0.4, 0.6])
    let superpixels = try Superpixels(height: 1, width: 3, labels: [0, 1, 1])
    #expect(try image.showing(only: [1], of: superpixels).values == [0, 0.4, 0.6])
    #expect(try image.showing(only: [], of: superpixels, cover: 1).values == [1, 1, 1])
    #expect(throws: AssayError.self) { try image.showing(only: [2], of: superpixels) }
    #expect(throws: AssayError.self) { try image.showing(only: [0], of: superpixels, cover: .nan) }
  }

  @Test func bordersLieBetweenSegments() throws {
    let image = try Image(size: ImageSize(channels: 1, height: 2, width: 3), values: [0, 0, 0, 0, 0, 0])
    let superpixels = try Superpixels(height: 2, width: 3, labels: [0, 0, 1, 0, 0, 1])
    let marked = try image.marking(bordersOf: superpixels)
    #expect(marked.size.channels == 3)
    #expect(marked.values == [0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0])
  }

  @Test func compositesChooseBySegment() throws {
    let superpixels = try Superpixels(height: 1, width: 3, labels: [0, 1, 1])
    let image = Tensor(shape: [1, 2, 1, 3], elements: [1, 2, 3, 4, 5, 6])
    let copies = superpixels.composites(of: image, cover: .zeros(image.shape), choices: [1, 1, 0, 1, 1, 0, 0, 0])
    #expect(copies.shape == [4, 2, 1, 3])
    #expect(copies.elements == [1, 2, 3, 4, 5, 6, 0, 2, 3, 0, 5, 6, 1, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0])
    #expect(superpixels.painted([7, 9, 8, 6], channels: 2).elements == [7, 8, 8, 9, 6, 6])
  }
}
