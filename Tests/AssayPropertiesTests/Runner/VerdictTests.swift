import AssayBase
import AssayDatasets
import AssayFixtures
import AssayNetworks
import AssayPerturbations
import AssayProperties
import Testing

/// Verdicts on the embedded models are right, and what they say fits together.
@Suite struct VerdictTests {
  @Test func standardPropertiesHoldOnTheRobustModel() async throws {
    let model = try FixtureModel.digitsAdversarial
    for specification in PropertySpecification.standard() {
      let verdict = try await verdict(specification.property(), of: model)
      #expect(verdict.outcome == .holds, "\(verdict.summary)")
      expectConsistent(verdict)
      #expect(verdict.population == 360 && verdict.data == "digits/test" && verdict.model == "digits-adversarial")
    }
  }

  @Test func standardModelIsNotRobust() async throws {
    let verdict = try await verdict(
      .accuracy(under: .pgd(.linf(0.15), steps: 40), atLeast: 0.5), of: FixtureModel.digitsStandard)
    #expect(verdict.outcome == .falsified, "\(verdict.summary)")
    expectConsistent(verdict)
    #expect(verdict.cases < 360, "a claim so wrong is decided early")
    #expect(verdict.counterexample != nil && verdict.worst != nil)
    #expect(verdict.headline.hasPrefix("accuracy under PGD(ℓ∞ 0.15, 40 steps) ≥ 0.5 is falsified: "))
    #expect(verdict.summary.contains("minimal counterexample: digits/test #"))
    #expect(verdict.summary.contains("worst: example #"))
  }

  /// Starting at the image, the attack has no random numbers, so that the rate does not depend on the threshold's key.
  @Test func exhaustedRateIsExact() async throws {
    let model = try FixtureModel.digitsStandard
    let attack = Attack.pgd(.linf(0.1), steps: 10, randomStart: false)
    let (images, labels) = try Digits.test.batch(at: Array(0..<Digits.test.count))
    let result = try attack.run(on: model, images: images, labels: labels, key: RandomKey(seed: 0))
    let fooled = result.fates.count { $0.isFooled }
    let rate = Double(360 - fooled) / 360

    let atRate = try await verdict(.accuracy(under: attack, atLeast: rate), of: model)
    #expect(atRate.outcome == .holds, "a threshold at the exact rate holds: \(atRate.summary)")
    // The last cases decide, so nearly all are needed, and then the count is exact.
    expectConsistent(atRate)
    let above = try await verdict(.accuracy(under: attack, atLeast: rate + 0.5 / 360), of: model)
    #expect(above.outcome == .falsified, "\(above.summary)")
    expectConsistent(above)
    for verdict in [atRate, above] {
      #expect(verdict.interval?.contains(rate) == true)
      if verdict.cases == 360 { #expect(verdict.failures == fooled && verdict.estimate == rate) }
    }
    #expect(max(atRate.cases, above.cases) > 300)
  }

  /// With its own random numbers: the check says of every case what a direct attack on all with the same key says.
  @Test func casesAgreeWithADirectAttack() async throws {
    let model = try FixtureModel.digitsStandard
    let attack = Attack.pgd(.linf(0.1), steps: 10)
    let property = Property<Network>.accuracy(under: attack, atLeast: 0.5)
    let key = runKey(9, property.name)
    let order = Digits.test.shuffledIndices(key: key.derived("order"))
    let (images, labels) = try Digits.test.batch(at: order)
    let fates = try attack.run(on: model, images: images, labels: labels, indices: order, key: key).fates
    let verdict = try await verdict(property, of: model, seed: 9)
    #expect(verdict.failures == fates.prefix(verdict.cases).count { $0.isFooled })
  }

  @Test func exhaustedAccuracyIsTheExactCount() async throws {
    let model = try FixtureModel.digitsStandard
    let (images, labels) = try Digits.test.batch(at: Array(0..<360))
    let right = try zip(model.logits(for: images).labels, labels).count { $0 == $1 }
    let verdict = try await verdict(.accuracy(atLeast: Double(right) / 360), of: model, seed: 5)
    #expect(verdict.outcome == .holds)
    let strict = try await AssayPropertiesTests.verdict(.accuracy(atLeast: 1), of: model, seed: 5)
    #expect(strict.outcome == .falsified && strict.failures == 1, "one failure refutes a rate of 1")
    #expect(strict.counterexample?.reduction == nil && strict.counterexample != nil)
  }

  @Test func thresholdsOfNothingAndAll() async throws {
    let model = try FixtureModel.digitsAdversarial
    let nothing = try await verdict(.accuracy(atLeast: 0), of: model)
    #expect(nothing.outcome == .holds)
    for threshold in [-0.1, 1.1, .nan, .infinity] {
      let error = await fault { try await verdict(.accuracy(atLeast: threshold), of: model) }
      #expect(error?.kind == .invalidArgument && error?.location == "atLeast")
    }
  }

  @Test func configurationsOutOfRangeAreRefused() async throws {
    let model = try FixtureModel.digitsAdversarial
    let bad: [(CheckConfiguration, String)] = [
      (CheckConfiguration(cases: 0), "cases"), (CheckConfiguration(confidence: 0.5), "confidence"),
      (CheckConfiguration(confidence: 1), "confidence"), (CheckConfiguration(confidence: .nan), "confidence"),
      (CheckConfiguration(seconds: 0), "budget"), (CheckConfiguration(seconds: .nan), "budget"),
    ]
    for (configuration, place) in bad {
      let error = await fault {
        try await CheckRunner(configuration).run(.accuracy(atLeast: 0.5), of: model, on: Digits.test)
      }
      #expect(error?.kind == .invalidArgument && error?.location == place)
    }
  }
}
