import AssayBase
import AssayImages
import AssayTensor
import Testing

/// Quick shift and SLIC on images whose segments are known, and what may not change them.
@Suite struct SegmentationTests {
  static let methods: [SegmentationMethod] = [
    .quickshift(), .quickshift(kernelSize: 2, maxDistance: 6, ratio: 1), .quickshift(seed: 3), .slic(segments: 12),
    .slic(segments: 7, compactness: 1, connected: false), .grid(rows: 1, columns: 1),
  ]

  @Test(arguments: methods.indices)
  func coversImagesOfOnePixel(_ index: Int) throws {
    for channels in [1, 3] {
      let image = try Image(
        size: ImageSize(channels: channels, height: 1, width: 1), values: Array(repeating: 0.3, count: channels))
      let superpixels = try image.superpixels(by: Self.methods[index])
      #expect(superpixels.labels == [0])
      #expect(superpixels.count == 1)
    }
  }

  /// Every label map is dense, whatever the size; the initialiser that checks it takes it.
  @Test(arguments: methods.indices)
  func coversImagesOfOddSizes(_ index: Int) throws {
    for (height, width) in [(1, 40), (37, 2), (19, 23)] {
      let superpixels = try Pictures.noise(3, height, width).superpixels(by: Self.methods[index])
      let checked = try Superpixels(height: height, width: width, labels: superpixels.labels.map(Int.init))
      #expect(checked == superpixels)
    }
  }

  @Test(arguments: methods.indices)
  func doesNotDependOnThreads(_ index: Int) throws {
    let image = try Pictures.noise(3, 61, 43)
    let alone = try ComputeContext.with(threads: 1) { try image.superpixels(by: Self.methods[index]) }
    let together = try ComputeContext.with(threads: 5) { try image.superpixels(by: Self.methods[index]) }
    #expect(alone == together)
  }

  @Test(arguments: methods.indices)
  func grayIsThreeEqualChannels(_ index: Int) throws {
    let gray = try Pictures.noise(1, 20, 20)
    let coloured = try Image(
      size: ImageSize(channels: 3, height: 20, width: 20), values: gray.values + gray.values + gray.values)
    #expect(try gray.superpixels(by: Self.methods[index]) == coloured.superpixels(by: Self.methods[index]))
  }

  /// All pixels of a plain area are equally dense but for the border of the image, and row order decides.
  @Test func plainImagesAreOneSegment() throws {
    for value in [Float(0), 0.5, 1] {
      let size = ImageSize(channels: 3, height: 30, width: 26)
      let image = try Image(size: size, values: Array(repeating: value, count: size.count))
      #expect(try image.superpixels(by: .quickshift()).count == 1)
      #expect(try image.superpixels(by: .quickshift(kernelSize: 1, maxDistance: 1, ratio: 1)).count == 1)
    }
  }

  /// Two halves of colours far apart: pixels join their own side, whatever lies nearer.
  @Test func segmentsFollowEdges() throws {
    let (height, width) = (16, 24)
    let values = (0..<3 * height * width).map { $0 % width < 10 ? Float(0.1) : 0.9 }
    let image = try Image(size: ImageSize(channels: 3, height: height, width: width), values: values)
    for method in [SegmentationMethod.quickshift(kernelSize: 2, maxDistance: 10, ratio: 1), .slic(segments: 8)] {
      let superpixels = try image.superpixels(by: method)
      let sides = Dictionary(grouping: superpixels.labels.indices) { superpixels.labels[$0] }
        .values.map { Set($0.map { $0 % width < 10 }) }
      #expect(superpixels.count >= 2)
      #expect(sides.allSatisfy { $0.count == 1 }, "a segment of \(method) crosses the edge")
    }
  }

  @Test func distanceZeroLeavesEveryPixelAlone() throws {
    let image = try Pictures.noise(3, 5, 6)
    let superpixels = try image.superpixels(by: .quickshift(kernelSize: 2, maxDistance: 0, ratio: 1))
    #expect(superpixels.count == 30)
    #expect(superpixels.labels == Array(0..<30))
  }

