import AssayBase
import AssayExplanations
import AssayFixtures
import AssayImages
import AssayNetworks
import AssayPerturbations
import AssayProperties
import AssayTensor
import Testing

/// Maps of images that were changed a little.
@Suite struct StabilityTests {
  private let robust: Network
  private let standard: Network

  init() throws {
    robust = try FixtureModel.digitsAdversarial
    standard = try FixtureModel.digitsStandard
  }

  @Test func gradientsStayUnderLittleNoise() async throws {
    let property: Property<Network> = .stability(
      of: .saliency, under: .linf(4 / 255), keeping: .similarity(.kendall, atLeast: 0.3))
    let found = try await verdict(property, of: robust, cases: 64)
    #expect(found.outcome == .holds, "\(found.summary)")
    #expect(found.property == "saliency of the label keeps Kendall’s τ ≥ 0.3 under noise in ℓ∞ 4/255")
    expectConsistent(found)
  }

  /// The smallest change is judged again by the definition in words.
  @Test func aFailureIsReducedToAFewPixels() async throws {
    let (threshold, epsilon) = (0.7, 0.1)
    let property: Property<Network> = .stability(
      of: .gradient, under: .linf(epsilon), samples: 2, keeping: .similarity(.kendall, atLeast: threshold))
    let found = try await verdict(property, of: robust)
    #expect(found.outcome == .falsified, "\(found.summary)")
    let shown = try #require(found.counterexample)
    let reduction = try #require(shown.reduction)
    #expect(shown.label == shown.prediction || found.summary.contains("→"))
    #expect(reduction.changedPixels < reduction.changedPixelsBefore && reduction.attack == "noise in ℓ∞ 0.1")
    #expect(reduction.largestChange <= Int(epsilon * 255 + 1e-6))
    func similarity(_ bytes: [UInt8]) throws -> (kendall: Double, answer: Int) {
      let pictures = [shown.original.bytes, bytes].map { $0.map { Float($0) / 255 } }
      let images = Tensor(shape: [2, 1, 8, 8], elements: pictures.flatMap(\.self))
      let maps = try Explanation.gradient.maps(of: robust, images: images, labels: [shown.label, shown.label])
      return (
        try MapSimilarity.kendall.values(maps.rows([0]), maps.rows([1]))[0], try robust.logits(for: images).labels[1]
      )
    }
    let (kendall, answer) = try similarity(shown.failing.bytes)
    #expect(kendall < threshold && answer == shown.prediction)
    // Restoring any changed pixel keeps the claim, or changes the answer.
    if reduction.is1Minimal {
      for pixel in 0..<64 where shown.failing.bytes[pixel] != shown.original.bytes[pixel] {
        var bytes = shown.failing.bytes
        bytes[pixel] = shown.original.bytes[pixel]
        let restored = try similarity(bytes)
        #expect(restored.kendall > threshold - 2e-4 || restored.answer != shown.prediction)
      }
    }
    let maps = try #require(shown.maps)
    #expect(maps.maps.map(\.name) == ["map before", "map after"] && maps.finding.hasPrefix("Kendall’s τ of 0."))
    #expect(shown.summary.contains(maps.finding) && shown.summary.contains("still, "), "\(shown.summary)")
    #expect(shown.panels == "original | changed | difference ×16 | map before | map after")
    // What is saved says all that was found, and is judged again without a search.
    #expect(try ImageCounterexample(json: shown.json()) == shown)
    #expect(try PNG.decode(shown.png()).width > 800)
    let saved = SavedExample(shown)
    let key = RandomKey(seed: 0)
    let again = try property.measure.outcome(robust, ofSaved: saved, key: key)
    #expect(!again.passes && again.reason == maps.finding)
    let clean = SavedExample(failing: saved.original, original: saved.original)
    #expect(try property.measure.outcome(robust, ofSaved: clean, key: key).passes)
  }

  @Test func savedCasesDecideFirst() async throws {
    let property: Property<Network> = .stability(
      of: .gradient, under: .linf(0.1), samples: 1, keeping: .similarity(.kendall, atLeast: 0.7))
    let shown = try #require(try await verdict(property, of: robust).counterexample)
    let owner = CaseOwner(test: "M.S/t()", suite: "S", name: "t")
    var configuration = CheckConfiguration(seed: 9)
    configuration.memory = CheckMemory(
      test: "M.S/t()", saved: [CorpusEntry(path: "saved.json", saved: SavedCase(.image(shown), of: owner))], advice: "")
    configuration.explainsFailures = false
    let found = try await CheckRunner(configuration).run(property, of: robust, on: Digits.test)
    #expect(found.isDecidedBySaved && found.cases == 0, "\(found.summary)")
  }

