import AssayBase
import AssayDatasets
import AssayImages
import Testing

/// The classes of data are those of a model by name, not by the order of the alphabet.
@Suite struct ClassMatchingTests {
  private func data(_ names: [String]?, labels: [Int]) throws -> Dataset {
    let images = try labels.map {
      try Image(size: ImageSize(channels: 1, height: 1, width: 1), values: [Float($0) / 10])
    }
    return try Dataset(name: "pets", images: images, labels: labels, classNames: names)
  }

  @Test func namesDecide() throws {
    let model = ["zebra", "Egyptian cat", "golden_retriever", "tench, Tinca tinca"]
    let pets = try data(["egyptian_cat", "golden retriever", "tench"], labels: [0, 1, 2, 0])
    let labelled = try pets.labelled(as: model)
    #expect(labelled.classNames == model && labelled.count == 4)
    #expect(try (0..<4).map { try labelled.label(at: $0) } == [1, 2, 3, 1])
    #expect(try labelled.example(at: 2).image == pets.example(at: 2).image)
  }

  @Test func numbersStayAndGetNames() throws {
    let labelled = try data(nil, labels: [0, 2, 1]).labelled(as: ["a", "b", "c", "d"])
    #expect(labelled.classNames.count == 4)
    #expect(try (0..<3).map { try labelled.label(at: $0) } == [0, 2, 1])
    let same = try data(["a", "b"], labels: [0, 1]).labelled(as: ["a", "b"])
    #expect(same.classNames == ["a", "b"] && ClassMatching.areNamed(same.classNames))
  }

  @Test(arguments: [
    (["cat", "dgo"], ["cat", "dog"], "dgo", "Did you mean dog?"),
    (["n01440764", "n01443537"], ["tench", "goldfish"], "n01440764, n01443537", "--classes FILE"),
    (["crane"], ["crane", "crane"], "class 0 and class 1", "--classes FILE"),
    (["a_b", "A-B"], ["a b", "c"], "a_b", "--classes FILE"),
  ])
  func whatCannotBeMatchedIsRefused(
    _ names: [String], _ model: [String], _ found: String, _ advice: String
  ) throws {
    let error = try #require(throws: AssayError.self) { try data(names, labels: [0]).labelled(as: model) }
    #expect(error.location == "pets" && error.found?.contains(found) == true, "\(error)")
    #expect(error.advice?.contains(advice) == true, "\(error)")
  }

  @Test func moreNumbersThanNamesAreRefused() throws {
    let error = try #require(throws: AssayError.self) { try data(nil, labels: [0, 4]).labelled(as: ["a", "b"]) }
    #expect(error.description.contains("expected at most 2, found 5"), "\(error)")
  }
}
