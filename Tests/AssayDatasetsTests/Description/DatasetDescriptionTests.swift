import AssayBase
import AssayDatasets
import AssayImages
import Testing

@Suite struct DatasetDescriptionTests {
  @Test func figuresAreThoseOfTheImages() throws {
    let size = ImageSize(channels: 2, height: 1, width: 2)
    let values: [[Float]] = [[0, 1, 0.5, 0.5], [0, 1, 0.5, 0.5], [1, 1, 0, 0]]
    let data = try Dataset(
      name: "d", images: values.map { try Image(size: size, values: $0) }, labels: [0, 2, 2],
      classNames: ["a", "b", "c"])
    let description = try DatasetDescription(of: data)
    #expect(description.count == 3 && description.classCounts == [1, 0, 2] && description.balance == 0)
    #expect(description.means == [4.0 / 6, 2.0 / 6])
    #expect(abs(description.deviations[0] - (2.0 / 9).squareRoot()) < 1e-15)
    #expect(abs(description.deviations[1] - (1.0 / 18).squareRoot()) < 1e-15)
    #expect(description.duplicates.map(\.indices) == [[0, 1]] && description.duplicates[0].disagree)
    #expect(description.storedSizes.isEmpty && description.groupCount == 0 && description.preparation == nil)
  }

  @Test func threadsChangeNothing() throws {
    let files = try PictureFolder()
    for level in 0..<30 { try files.write(UInt8(level * 8), to: "c\(level % 2)/p\(level / 3)_\(level).png", height: 3) }
    let data = try Dataset(folder: files.folder.url, groups: .namePrefix(before: "_"))
    let single = try ComputeContext.with(threads: 1) { try DatasetDescription(of: data) }
    let several = try ComputeContext.with(threads: 4) { try DatasetDescription(of: data) }
    #expect(single.means == several.means && single.deviations == several.deviations)
    #expect(single.groupCount == 10 && single.balance == 1)
    #expect(single.storedSizes.map(\.count) == [30] && "\(single.storedSizes[0].size)" == "3×3×4")
  }
}
