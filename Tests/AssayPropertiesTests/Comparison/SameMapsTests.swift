import AssayBase
import AssayDatasets
import AssayExplanations
import AssayFixtures
import AssayNetworks
import AssayPerturbations
import AssayProperties
import AssayTensor
import Testing

/// Maps of two models held against each other, and against what they should look like.
@Suite struct SameMapsTests {
  private let robust: Network
  private let standard: Network

  init() throws {
    robust = try FixtureModel.digitsAdversarial
    standard = try FixtureModel.digitsStandard
  }

  private func compare<First: Classifier, Second: Classifier>(
    _ first: First, _ second: Second, on data: Dataset = Digits.test, cases: Int? = nil,
    _ property: Property<Comparison<First, Second>>
  ) async throws -> Verdict {
    try await CheckRunner(CheckConfiguration(seed: 2, cases: cases, shrinking: untimed)).run(
      property, of: first, against: second, on: data)
  }

  /// The network itself and its plain evaluation, without fused layers and frozen weights.
  @Test func oneFunctionHasOneMap() async throws {
    let plain = Altered(robust) { logits, _ in logits }
    let explanation = Explanation.integratedGradients(steps: 4, tolerance: nil)
    let found = try await compare(robust, plain, cases: 96, .implementationInvariance(of: explanation))
    #expect(found.outcome == .holds, "\(found.summary)")
    let masked = try await compare(robust, Masked(base: robust), .implementationInvariance(of: explanation))
    #expect(masked.outcome == .falsified, "\(masked.summary)")
    #expect(
      masked.counterexample?.maps?.maps.map(\.name)
        == ["map of digits-adversarial", "map of digits-adversarial, masked"])
    let empty = try await compare(
      Masked(base: robust), Masked(base: robust), cases: 32, .implementationInvariance(of: explanation))
    #expect(empty.outcome == .unreliable && empty.doubts.map(\.check) == [.mapsAreNotConstant], "\(empty.summary)")
  }

  @Test func twoFunctionsAreRefused() async throws {
    let strangers = await fault {
      try await compare(robust, standard, .implementationInvariance(of: .gradient))
    }
    #expect(strangers?.kind == .invalidArgument && strangers?.problem.contains("not one function") == true)
    // Alike on dark images alone: too few to speak of one function.
    let partly = PartlyAlike(base: robust)
    let found = try await compare(
      robust, partly, .implementationInvariance(of: .gradient, keeping: .distance(.l1, atMost: 2)))
    #expect(found.outcome == .unreliable && found.doubts.map(\.check) == [.modelsAnswerAlike], "\(found.summary)")
    let lipschitz = await fault {
      try await compare(robust, robust, .implementationInvariance(of: .gradient, keeping: .lipschitz(atMost: 1)))
    }
    #expect(lipschitz?.location == "keeping")
  }

  @Test func differencesNearZero() async throws {
    let same = try await compare(robust, robust, .sameMaps(by: .gradient, atMost: 0.01))
    #expect(same.outcome == .holds && same.estimate == 0, "\(same.summary)")
    let different = try await compare(robust, standard, .sameMaps(by: .gradient, atMost: 0.5))
    #expect(different.outcome == .falsified && different.counterexample?.maps != nil, "\(different.summary)")
    let empty = try await compare(
      Masked(base: robust), Masked(base: standard), .sameMaps(by: .gradient, atMost: 0.01))
    #expect(empty.outcome == .unreliable && empty.doubts.map(\.check) == [.mapsAreNotConstant], "\(empty.summary)")
    let unbounded = await fault {
      try await compare(robust, standard, .sameMaps(by: .gradient, distance: .rawL1, atMost: 0.5))
    }
    #expect(unbounded?.location == "distance")
  }

  /// Whichever is closer: the claim holds for one and is falsified for the other.
  @Test func closerToEdgesMaskAndAnotherModel() async throws {
    let ink = try InkMasked.digits()
    for baseline in [SaliencyBaseline.edges, .mask, .map(of: standard)] {
      let closer = try await compare(
        standard, robust, on: ink, .closerSaliency(by: .saliency, to: baseline))
      #expect(closer.outcome == .holds, "\(closer.summary)")
      let farther = try await compare(
        robust, standard, on: ink, .closerSaliency(by: .saliency, to: baseline))
      #expect(farther.outcome == .falsified, "\(farther.summary)")
    }
    let attacked = try await compare(
      standard, robust, .closerSaliency(by: .saliency, to: .edges, under: .pgd(.linf(0.05), steps: 3)))
    #expect(attacked.property.contains("is closer to the edges of the image under PGD("), "\(attacked.summary)")
    #expect(attacked.outcome == .holds)
  }

  @Test func aSteadyMapMustSaySomething() async throws {
    let attack = Attack.pgd(.linf(0.1), steps: 3)
    let found = try await compare(Masked(base: robust), standard, .closerSaliency(by: .gradient, under: attack))
    #expect(found.outcome == .unreliable && found.doubts.map(\.check) == [.mapsAreNotConstant], "\(found.summary)")
    let still = await fault { try await compare(robust, standard, .closerSaliency(by: .gradient)) }
    #expect(still?.location == "under")
  }
}

/// Answers as its base on images that are dark on the whole, and otherwise on brighter ones.
private struct PartlyAlike: DifferentiableClassifier {
  let base: Network

  var name: String { "partly alike" }
  var inputShape: Shape { base.inputShape }
  var classCount: Int { base.classCount }

  func logits(for images: Tensor) throws -> Logits { try logitsWithPullback(for: images).logits }

  func logitsWithPullback(for images: Tensor) throws -> (logits: Logits, pullback: (Tensor) throws -> Tensor) {
    let (logits, pullback) = try base.logitsWithPullback(for: images)
    let sums = images.sumPerExample().elements
    let factors = sums.flatMap { sum in [Float](repeating: sum < 19 ? 1 : 2, count: base.classCount) }
    return (Logits(logits.values * Tensor(shape: logits.values.shape, elements: factors)), pullback)
  }
}
