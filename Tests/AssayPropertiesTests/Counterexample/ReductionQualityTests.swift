import AssayBase
import AssayCheck
import Foundation
import Testing

/// How small reduced images are beside what trying everything finds; with `ASSAY_HEAVY=1` over a hundred failures each.
@Suite struct ReductionQualityTests {
  struct Claim: Sendable, CustomTestStringConvertible {
    let norm: Norm
    let epsilon: Double
    var testDescription: String { "\(norm) \(epsilon)" }
  }

  private static let isHeavy = ProcessInfo.processInfo.environment["ASSAY_HEAVY"] == "1"

  static let claims = [
    Claim(norm: .linf, epsilon: 0.15), Claim(norm: .linf, epsilon: 0.1), Claim(norm: .l2, epsilon: 1),
    Claim(norm: .l2, epsilon: 0.5), Claim(norm: .l1, epsilon: 4), Claim(norm: .l0, epsilon: 5),
  ]

  @Test(arguments: claims)
  func nearTheBestThereIs(claim: Claim) async throws {
    var table = ReductionTable()
    let failures = try ReductionTable.failures(claim.norm, claim.epsilon, atMost: Self.isHeavy ? 100 : 3)
    try #require(failures.count >= 3)
    for failure in failures { try await table.reduce(failure, isThorough: Self.isHeavy) }
    for row in table.rows {
      let (reduction, ball) = (row.reduction, row.failure.ball)
      #expect(reduction.is1Minimal && reduction.isMinimalInValues && ball.contains(reduction.bytes))
      #expect(reduction.changedPixels >= row.fewest ?? 1 && reduction.trials <= 1_000)
      #expect(row.leastSingle == nil || reduction.changedPixels > 1 || reduction.totalChange >= row.leastSingle ?? 0)
    }
    guard Self.isHeavy else { return }
    print("\(claim.testDescription): \(table.summary)")
    #expect(table.medianTrials <= 400)
    #expect(table.shareOfFewest >= 0.8)
  }
}
