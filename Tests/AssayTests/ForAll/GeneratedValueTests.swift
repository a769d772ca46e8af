import AssayFixtures
import Testing

@testable import Assay

@Suite struct GeneratedValueTests {
  private func words<Value: Sendable>(_ value: Value, of generator: Generator<Value>? = nil) -> String {
    GeneratedValue(value, of: generator ?? .constant(value)).description
  }

  @Test func numbersAndTexts() {
    #expect(words(3) == "3" && words(Float(0.25)) == "0.25" && words("a\n") == "\"a\\n\"")
    #expect(words([1, 2]) == "[1, 2]")
  }

  @Test func examplesNameTheirDataSet() throws {
    let generator = Generator<Example>.example(of: Digits.test)
    let example = try Digits.test.example(at: 12)
    #expect(words(example, of: generator) == "digits/test #12, label \(example.label)")
    #expect(words(example, of: generator.filter { _ in true }) == "digits/test #12, label \(example.label)")
    #expect(words(example) == "example #12, label \(example.label)")
  }

  @Test func largeValuesAreShort() throws {
    let image = try Digits.test.example(at: 0).image
    #expect(words(image) == "image 1×8×8, pixels 0.0 to 1.0")
    #expect(words(Array(repeating: image, count: 9)).hasSuffix("; …] of 9"))
    #expect(words(Tensor.zeros([2, 3])) == "tensor \(Tensor.zeros([2, 3]).shape)")
    #expect(words(Array(0..<1000)).count < 250 && words(Array(0..<1000)).contains("… ("))
    #expect(words(String(repeating: "x", count: 1000)).count < 250)
  }

  @Test func imagesAreFound() throws {
    let example = try Digits.test.example(at: 0)
    #expect(GeneratedValue(example, of: .constant(example)).images == [example.image])
    #expect(GeneratedValue([example.image], of: .constant([example.image])).images.count == 1)
    #expect(GeneratedValue(7, of: .constant(7)).images.isEmpty)
  }
}
