import AssayBase
import AssayExplanations
import AssayFixtures
import AssayImages
import AssayNetworks
import AssayPerturbations
import AssayProperties
import AssayTensor
import Testing

/// Claims about maps of examples as they are: one model for which each holds, one that refutes it, one that says nothing.
@Suite struct MapClaimTests {
  private let robust: Network
  private let standard: Network

  init() throws {
    robust = try FixtureModel.digitsAdversarial
    standard = try FixtureModel.digitsStandard
  }

  private func expect<Model: Classifier>(
    _ outcome: Verdict.Outcome, _ property: Property<Model>, of model: Model, doubt: SoundnessCheck? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let found = try await verdict(property, of: model)
    #expect(found.outcome == outcome, "\(found.summary)", sourceLocation: sourceLocation)
    #expect(found.doubts.map(\.check) == (doubt.map { [$0] } ?? []), sourceLocation: sourceLocation)
    expectConsistent(found, sourceLocation: sourceLocation)
    guard outcome == .falsified else { return }
    let shown = try #require(found.counterexample, sourceLocation: sourceLocation)
    #expect(shown.maps?.maps.isEmpty == false && shown.reduction == nil, sourceLocation: sourceLocation)
    #expect(try !shown.png().isEmpty, sourceLocation: sourceLocation)
  }

  @Test func sparseness() async throws {
    try await expect(.holds, .sparseness(of: .gradient, atLeast: 0.8), of: robust)
    try await expect(.falsified, .sparseness(of: .gradient, atLeast: 0.8), of: standard)
    // A map of zeros prefers no pixel, and is not sparse.
    try await expect(.falsified, .sparseness(of: .gradient, atLeast: 0.1), of: Masked(base: robust))
  }

  /// The mean against a computation of its own, when all examples have been used.
  @Test func meansAreThoseOfAllExamples() async throws {
    let data = try Digits.test.prefix(24)
    let (images, labels) = try data.batch(at: Array(0..<24))
    let maps = try Explanation.gradient.maps(of: robust, images: images, labels: labels)
    let mean = try MapConcentration.gini.values(maps).reduce(0, +) / 24
    let found = try await verdict(.sparseness(of: .gradient, atLeast: mean - 1e-6), of: robust, on: data)
    #expect(found.outcome == .holds && ((found.estimate ?? 9) - mean).magnitude < 1e-9, "\(found.summary)")
    let above = try await verdict(.sparseness(of: .gradient, atLeast: mean + 1e-6), of: robust, on: data)
    #expect(above.outcome == .falsified && above.cases == 24)
  }

  @Test func localization() async throws {
    let ink = try InkMasked.digits()
    let inside = try await verdict(
      .localization(of: .inputTimesGradient, by: .mass, atLeast: 0.8), of: standard, on: ink)
    #expect(inside.outcome == .holds, "\(inside.summary)")
    #expect(inside.property == "relevance mass inside the mask by input × gradient of the label ≥ 0.8")
    let outside = try await verdict(.localization(of: .saliency, by: .mass, atLeast: 0.8), of: standard, on: ink)
    #expect(outside.outcome == .falsified && outside.counterexample?.maps?.maps.map(\.name) == ["map", "mask"])
    let hits = try await verdict(
      .localization(of: .gradient, by: .pointing(), atLeast: 0.9), of: standard, on: ink)
    #expect(hits.outcome == .holds && hits.interval != nil, "\(hits.summary)")
    let zeros = try await verdict(
      .localization(of: .gradient, by: .mass, atLeast: 0.1), of: Masked(base: standard), on: ink)
    #expect(zeros.outcome == .falsified, "\(zeros.summary)")
    // Where the mask is the whole picture, any map lies inside.
    let anywhere = try await verdict(
      .localization(of: .saliency, by: .mass, atLeast: 0.9), of: standard, on: InkMasked.digits(from: 0))
    #expect(anywhere.outcome == .unreliable && anywhere.doubts.map(\.check) == [.chanceDoesNotSuffice])
    let none = await fault { try await verdict(.localization(of: .saliency, atLeast: 0.5), of: standard) }
    #expect(none?.kind == .unsupported)
  }

