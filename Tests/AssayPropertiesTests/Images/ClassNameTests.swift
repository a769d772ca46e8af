import AssayBase
import AssayDatasets
import AssayFixtures
import AssayNetworks
import AssayProperties
import Testing

/// Data that number their classes otherwise than a model that names them are refused, not judged.
@Suite struct ClassNameTests {
  private let words = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]

  private func digits(_ names: [String]) throws -> Dataset {
    let examples = try (0..<20).map { try Digits.test.example(at: $0) }
    let labels = examples.compactMap { names.firstIndex(of: words[$0.label]) }
    return try Dataset(name: "words", images: examples.map(\.image), labels: labels, classNames: names)
  }

  @Test func classesInAnotherOrderAreRefused() throws {
    let model = try FixtureModel.digitsStandard.naming(classes: words)
    try digits(words).check(for: model)
    try Digits.test.check(for: model)
    let sorted = try digits(words.sorted())
    let error = try #require(throws: AssayError.self) { try sorted.check(for: model) }
    #expect(error.expected == "“eight” as class 8" && error.found == "as class 0" && error.location == "words")
    try sorted.labelled(as: words).check(for: model)
    try sorted.check(for: FixtureModel.digitsStandard)
  }
}
