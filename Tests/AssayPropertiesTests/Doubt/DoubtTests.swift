import AssayFixtures
import AssayNetworks
import AssayPerturbations
import AssayProperties
import Testing

/// Claims of robustness that rest on hidden gradients or on a broken attack are reported as unreliable; sound ones hold.
@Suite struct DoubtTests {
  private func doubts(_ verdict: Verdict) -> Set<SoundnessCheck> { Set(verdict.doubts.map(\.check)) }

  @Test(arguments: Disguised.Disguise.allCases)
  func hiddenGradientsAreFound(_ disguise: Disguised.Disguise) async throws {
    let model = Disguised(try FixtureModel.digitsStandard, disguise)
    let property: Property<Disguised> = .accuracy(under: .pgd(.linf(0.15), steps: 20), atLeast: 0.3)
    let verdict = try await verdict(property, of: model, cases: 120)
    if disguise == .randomInput {
      // The failures it does find may not happen again, which is unreliable as well.
      #expect(verdict.outcome != .holds, "\(verdict.summary)")
    } else {
      #expect(verdict.outcome == .unreliable && verdict.counterexample == nil, "\(verdict.summary)")
      #expect(doubts(verdict).isSuperset(of: [.gradientsAreNotZero, .whiteBoxBeatsBlackBox]), "\(verdict.summary)")
      #expect(verdict.summary.contains("in doubt: gradients-are-not-zero: the gradient of the loss is zero at "))
    }
  }

  /// A random model whose attack fails is doubted for its randomness, before anything else.
  @Test func randomAnswersAreFound() async throws {
    let model = Disguised(try FixtureModel.digitsAdversarial, .randomInput)
    let verdict = try await verdict(.accuracy(under: .pgd(.linf(8 / 255), steps: 10), atLeast: 0.3), of: model)
    #expect(verdict.outcome == .unreliable, "\(verdict.summary)")
    #expect(
      doubts(verdict).isSuperset(of: [.evaluationIsDeterministic])
        && doubts(verdict).isSubset(of: [.evaluationIsDeterministic, .logitsIndependentOfTheBatch]))
  }

  @Test func brokenAttacksAreFound() async throws {
    for (fault, check) in [
      (BrokenAttack.Fault.flippedSign, SoundnessCheck.iterativeBeatsSingleStep), (.noStep, .iterativeBeatsSingleStep),
      (.lostInLargeBalls, .unboundedAttackSucceeds),
    ] {
      let attack = Attack(BrokenAttack(.linf(0.15), fault))
      let verdict = try await verdict(.accuracy(under: attack, atLeast: 0.05), of: FixtureModel.digitsStandard)
      #expect(verdict.outcome == .unreliable && doubts(verdict).contains(check), "\(fault): \(verdict.summary)")
    }
    let lost = Attack(BrokenAttack(.linf(0.15), .lostInLargeBalls))
    let verdict = try await verdict(.accuracy(under: lost, atLeast: 0.05), of: FixtureModel.digitsStandard)
    #expect(doubts(verdict).contains(.accuracyFallsWithEpsilon), "\(verdict.summary)")
  }

  /// Sound evaluations raise no doubt, whatever the attack and the seed.
  @Test(arguments: 0..<4)
  func soundEvaluationsHold(_ seed: Int) async throws {
    let claims: [(Attack, Double)] = [
      (.pgd(.linf(0.15), steps: 40), 0.5), (.pgd(.l2(1), steps: 20), 0.3), (.fgsm(.linf(0.1)), 0.5),
      (.square(.linf(0.1), queries: 100), 0.5), (.noise(.linf(0.1), tries: 3), 0.5),
    ]
    for (attack, threshold) in claims {
      let property: Property<Network> = .accuracy(under: attack, atLeast: threshold)
      let verdict = try await verdict(property, of: FixtureModel.digitsAdversarial, seed: UInt64(seed))
      #expect(verdict.outcome == .holds && verdict.doubts.isEmpty, "\(verdict.summary)")
    }
  }

  @Test func checksThatAreIgnoredRaiseNoDoubt() async throws {
    let model = Disguised(try FixtureModel.digitsStandard, .saturatedLogits)
    let claim: Property<Disguised> = .accuracy(under: .pgd(.linf(0.15), steps: 20), atLeast: 0.3)
    let one = try await verdict(claim.ignoring(.gradientsAreNotZero), of: model, cases: 120)
    #expect(one.outcome == .unreliable && !doubts(one).contains(.gradientsAreNotZero))
    let none = try await verdict(
      claim.ignoring(
        .gradientsAreNotZero, .iterativeBeatsSingleStep, .attackBeatsNoise, .whiteBoxBeatsBlackBox,
        .accuracyFallsWithEpsilon, .unboundedAttackSucceeds), of: model, cases: 120)
    #expect(none.outcome == .holds && none.doubts.isEmpty, "\(none.summary)")
  }
}
