import AssayBase
import AssayDatasets
import AssayImages
import Testing

@Suite struct DatasetTests {
  private let size = ImageSize(channels: 1, height: 2, width: 3)

  private func image(_ value: Float, size: ImageSize? = nil) throws -> Image {
    let size = size ?? self.size
    return try Image(size: size, values: [Float](repeating: value, count: size.count))
  }

  private func tenImages() throws -> Dataset {
    try Dataset(
      name: "ten", images: (0..<10).map { try image(Float($0) / 10) }, labels: (0..<10).map { $0 % 3 },
      classNames: ["a", "b", "c"])
  }

  @Test func examplesKnowTheirPlace() throws {
    let data = try tenImages()
    #expect(data.count == 10 && data.imageSize == size && data.classNames == ["a", "b", "c"])
    for index in 0..<10 {
      let example = try data.example(at: index)
      #expect(example.index == index && example.sourceRow == index && example.label == index % 3)
      #expect(example.image.values[0] == Float(index) / 10)
      #expect(try data.label(at: index) == example.label)
    }
    #expect(try data.examples(at: [7, 7, 0]).map(\.index) == [7, 7, 0])
    for index in [-1, 10, .max, .min] {
      #expect(kind { try data.example(at: index) } == .invalidArgument)
      #expect(kind { try data.label(at: index) } == .invalidArgument)
      #expect(kind { try data.subset([0, index]) } == .invalidArgument)
    }
  }

  @Test func subsetsOfSubsetsKeepTheRow() throws {
    let data = try tenImages()
    let odd = try data.subset([1, 3, 5, 7, 9], name: "odd")
    let some = try odd.subset([4, 0])
    #expect(odd.name == "odd" && some.name == "odd" && some.count == 2)
    #expect(try some.examples(at: [0, 1]).map(\.index) == [0, 1])
    #expect(try some.examples(at: [0, 1]).map(\.sourceRow) == [9, 1])
    #expect(try some.example(at: 0).image == data.example(at: 9).image)
    #expect(try data.prefix(4).count == 4 && data.prefix(.max).count == 10)
    #expect(kind { try data.prefix(0) } == .empty)
    #expect(kind { try data.prefix(-1) } == .empty)
    #expect(kind { try data.subset([]) } == .empty)
  }

  @Test func shufflesArePermutationsOfTheKey() throws {
    let data = try tenImages()
    let order = data.shuffledIndices(key: RandomKey(seed: 1))
    #expect(order.sorted() == Array(0..<10))
    #expect(order == data.shuffledIndices(key: RandomKey(seed: 1)))
    #expect(order != data.shuffledIndices(key: RandomKey(seed: 2)))
  }

  @Test func nonsenseIsRefused() throws {
    let images = [try image(0), try image(1)]
    let wide = try image(0, size: ImageSize(channels: 1, height: 3, width: 2))
    #expect(kind { try Dataset(name: "d", images: [], labels: []) } == .empty)
    #expect(kind { try Dataset(name: "d", images: images, labels: [0]) } == .shapeMismatch)
    #expect(kind { try Dataset(name: "d", images: images + [wide], labels: [0, 0, 0]) } == .shapeMismatch)
    #expect(kind { try Dataset(name: "d", images: images, labels: [0, -1]) } == .invalidArgument)
    #expect(kind { try Dataset(name: "d", images: images, labels: [0, .max]) } == .invalidArgument)
    let two = ["a", "b"]
    #expect(kind { try Dataset(name: "d", images: images, labels: [0, 2], classNames: two) } == .invalidArgument)
    #expect(try Dataset(name: "d", images: images, labels: [0, 2]).classNames == ["0", "1", "2"])
  }

  @Test func sourcesThatLieAreCaught() throws {
    struct Liar: ExampleSource {
      let count = 2
      func example(at index: Int) throws -> Example {
        let size = ImageSize(channels: 1, height: 1, width: index + 1)
        return Example(
          image: try Image(size: size, values: [Float](repeating: 0, count: size.count)), label: 5, index: index)
      }
    }
    let size = ImageSize(channels: 1, height: 1, width: 1)
    let data = try Dataset(name: "liar", classNames: ["a"], imageSize: size, source: Liar())
    #expect(kind { try data.example(at: 0) } == .invalidArgument)
    #expect(kind { try data.label(at: 0) } == .invalidArgument)
    #expect(kind { try data.example(at: 1) } == .shapeMismatch)
    #expect(kind { try Dataset(name: "none", classNames: [], imageSize: size, source: Liar()) } == .empty)
  }
}

/// The kind of `AssayError` that `body` throws; nil when it throws none.
func kind<Result>(_ body: () throws -> Result) -> AssayError.Kind? {
  do {
    _ = try body()
    return nil
  } catch {
    return (error as? AssayError)?.kind
  }
}
