import AssayBase
import AssayDatasets
import AssayFixtures
import AssayImages
import Testing

@Suite struct DatasetTransformTests {
  @Test func everyExampleIsChangedInItsOwnWay() throws {
    let data = try Digits.test.prefix(30)
    let transform: ImageTransform = .rotation(-20...20).then(.shift(-1...1))
    let (key, other) = (RandomKey(seed: 1), RandomKey(seed: 2))
    let changed = try data.transformed(by: transform, key: key)
    #expect(changed.count == 30 && changed.imageSize == data.imageSize && changed.classNames == data.classNames)
    #expect(changed.name == "digits/test, rotation -20.0° to 20.0°, shift by -1 to 1 pixels")
    let again = try data.transformed(by: transform, key: other, name: "other")
    var differing = 0
    for index in 0..<30 {
      let (original, example) = try (data.example(at: index), changed.example(at: index))
      #expect(example.label == original.label && example.index == index && example.sourceRow == original.sourceRow)
      #expect(try changed.example(at: index) == example && changed.label(at: index) == original.label)
      #expect(try example.image == transform.applied(to: original.image, key: key.derived(index)))
      if try again.example(at: index).image != example.image { differing += 1 }
    }
    #expect(differing > 25 && again.name == "other")
  }

  @Test func sizesFollow() throws {
    let small = try Digits.test.prefix(3).transformed(by: .resize(height: 16, width: 12))
    #expect(small.imageSize == ImageSize(channels: 1, height: 16, width: 12))
    #expect(try small.batch(at: [0, 1, 2]).images.shape == [3, 1, 16, 12])
    #expect(throws: AssayError.self) { try Digits.test.transformed(by: .randomCrop(height: 9, width: 9)) }
  }

  /// One picture of a bright square, whose place is known, and of a patient.
  private struct SquareSource: ExampleSource {
    static let size = ImageSize(channels: 1, height: 8, width: 8)
    let count = 4

    func square() throws -> Image {
      let values = (0..<64).map { Float((2...3).contains($0 / 8) && (1...2).contains($0 % 8) ? 1 : 0) }
      return try Image(size: Self.size, values: values)
    }

    func example(at index: Int) throws -> Example { Example(image: try square(), label: 0, index: index) }

    func group(at index: Int) -> String? { "patient \(index)" }

    func regions(at index: Int) throws -> [ImageRegion] { [ImageRegion(name: "square", mask: try square())] }
  }

  @Test func regionsMoveAlong() throws {
    let data = try Dataset(
      name: "squares", classNames: ["square"], imageSize: SquareSource.size, source: SquareSource())
    let changed = try data.transformed(by: .shift(-1...2).then(.horizontalFlip()), key: RandomKey(seed: 3))
    var places: Set<[Float]> = []
    for index in 0..<4 {
      let image = try changed.example(at: index).image
      #expect(try changed.regions(at: index) == [ImageRegion(name: "square", mask: image)])
      #expect(try changed.mask(at: index) == image && changed.group(at: index) == "patient \(index)")
      places.insert(image.values)
    }
    #expect(places.count > 1)
  }
}
