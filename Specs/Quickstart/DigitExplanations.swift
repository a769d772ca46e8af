import Assay
import AssayFixtures
import Testing

/// What explanations of the robust model must keep, a line a claim.
@Suite(.seed(2026))
struct DigitExplanations {
  let digits = Digits.test
  let robust: Network
  let explanation = Explanation.integratedGradients(steps: 16, tolerance: nil)

  init() throws { robust = try FixtureModel.digitsAdversarial }

  @Test func saliencyStaysUnderNoise() async throws {
    try await check(
      robust, on: digits,
      .stability(of: .saliency, under: .linf(4 / 255), keeping: .similarity(.kendall, atLeast: 0.5), share: 0.9))
  }

  @Test func mapsFollowTheWeights() async throws {
    try await check(robust, on: digits, .weightSensitivity(of: explanation, atMost: 0.5))
  }

  @Test func mapsFindWhatDeletionMisses() async throws {
    try await check(robust, on: digits, .deletionFaithfulness(of: explanation))
  }

  @Test func gradientsIgnoreAConstantShift() async throws {
    try await check(robust, on: digits, .shiftInvariance(of: .gradient))
  }
}
