import AssayFixtures
import AssayNetworks
import AssayPerturbations
import AssayProperties
import AssayTestSupport
import Testing

/// Every kind of attack finds hidden gradients out, or is doubted; on a robust network none is.
@Suite struct AttackDoubtTests {
  private static let attacks: [Attack] = [
    .apgd(.linf(0.15), steps: 20), .autoAttack(.linf(0.15), steps: 10, queries: 100),
    .worst(of: .fgsm(.linf(0.15)), .pgd(.linf(0.15), steps: 10)), .pgd(.linf(0.15), steps: 10).then(.fgsm(.linf(0.15))),
    .deepFool(.linf).within(0.15), .fab(.linf, steps: 10).within(0.15), .miFGSM(.linf(0.15)),
  ]

  /// One disguise for every attack; all of them take a minute.
  @Test(arguments: HeavyWork.isWanted ? Disguised.Disguise.allCases : [.quantisedInput], attacks.indices)
  func hiddenGradientsNeverPass(_ disguise: Disguised.Disguise, _ index: Int) async throws {
    let attack = Self.attacks[index]
    let model = Disguised(try FixtureModel.digitsStandard, disguise)
    let verdict = try await verdict(.accuracy(under: attack, atLeast: 0.3), of: model)
    // Without its disguise the model keeps less than that: what sees through it finds the claim false, not in doubt.
    expectNoPass(verdict, disguise)
  }

  @Test(arguments: attacks.indices)
  func soundEvaluationsHold(_ index: Int) async throws {
    let claim: Property<Network> = .accuracy(under: Self.attacks[index], atLeast: 0.6)
    let verdict = try await verdict(claim, of: FixtureModel.digitsAdversarial)
    #expect(verdict.outcome == .holds && verdict.doubts.isEmpty, "\(verdict.summary)")
  }

  @Test(arguments: Disguised.Disguise.allCases)
  func distancesToHiddenBoundariesNeverPass(_ disguise: Disguised.Disguise) async throws {
    let model = Disguised(try FixtureModel.digitsStandard, disguise)
    let verdict = try await verdict(.minimumDistance(by: .deepFool(.linf), atLeast: 0.15), of: model, cases: 120)
    expectNoPass(verdict, disguise)
  }

  /// A hidden gradient is found out. Noise that is new in every call depends on the order of all calls, and so may
  /// what is counted: then too few cases may be left to decide, but the claim never holds.
  private func expectNoPass(_ verdict: Verdict, _ disguise: Disguised.Disguise) {
    let expected: Set<Verdict.Outcome> =
      disguise == .randomInput ? [.unreliable, .falsified, .undecided] : [.unreliable, .falsified]
    #expect(expected.contains(verdict.outcome), "\(verdict.summary)")
  }

  @Test func soundDistancesHold() async throws {
    for attack in [Attack.deepFool(.linf), .fab(.linf, steps: 20)] {
      let claim: Property<Network> = .minimumDistance(by: attack, atLeast: 0.15)
      let verdict = try await verdict(claim, of: FixtureModel.digitsAdversarial)
      #expect(verdict.outcome == .holds && verdict.doubts.isEmpty, "\(verdict.summary)")
    }
  }
}
