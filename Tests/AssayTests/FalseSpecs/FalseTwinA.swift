import Assay
import AssayFixtures
import Testing

/// One of two suites of one name, in two files.
@Suite(.enabled(if: FalseRun.isInside, "only in the process that MemorySpecTests starts"), .serialized)
private struct FalseTwin {
  @Test func twin() async throws {
    try await check(FixtureModel.digitsStandard, on: Digits.test, .accuracy(atLeast: 1))
    try await check(FixtureModel.digitsStandard, on: Digits.test, .accuracy(atLeast: 0.5).notWorseThan(.recorded))
  }
}
