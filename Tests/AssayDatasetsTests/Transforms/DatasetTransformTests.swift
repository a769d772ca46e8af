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
}
