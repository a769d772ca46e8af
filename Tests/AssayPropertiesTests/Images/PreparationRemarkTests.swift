import AssayBase
import AssayDatasets
import AssayFixtures
import AssayImages
import AssayNetworks
import AssayProperties
import Testing

/// Says so when pictures became images in another way than those that a model was trained on.
@Suite struct PreparationRemarkTests {
  private struct Prepared: ExampleSource {
    let preparation: ImagePreparation?
    let count = 1

    func example(at index: Int) throws -> Example {
      let size = ImageSize(channels: 1, height: 8, width: 8)
      return Example(
        image: try Image(size: size, values: [Float](repeating: 0, count: 64)), label: 0, index: index)
    }
  }

  private func data(_ preparation: ImagePreparation?) throws -> Dataset {
    try Dataset(
      name: "d", classNames: ["a"], imageSize: ImageSize(channels: 1, height: 8, width: 8),
      source: Prepared(preparation: preparation))
  }

  private func network(_ recorded: String?) throws -> Network {
    let plain = try FixtureModel.digitsStandard
    return try Network(
      plain.architecture, parameters: plain.parameters,
      metadata: recorded.map { ["name": "n", "image_preparation": $0] } ?? ["name": "n"])
  }

  @Test func differencesAreSaidWhereBothSidesAreKnown() throws {
    let gray = ImagePreparation(channels: .gray, extent: try ImagePreparation.Extent(height: 8, width: 8))
    var cropped = gray
    cropped.fit = .cropped()
    let known = try network("\(gray.json)")
    #expect(try data(gray).preparationRemark(for: known) == nil)
    #expect(try data(nil).preparationRemark(for: known) == nil)
    #expect(try data(gray).preparationRemark(for: network(nil)) == nil)
    let remark = try #require(try data(cropped).preparationRemark(for: known))
    for word in ["n was trained", "stretched", "middle cut out", gray.fingerprint, cropped.fingerprint] {
      #expect(remark.contains(word), "\(remark)")
    }
    let older = "\(gray.json)".replacing("\"revision\":1", with: "\"revision\":0")
    #expect(try data(gray).preparationRemark(for: network(older))?.contains("another revision") == true)
  }

  @Test func requestsComeBeforeRecordsAndRecordsBeforeSizes() throws {
    let size = ImageSize(channels: 1, height: 8, width: 9)
    var request = PictureRequest()
    #expect(request.preparation() == ImagePreparation())
    #expect("\(request.preparation(size: size))".hasPrefix("gray 8×9, stretched"))
    let recorded = ImagePreparation(extent: try ImagePreparation.Extent(height: 5, width: 5), fit: .padded)
    #expect(request.preparation(recorded: recorded, size: size) == recorded)
    request.fit = .cropped()
    request.channels = .gray
    #expect(
      "\(request.preparation(recorded: recorded, size: size))".hasPrefix("gray 5×5, middle cut out"))
  }
}