  @Test func aMapThatSaysNothingIsNotStable() async throws {
    let property: Property<Masked> = .stability(of: .gradient, under: .linf(4 / 255), samples: 2)
    let found = try await verdict(property, of: Masked(base: robust), cases: 32)
    #expect(found.outcome == .unreliable && found.doubts.map(\.check) == [.mapsAreNotConstant], "\(found.summary)")
    let ignored = try await verdict(property.ignoring(.mapsAreNotConstant), of: Masked(base: robust), cases: 32)
    #expect(ignored.outcome == .holds)
  }

  @Test func noiseThatChangesTheAnswersSaysNothing() async throws {
    let property: Property<Network> = .stability(
      of: .gradient, under: .linf(1), samples: 1, keeping: .similarity(.kendall, atLeast: -1))
    let found = try await verdict(property, of: standard, cases: 32)
    #expect(found.outcome == .unreliable && found.doubts.map(\.check) == [.changesKeepTheAnswer], "\(found.summary)")
  }

  /// The gradient of a linear model is the same everywhere: its Lipschitz constant is 0.
  @Test func linearModelsHaveNoLipschitzRatio() async throws {
    let tiny = try TinyLinear(seed: 4, images: 20)
    let still: Property<Network> = .stability(of: .gradient, under: .linf(0.05), keeping: .lipschitz(atMost: 0))
    #expect(try await verdict(still, of: tiny.network, on: tiny.data).outcome == .holds)
    // That of the gradient times the pixels is at most the largest weight.
    let weight = tiny.network.parameters["fc.weight"]?.elements.map { Double($0.magnitude) }.max() ?? 0
    for (bound, outcome) in [(weight * 1.001, Verdict.Outcome.holds), (weight * 0.01, .falsified)] {
      let moving: Property<Network> = .stability(
        of: .inputTimesGradient, under: .linf(0.05), keeping: .lipschitz(atMost: bound))
      let found = try await verdict(moving, of: tiny.network, on: tiny.data)
      #expect(found.outcome == outcome, "\(found.summary)")
    }
  }

  @Test func anAttackFindsWhatNoiseDoesNot() async throws {
    let agreement = MapAgreement.similarity(.kendall, atLeast: 0.5)
    let attacked: Property<Network> = .explanationRobustness(
      of: .inputTimesGradient, within: .linf(0.1), steps: 10, keeping: agreement)
    let found = try await verdict(attacked, of: robust)
    #expect(found.outcome == .falsified, "\(found.summary)")
    let shown = try #require(found.counterexample)
    #expect(shown.prediction == shown.label && shown.reduction?.attack.hasPrefix("attack on input × gradient") == true)
    let small: Property<Network> = .explanationRobustness(
      of: .gradient, within: .linf(0.01), steps: 5, keeping: agreement, share: 0.9)
    #expect(try await verdict(small, of: standard).outcome == .holds)
  }

  @Test func whatHasNoDerivativeIsRefused() async throws {
    let property: Property<FunctionClassifier> = .explanationRobustness(of: .gradient, within: .linf(0.1))
    let box = await fault { try await verdict(property, of: FunctionClassifier(answersOf: robust)) }
    #expect(box?.kind == .unsupported && box?.problem.contains("only answers") == true)
    let image: Property<Network> = .explanationRobustness(of: Explanation(ImageItself()), within: .linf(0.1))
    let itself = await fault { try await verdict(image, of: robust) }
    #expect(itself?.kind == .unsupported && itself?.location == "of")
    for (agreement, samples) in [(MapAgreement.similarity(.kendall, atLeast: 1.5), 8), (.lipschitz(atMost: -1), 8)] {
      let bad: Property<Network> = .stability(
        of: .gradient, under: .linf(0.1), samples: samples, keeping: agreement)
      #expect(await fault { try await verdict(bad, of: robust) }?.kind == .invalidArgument)
    }
    let none: Property<Network> = .stability(of: .gradient, under: .linf(0.1), samples: 0)
    #expect(await fault { try await verdict(none, of: robust) }?.location == "samples")
  }
}
