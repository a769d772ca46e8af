import AssayExplanations
import AssayFixtures
import AssayNetworks
import AssayPerturbations
import AssayProperties
import AssayTensor
import Testing

/// Proposition 1 of Boopathy et al. 2020 as a property.
@Suite struct DiscrepancyBoundTests {
  private let attack = Attack.pgd(.linf(0.2), steps: 10)

  @Test func completeMapsMoveByHalfTheMargin() async throws {
    let property: Property<Network> = .discrepancyBound(of: .integratedGradients(steps: 32), under: attack)
    let found = try await verdict(property, of: FixtureModel.digitsStandard, cases: 96)
    #expect(found.outcome == .holds, "\(found.summary)")
  }

  /// Maps of a thousandth of the size cannot move that far.
  @Test func incompleteMapsNeedNotMove() async throws {
    let small = Explanation(Scaled(inner: .integratedGradients(steps: 8, tolerance: nil), factor: 1e-3))
    let model = try FixtureModel.digitsStandard
    let plain: Property<Network> = .discrepancyBound(of: small, under: attack, isCorrected: false)
    let found = try await verdict(plain, of: model)
    #expect(found.outcome == .falsified, "\(found.summary)")
    let shown = try #require(found.counterexample)
    #expect(shown.prediction != shown.label && shown.maps?.maps.count == 4 && shown.reduction != nil)
    #expect(shown.maps?.finding.hasPrefix("the maps differ by 0.") == true, "\(shown.summary)")
    #expect(try !property(plain, stillPasses: shown, on: model))
    // Corrected for what they miss, the bound says nothing.
    let corrected = try await verdict(.discrepancyBound(of: small, under: attack), of: model, cases: 64)
    #expect(corrected.outcome == .unreliable && corrected.doubts.map(\.check) == [.someAttackSucceeds])
  }

  private func property(
    _ property: Property<Network>, stillPasses found: ImageCounterexample, on model: Network
  ) throws -> Bool {
    try property.measure.outcome(model, ofSaved: SavedExample(found), key: runKey(0, "")).passes
  }

  @Test func anAttackThatNeverSucceedsSaysNothing() async throws {
    let weak = Attack.pgd(.linf(1e-4), steps: 1)
    let property: Property<Network> = .discrepancyBound(of: .integratedGradients(steps: 8), under: weak)
    let found = try await verdict(property, of: FixtureModel.digitsAdversarial, cases: 48)
    #expect(found.outcome == .unreliable && found.doubts.map(\.check) == [.someAttackSucceeds], "\(found.summary)")
    let open: Property<Network> = .discrepancyBound(of: .gradient, under: .deepFool())
    #expect(await fault { try await verdict(open, of: FixtureModel.digitsStandard) }?.location == "under")
  }
}