  @Test func seedsDecideTiesAlone() throws {
    let size = ImageSize(channels: 1, height: 40, width: 40)
    let plain = try Image(size: size, values: Array(repeating: 0.5, count: size.count))
    let method = SegmentationMethod.quickshift(kernelSize: 1, maxDistance: 3, ratio: 1, seed: 1)
    let first = try plain.superpixels(by: method)
    #expect(try plain.superpixels(by: method) == first)
    #expect(try plain.superpixels(by: .quickshift(kernelSize: 1, maxDistance: 3, ratio: 1, seed: 2)) != first)
    let picture = try Pictures.noise(3, 40, 40)
    #expect(
      try picture.superpixels(by: .quickshift(ratio: 1, seed: 1)) == picture.superpixels(by: .quickshift(ratio: 1)))
  }

  @Test func segmentsOfSLICHangTogether() throws {
    let superpixels = try Pictures.noise(3, 40, 50).superpixels(by: .slic(segments: 20, compactness: 1))
    var reached = Set<Int>()
    for label in 0..<superpixels.count {
      let members = Set(superpixels.labels.indices.filter { Int(superpixels.labels[$0]) == label })
      reached.formUnion(Self.component(of: members, width: 50))
    }
    #expect(reached.count == 2000)
  }

  /// The members that hang together with the first.
  private static func component(of members: Set<Int>, width: Int) -> Set<Int> {
    var (open, seen) = ([members.min() ?? 0], Set<Int>())
    while let place = open.popLast() {
      guard members.contains(place), seen.insert(place).inserted else { continue }
      open += [place - width, place + width]
      if place % width > 0 { open.append(place - 1) }
      if place % width + 1 < width { open.append(place + 1) }
    }
    return seen
  }

  @Test(arguments: [
    SegmentationMethod.quickshift(kernelSize: 0.5), .quickshift(kernelSize: .nan), .quickshift(maxDistance: -1),
    .quickshift(ratio: .infinity), .quickshift(kernelSize: 1000), .slic(segments: 0), .slic(compactness: 0),
    .slic(iterations: 0), .slic(compactness: .nan),
  ])
  func refusesSettingsOutOfRange(_ method: SegmentationMethod) throws {
    let error = try #require(throws: AssayError.self) { try Pictures.noise(3, 4, 4).superpixels(by: method) }
    #expect(error.kind == .invalidArgument)
  }

  @Test(arguments: [
    ("quickshift", "quick shift (kernel 4, distance 200, ratio 0.2)"),
    ("quickshift:2:6.5", "quick shift (kernel 2, distance 6.5, ratio 0.2)"),
    ("slic", "SLIC (100 segments, compactness 10)"),
    ("slic:30:1/2", "SLIC (30 segments, compactness 0.5)"), ("grid:2:3", "grid (2 × 3)"),
  ])
  func readsWhatTheCommandWrites(_ text: String, _ description: String) throws {
    #expect(try SegmentationMethod(parsing: text).description == description)
  }

  @Test(arguments: [
    "", "voronoi", "grid", "grid:2", "slic:1.5", "slic:x", "quickshift:4:200:0.2:1", "quickshift:0", "grid:0:1",
  ])
  func refusesWhatItCannotRead(_ text: String) {
    #expect(throws: AssayError.self) { try SegmentationMethod(parsing: text) }
  }

  @Test(arguments: [SegmentationMethod.quickshift(), .slic()])
  func refusesImagesWithoutColours(_ method: SegmentationMethod) throws {
    let error = try #require(throws: AssayError.self) { try Pictures.noise(2, 4, 4).superpixels(by: method) }
    #expect(error.kind == .unsupported)
  }

  /// White, black and the primaries as the CIE's formulas give them for sRGB.
  @Test func labOfKnownColours() throws {
    let size = ImageSize(channels: 3, height: 1, width: 3)
    let lab = try Image(size: size, values: [1, 0, 1, 1, 0, 0, 1, 0, 0]).lab().elements
    let expected: [Float] = [100, 0, 53.24, 0, 0, 80.09, 0, 0, 67.20]
    for (value, wanted) in zip(lab, expected) { #expect(abs(value - wanted) < 0.02) }
  }
}
