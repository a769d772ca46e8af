import AssayBase
import AssayCheck
import AssayDatasets
import AssayFixtures
import AssayImages
import AssayProperties
import Testing

@Suite struct TransformedExampleTests {
  @Test func drawsShrinkToNoChange() async throws {
    let transform: ImageTransform = .rotation(-30...30).then(.shift(-2...2)).then(.brightness(0.5...1.5).sometimes(0.5))
    let generator = Generator<TransformedExample>.example(of: Digits.test, changedBy: transform)
    let simplest = try Draws.simplest(generator)
    #expect(simplest.change.isIdentity && simplest.image == simplest.original.image)
    #expect(simplest.description == "\(simplest.original): no change")
    let values = try Draws.values(generator, 200)
    #expect(values.contains { $0.change.description.contains("rotation") && $0.change.description.contains("shift") })
    #expect(values.allSatisfy { $0.image.size == $0.original.image.size && $0.image.isOnByteGrid })
    // What does not matter goes, and what does is as small as it can be.
    let minimum = try await Draws.minimum(generator) { !$0.change.description.contains("brightness 1.") }
    #expect(minimum?.original.index == 0 && minimum?.change.description == "brightness 1.1")
    let turned = try await Draws.minimum(generator) { !$0.change.description.contains("rotation") }
    #expect(turned?.change.description == "rotation 1.0°")
  }

  @Test func choicesGiveTheSameExample() throws {
    let generator = Generator<TransformedExample>.example(
      of: Digits.test, changedBy: .elastic(strength: 5...9, sigma: 1).then(.patchShuffle(2).sometimes(0.5)))
    let (first, second) = try (Draws.values(generator, 20), Draws.values(generator, 20))
    #expect(first.map(\.image) == second.map(\.image) && Set(first.map { "\($0.image.values)" }).count > 15)
    #expect(
      Draws.fault(.example(of: Digits.test, changedBy: .randomCrop(height: 9, width: 9)))?.kind == .invalidArgument)
  }
}
