import AssayBase
import AssayExplanations
import AssayFixtures
import AssayNetworks
import AssayPerturbations
import AssayProperties
import AssayTensor
import Testing

/// The claim that one model's explanations move less than another's.
@Suite struct CloserSaliencyTests {
  private func compare(
    _ first: Network, _ second: Network, by explanation: Explanation = .gradient,
    of target: ExplanationTarget = .label, epsilon: Double = 8 / 255, cases: Int? = nil
  ) async throws -> Verdict {
    let configuration = CheckConfiguration(seed: 6, cases: cases, shrinking: untimed)
    return try await CheckRunner(configuration).run(
      .closerSaliency(by: explanation, of: target, under: .pgd(.linf(epsilon), steps: 10)), of: first,
      against: second, on: Digits.test)
  }

  /// Where the standard model is fooled, what it looks at moves on to another class; the robust model's stays.
  @Test func adversarialTrainingSteadiesWhatAModelSees() async throws {
    let (robust, standard) = (try FixtureModel.digitsAdversarial, try FixtureModel.digitsStandard)
    let explanation = Explanation.integratedGradients(steps: 16, tolerance: nil)
    let closer = try await compare(robust, standard, by: explanation, of: .predicted, epsilon: 0.15)
    #expect(closer.outcome == .holds, "\(closer.summary)")
    #expect(
      closer.headline.hasPrefix("saliency of the predicted class by integrated gradients (16 steps, black) moves less"))
    let farther = try await compare(standard, robust, by: explanation, of: .predicted, epsilon: 0.15)
    #expect(farther.outcome == .falsified, "\(farther.summary)")
  }

  /// Whichever of the two moves less: the claim holds for one and is falsified for the other.
  @Test func oneOfTheTwoDirectionsHolds() async throws {
    let (robust, standard) = (try FixtureModel.digitsAdversarial, try FixtureModel.digitsStandard)
    for explanation in [Explanation.gradient, .saliency, .integratedGradients(steps: 8, tolerance: nil)] {
      let one = try await compare(robust, standard, by: explanation)
      #expect(one.model == "digits-adversarial against digits-standard")
      let other = try await compare(standard, robust, by: explanation)
      #expect(Set([one.outcome, other.outcome]) == [.holds, .falsified], "\(one.summary)\n\(other.summary)")
      // The same examples, the same attacks, the other sign.
      #expect(one.cases == other.cases && one.population == other.population)
      guard let a = one.estimate, let b = other.estimate else {
        Issue.record("a mean has an estimate")
        return
      }
      #expect((a + b).magnitude < 1e-12 && (a > 0) == one.passes && (b > 0) == other.passes)
      #expect(one.failures + other.failures >= one.cases, "what is less for one is not for the other")
      expectConsistent(one)
      expectConsistent(other)
    }
  }

  /// The value of every case against a computation of its own.
  @Test func estimateIsTheMeanDifference() async throws {
    let (robust, standard) = (try FixtureModel.digitsAdversarial, try FixtureModel.digitsStandard)
    let attack = Attack.pgd(.linf(8 / 255), steps: 10, randomStart: false)
    let data = try Digits.test.prefix(40)
    let property = Property<Comparison<Network, Network>>.closerSaliency(by: .gradient, under: attack)
    let verdict = try await CheckRunner(CheckConfiguration(seed: 6)).run(
      property, of: robust, against: standard, on: data)
    let (images, labels) = try data.batch(at: Array(0..<40))
    func shifts(_ model: Network) throws -> [Double] {
      let attacked = try attack.run(on: model, images: images, labels: labels, key: RandomKey(seed: 0)).images
      let before = try Explanation.gradient.maps(of: model, images: images, labels: labels).elements.map { Double($0) }
      let after = try Explanation.gradient.maps(of: model, images: attacked, labels: labels).elements.map { Double($0) }
      return (0..<40).map { row in
        let (a, b) = (before[row * 64..<(row + 1) * 64], after[row * 64..<(row + 1) * 64])
        let (x, y) = (a.reduce(0) { $0 + abs($1) }, b.reduce(0) { $0 + abs($1) })
        return zip(a, b).reduce(0) { $0 + abs($1.0 / x - $1.1 / y) }
      }
    }
    let (a, b) = (try robust.logits(for: images).labels, try standard.logits(for: images).labels)
    let order = data.shuffledIndices(key: runKey(6, property.name).derived("order"))
    let both = order.filter { a[$0] == labels[$0] && b[$0] == labels[$0] }
    let (first, second) = (try shifts(robust), try shifts(standard))
    let mean = both.prefix(verdict.cases).reduce(0) { $0 + (second[$1] - first[$1]) / 2 } / Double(verdict.cases)
    #expect(verdict.population == both.count)
    #expect(((verdict.estimate ?? 9) - mean).magnitude < 1e-5)
  }

  /// A mean is judged by how far its values can lie apart.
  @Test func distancesWithoutABoundAreRefused() async throws {
    let model = try FixtureModel.digitsStandard
    for distance in MapDistance.allCases where distance.maximum == nil {
      let property = Property<Comparison<Network, Network>>.closerSaliency(
        by: .gradient, under: .fgsm(.linf(0.1)), distance: distance)
      await #expect(throws: AssayError.self) {
        _ = try await CheckRunner(CheckConfiguration(seed: 6)).run(
          property, of: model, against: model, on: Digits.test)
      }
    }
  }

  /// "Less" is strict: a model does not move less than itself.
  @Test func aModelAgainstItselfDoesNotHold() async throws {
    let model = try FixtureModel.digitsStandard
    let verdict = try await compare(model, model)
    #expect(verdict.outcome == .falsified && verdict.estimate == 0, "\(verdict.summary)")
    #expect(verdict.reason == "neither of the two does better")
    #expect(verdict.cases == verdict.population && verdict.interval == 0...0)
  }

  @Test func onlyExamplesThatBothGetRightCount() async throws {
    let (robust, standard) = (try FixtureModel.digitsAdversarial, try FixtureModel.digitsStandard)
    let (images, labels) = try Digits.test.batch(at: Array(0..<360))
    let (a, b) = (try robust.logits(for: images).labels, try standard.logits(for: images).labels)
    let both = (0..<360).count { a[$0] == labels[$0] && b[$0] == labels[$0] }
    #expect(both < 360)
    let verdict = try await compare(robust, standard, cases: 1)
    #expect(verdict.population == both && verdict.cases == 1)
  }

  @Test func tooFewCasesAreUndecided() async throws {
    let verdict = try await compare(FixtureModel.digitsAdversarial, FixtureModel.digitsStandard, cases: 3)
    #expect(verdict.outcome == .undecided && verdict.cases == 3)
    #expect(verdict.interval?.contains(0) == true)
  }
}
