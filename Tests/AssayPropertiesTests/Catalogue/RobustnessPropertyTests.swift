import AssayBase
import AssayDatasets
import AssayFixtures
import AssayImages
import AssayNetworks
import AssayPerturbations
import AssayProperties
import AssayTensor
import Testing

/// The claims about attacked models beside the accuracy.
@Suite struct RobustnessPropertyTests {
  // MARK: Minimum distance

  @Test func medianDistancesAreThoseOfTheAttack() async throws {
    let (model, data) = (try FixtureModel.digitsStandard, try Digits.test.prefix(60))
    let (images, labels) = try data.batch(at: Array(0..<60))
    for quantile in [0.1, 0.5, 0.8] {
      let claim: Property<Network> = .minimumDistance(by: .deepFool(), quantile: quantile, atLeast: 0.2)
      let fates = try Attack.deepFool().run(
        on: model, images: images, labels: labels, key: runKey(1, claim.name)
      ).fates
      let distances = fates.map(\.distance).sorted()
      let rank = Int(((1 - quantile) * 60 - 1e-9).rounded(.up))
      let truth = distances[60 - rank]
      // A threshold just below and just above what all examples give: decided by the last of them at the latest.
      for (factor, outcome) in [(0.999, Verdict.Outcome.holds), (1.001, .falsified)] {
        let claim: Property<Network> = .minimumDistance(by: .deepFool(), quantile: quantile, atLeast: truth * factor)
        let found = try await verdict(claim.ignoring(.whiteBoxBeatsBlackBox), of: model, on: data)
        #expect(found.outcome == outcome, "\(quantile): \(found.summary), all give \(truth)")
        #expect(found.interval?.contains(truth) == true || found.cases == 60, "\(found.summary)")
        expectConsistent(found)
      }
    }
  }

  @Test func aSmallMedianIsShownByItsSmallestChange() async throws {
    let claim: Property<Network> = .minimumDistance(by: .deepFool(), atLeast: 1.5)
    let found = try await verdict(claim, of: FixtureModel.digitsStandard)
    #expect(found.outcome == .falsified && found.cases < 360, "\(found.summary)")
    #expect(found.property == "median distance by DeepFool(ℓ2, 50 steps) ≥ 1.5")
    #expect(found.counterexample != nil && found.worst?.distance.hasPrefix("ℓ2 0.") == true, "\(found.summary)")
    #expect((found.interval?.upperBound ?? 9) <= 1.5)
  }

