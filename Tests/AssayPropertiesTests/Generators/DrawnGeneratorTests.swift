import AssayBase
import AssayCheck
import AssayDatasets
import AssayProperties
import Testing

@Suite struct DrawnGeneratorTests {
  @Test func casesAreReproducible() throws {
    let generator = Generator.drawnDigit(nuisance: 0...0.5)
    for number in 0..<40 {
      let key = RandomKey(seed: 9).derived(number)
      let drawn = try generator.value(for: key)
      #expect(try generator.value(for: key) == drawn)
      let again = try DrawnExample(
        DrawnDigits(), label: drawn.label, seed: drawn.example.index, nuisance: drawn.nuisance)
      #expect(again == drawn && drawn.image.isOnByteGrid)
      for amount in [drawn.nuisance.pose, drawn.nuisance.form, drawn.nuisance.noise] {
        #expect((0...0.5).contains(amount))
      }
    }
  }

  @Test func rangesOutsideAreRefused() throws {
    #expect(throws: AssayError.self) {
      for number in 0..<50 {
        _ = try Generator.drawnDigit(nuisance: 0...3).value(for: RandomKey(seed: 1).derived(number))
      }
    }
  }

  /// A failure that needs a turned 3 is reduced to one, with all other nuisance gone.
  @Test func failuresShrinkTowardsThePrototype() async throws {
    let drawn = try #require(
      try await Draws.minimum(.drawnDigit(), cases: 200) { $0.label < 3 || $0.nuisance.pose <= 0.4 })
    #expect(drawn.label == 3 && drawn.example.index == 0)
    #expect(drawn.nuisance.pose > 0.4 && drawn.nuisance.pose <= 0.5)
    #expect(drawn.nuisance == Nuisance(pose: drawn.nuisance.pose))
    #expect(drawn.description.hasPrefix("drawn-digits 3, seed 0, pose 0."))
  }
}
