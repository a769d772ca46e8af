import Assay
import AssayFixtures
import Testing

/// Specs that fail on generated pictures, networks and settings; ``GeneratedFailureTests`` reads what they say.
@Suite(.enabled(if: FalseRun.isInside, "only in the process that GeneratedFailureTests starts"), .seed(2026))
struct GeneratedFalseSpecs {
  @Test func brightPixel() async throws {
    try await forAll(.image(size: ImageSize(channels: 1, height: 28, width: 28))) { image in
      let brightest = image.values.max() ?? 0
      #expect(brightest < 200.5 / 255)
    }
  }

  @Test func changedDigit() async throws {
    let digits = Digits.test
    try await forAll(.example(of: digits, perturbedWithin: .linf(0.1))) { example in
      let distance = try example.image.linfDistance(to: digits.example(at: example.index).image)
      #expect(distance < 4.5 / 255)
    }
  }

  @Test func pairOfPictures() async throws {
    let size = ImageSize(channels: 3, height: 16, width: 16)
    let pairs = Generator<(Image, Image)>.zip(.image(size: size), .image(size: size))
    try await forAll(pairs) { first, second in #expect(first == second) }
  }

  @Test func recipe() async throws {
    try await forAll(
      .network(for: Digits.test), .corruption(), .transformation(rotation: -9...9), .classPair(of: Digits.test)
    ) { network, corruption, change, pair in
      let isOdd = network.parameters.count > 2 && corruption.severity > 1 && !change.isIdentity && pair.original > 2
      #expect(!isOdd)
    }
  }

  @Test func noShapes() async throws {
    try await forAll(.perturbation(in: .linf(0.001)), .powerOfTwo(in: 5...7)) { _, _ in }
  }
}