  @Test func attacksInBallsAreToldApart() async throws {
    let model = try FixtureModel.digitsAdversarial
    let fault = await #expect(throws: AssayError.self) {
      try await verdict(.minimumDistance(by: .pgd(.linf(0.3)), atLeast: 0.1), of: model)
    }
    #expect(fault?.description.contains("smallestBall()") == true)
    let other = await #expect(throws: AssayError.self) {
      try await verdict(.accuracy(under: .deepFool(), atLeast: 0.1), of: model)
    }
    #expect(other?.description.contains("within(_:)") == true)
    let halved: Property<Network> = .minimumDistance(
      by: .pgd(.linf(0.4), steps: 10).smallestBall(halvings: 5), atLeast: 0.15)
    let found = try await verdict(halved, of: model, on: Digits.test.prefix(80))
    #expect(found.outcome == .holds, "\(found.summary)")
    #expect(found.property == "median distance by smallest ball of PGD(ℓ∞, up to 0.4, 10 steps, 5 halvings) ≥ 0.15")
  }

  @Test func distancesOutOfRangeAreRefused() async throws {
    let model = try FixtureModel.digitsStandard
    for (quantile, threshold) in [(0, 0.1), (1, 0.1), (0.5, -1), (0.5, .nan), (.nan, 0.1), (0.5, .infinity)] {
      await #expect(throws: AssayError.self) {
        try await verdict(.minimumDistance(by: .deepFool(), quantile: quantile, atLeast: threshold), of: model)
      }
    }
  }

  // MARK: Rising accuracy

  @Test func attacksThatLoseTheirWayInLargeBallsAreFound() async throws {
    let model = try FixtureModel.digitsStandard
    let lost = Attack(BrokenAttack(.linf(0.15), .lostInLargeBalls))
    let broken = try await verdict(.accuracyFallsWithEpsilon(under: lost, over: [0.1, 0.2, 0.3]), of: model)
    #expect(broken.outcome == .falsified, "\(broken.summary)")
    #expect(broken.reason?.contains("falls in the ball ℓ∞ ") == true, "\(broken.summary)")
    #expect(broken.reason?.contains("not in ℓ∞ 0.3") == true)
    let sound = try await verdict(
      .accuracyFallsWithEpsilon(under: .pgd(.linf(0.1), steps: 10), over: [0.1, 0.2, 0.3]), of: model, cases: 150)
    #expect(sound.outcome != .falsified && sound.failures <= 2, "\(sound.summary)")
    for sizes in [[], [0.1], [0.2, 0.1], [0.1, 0.1], [-1, 0.1], [0.1, .nan]] {
      await #expect(throws: AssayError.self) {
        try await verdict(.accuracyFallsWithEpsilon(under: .fgsm(.linf(0.1)), over: sizes), of: model)
      }
    }
    await #expect(throws: AssayError.self) {
      try await verdict(.accuracyFallsWithEpsilon(under: .deepFool(), over: [0.1, 0.2]), of: model)
    }
  }

  // MARK: Transfer

  @Test func transferIsJudgedByTheModel() async throws {
    let (model, surrogate) = (try FixtureModel.digitsAdversarial, try FixtureModel.digitsStandard)
    let attack = Attack.pgd(.linf(0.2), steps: 20)
    let strong = try await verdict(
      .transferResistance(to: attack, from: surrogate, atLeast: 0.7), of: FunctionClassifier(answersOf: model))
    #expect(strong.outcome == .holds && strong.doubts.isEmpty, "\(strong.summary)")
    #expect(strong.property == "accuracy under PGD(ℓ∞ 0.2, 20 steps, from digits-standard) ≥ 0.7")
    let weak = try await verdict(.transferResistance(to: attack, from: surrogate, atLeast: 0.7), of: surrogate)
    #expect(weak.outcome == .falsified && weak.counterexample != nil, "\(weak.summary)")
  }

  @Test func anAttackThatMissesItsSurrogateProvesNothing() async throws {
    let surrogate = Disguised(try FixtureModel.digitsStandard, .quantisedInput)
    let claim: Property<Network> = try .transferResistance(
      to: .pgd(.linf(0.05), steps: 5), from: surrogate, atLeast: 0.5)
    let found = try await verdict(claim, of: FixtureModel.digitsAdversarial)
    #expect(found.outcome == .unreliable && found.doubts.map(\.check) == [.attackFoolsTheSurrogate], "\(found.summary)")
    let ignored = try await verdict(
      claim.ignoring(.attackFoolsTheSurrogate), of: FixtureModel.digitsAdversarial)
    #expect(ignored.outcome == .holds, "\(ignored.summary)")
  }

  @Test func surrogatesOfOtherClassesAreRefused() async throws {
    let model = try FixtureModel.digitsAdversarial
    let other = Network(
      Architecture("three", input: [1, 8, 8], classes: 3) {
        Flatten()
        Linear("fc", 64, 3)
      }, key: RandomKey(seed: 1))
    let fault = await #expect(throws: AssayError.self) {
      try await verdict(.transferResistance(to: .fgsm(.linf(0.1)), from: other, atLeast: 0.1), of: model)
    }
    #expect(fault?.description.contains("other classes") == true && fault?.kind == .shapeMismatch)
  }

  // MARK: Models without gradients

  @Test func aModelIsAttackedByItsAnswers() async throws {
    let model = FunctionClassifier(answersOf: try FixtureModel.digitsStandard)
    let weak = try await verdict(.accuracy(under: .square(.linf(0.3), queries: 200), atLeast: 0.9), of: model)
    #expect(weak.outcome == .falsified && weak.counterexample?.reduction?.is1Minimal == true, "\(weak.summary)")
    let strong = try await verdict(
      .accuracy(under: .square(.linf(0.05), queries: 100), atLeast: 0.5), of: model)
    #expect(strong.outcome == .holds, "\(strong.summary)")
    let fault = await #expect(throws: AssayError.self) {
      try await verdict(.accuracy(under: .pgd(.linf(0.1)), atLeast: 0.5), of: model)
    }
    #expect(fault?.description.contains("only answers") == true)
  }

  // MARK: Classes

  @Test func theWorstClassIsFoundAndNamed() async throws {
    let model = try FixtureModel.digitsStandard
    let fair = try await verdict(.worstClassGap(within: 0.2), of: model)
    #expect(fair.outcome == .holds && fair.findings.first?.hasPrefix("worst class: ") == true, "\(fair.summary)")
    // A model that reads every 8 as a 3 is right on nine tenths.
    let blind = Altered(model) { logits, _ in
      Tensor(
        shape: logits.shape,
        elements: logits.elements.enumerated().map { place, value in place % 10 == 8 ? -100 : value })
    }
    let unfair = try await verdict(.worstClassGap(within: 0.5), of: blind)
    #expect(unfair.outcome == .falsified && unfair.counterexample?.label == 8, "\(unfair.summary)")
    #expect(unfair.findings.first?.hasPrefix("worst class: 8, of which 0 of ") == true, "\(unfair.findings)")
    let attacked = try await verdict(
      .worstClassGap(under: .pgd(.linf(0.1), steps: 10), within: 0.6), of: FixtureModel.digitsAdversarial)
    #expect(attacked.outcome == .holds && attacked.doubts.isEmpty, "\(attacked.summary)")
    #expect(
      attacked.property == "gap between accuracy under PGD(ℓ∞ 0.1, 10 steps) of the worst class and of all ≤ 0.6")
  }

  @Test func oneClassHasNoGap() async throws {
    let model = try FixtureModel.digitsStandard
    let ones = try (0..<Digits.test.count).filter { try Digits.test.label(at: $0) == 1 }
    let fault = await #expect(throws: AssayError.self) {
      try await verdict(.worstClassGap(within: 0.1), of: model, on: Digits.test.subset(ones))
    }
    #expect(fault?.description.contains("class 1 alone") == true)
    await #expect(throws: AssayError.self) { try await verdict(.worstClassGap(within: 1.5), of: model) }
  }

  // MARK: Variations

  @Test func answersThatChangeAreFound() async throws {
    let model = try FixtureModel.digitsAdversarial
    let eight = try await verdict(.invariance(to: .eightBits), of: model)
    #expect(eight.outcome == .holds, "\(eight.summary)")
    let flip = try await verdict(.invariance(to: .flip), of: model)
    #expect(flip.outcome == .falsified && flip.reason?.contains("after a horizontal flip the model says ") == true)
    #expect(flip.counterexample != nil)
    let bright = try await verdict(.invariance(to: .brightness(by: 0.02), atLeast: 0.9), of: model)
    #expect(bright.outcome == .holds, "\(bright.summary)")
    let shift = try await verdict(.invariance(to: .shift(by: 3), atLeast: 0.9), of: model)
    #expect(shift.outcome == .falsified && shift.property == "answers unchanged by a shift by 3 pixels ≥ 0.9")
    let same = try await verdict(.invariance(to: .transformation(Transformation())), of: model)
    #expect(same.outcome == .holds)
    await #expect(throws: AssayError.self) {
      try await verdict(
        .invariance(to: ImageVariation("a crop") { [$0.resized(height: 1, width: 1)] }), of: model)
    }
  }
}