  @Test func seeds() async throws {
    func property<Model: Classifier>(
      _ samples: Int, _ agreement: MapAgreement, for type: Model.Type
    ) -> Property<Model> {
      .seedStability(of: "SmoothGrad", keeping: agreement, share: 0.9) {
        .smoothGrad(samples: samples, deviation: .ofRange(0.2), seed: $0)
      }
    }
    let loose = MapAgreement.similarity(.spearman, atLeast: 0.5)
    try await expect(.holds, property(32, loose, for: Network.self), of: robust)
    let strict = MapAgreement.similarity(.spearman, atLeast: 0.99)
    try await expect(.falsified, property(2, strict, for: Network.self), of: robust)
    try await expect(
      .unreliable, property(2, loose, for: Masked.self), of: Masked(base: robust), doubt: .mapsAreNotConstant)
    // LIME asks for answers only. Sixteen superpixels and many copies leave little to chance, few copies much.
    for (samples, outcome) in [(2_000, Verdict.Outcome.holds), (6, .falsified)] {
      let lime: Property<FunctionClassifier> = .seedStability(of: "LIME", keeping: .similarity(.spearman, atLeast: 0.6))
      {
        .lime(LIME(segmentation: .grid(rows: 4, columns: 4), samples: samples, seed: $0))
      }
      let found = try await verdict(lime, of: FunctionClassifier(answersOf: robust), cases: 4)
      #expect(found.outcome == outcome, "\(found.summary)")
    }
    let one: Property<Network> = .seedStability(of: "x", seeds: [1, 1]) { _ in .gradient }
    #expect(await fault { try await verdict(one, of: robust) }?.location == "seeds")
  }

  @Test func weights() async throws {
    try await expect(.holds, .weightSensitivity(of: .gradient, atMost: 0.3), of: robust)
    // An image is as it is whatever the weights.
    let image = Explanation(ImageItself())
    try await expect(.falsified, .weightSensitivity(of: image, atMost: 0.9), of: robust)
    try await expect(
      .unreliable, .weightSensitivity(of: .gradient, atMost: 0.3), of: robust.blank, doubt: .mapsAreNotConstant)
    let box: Property<FunctionClassifier> = .weightSensitivity(of: image)
    #expect(await fault { try await verdict(box, of: FunctionClassifier(answersOf: robust)) }?.kind == .unsupported)
  }

  @Test func shifts() async throws {
    try await expect(.holds, .shiftInvariance(of: .gradient), of: robust)
    let black = Explanation.integratedGradients(steps: 4, tolerance: nil)
    let found = try await verdict(.shiftInvariance(of: black, by: -0.2), of: robust)
    #expect(found.outcome == .falsified, "\(found.summary)")
    // What is shown is the smallest shift that breaks the claim.
    let shown = try #require(found.counterexample?.maps)
    #expect(shown.finding.contains("when the pixels shift by -") && shown.finding.hasSuffix("/255"), "\(shown.finding)")
    try await expect(.falsified, .shiftInvariance(of: .inputTimesGradient), of: robust)
    try await expect(.unreliable, .shiftInvariance(of: .gradient), of: robust.blank, doubt: .mapsAreNotConstant)
    #expect(await fault { try await verdict(.shiftInvariance(of: .gradient, by: 0), of: robust) }?.location == "by")
  }

  @Test func deletion() async throws {
    let removal = PixelRemoval.deletion(steps: 16)
    try await expect(.holds, .deletionFaithfulness(of: .inputTimesGradient, removal: removal, orders: 2), of: robust)
    let reversed = Explanation(Scaled(inner: .inputTimesGradient, factor: -1))
    try await expect(.falsified, .deletionFaithfulness(of: reversed, removal: removal, orders: 2), of: robust)
    let zeros = Property<Masked>.deletionFaithfulness(of: .inputTimesGradient, removal: removal, orders: 2)
    let found = try await verdict(zeros, of: Masked(base: robust))
    #expect(found.outcome != .holds, "\(found.summary)")
    let insertion = Property<Network>.deletionFaithfulness(of: .gradient, removal: .insertion())
    #expect(await fault { try await verdict(insertion, of: robust) }?.kind == .unsupported)
  }

  @Test func completenessOfAnyMethod() async throws {
    // A linear model without bias: the gradient times the pixels is the score itself.
    let tiny = try TinyLinear(seed: 2, images: 12)
    let complete: Property<Network> = .completeness(of: .inputTimesGradient, within: 0.001)
    #expect(try await verdict(complete, of: tiny.network, on: tiny.data).outcome == .holds)
    let half = Explanation(Scaled(inner: .inputTimesGradient, factor: 0.5))
    let found = try await verdict(.completeness(of: half, within: 0.4), of: tiny.network, on: tiny.data)
    #expect(found.outcome == .falsified && found.reason?.contains("misses the difference") == true)
    // A model that says the same of every image: nothing to explain, and nothing explained.
    try await expect(
      .unreliable, .completeness(of: .integratedGradients(), within: 0.01), of: robust.blank, doubt: .mapsAreNotConstant
    )
  }
}
