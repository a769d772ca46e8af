import Assay
import AssayFixtures
import Testing

/// Claims whose verdict depends on what earlier runs left. They run only in the process that ``FalseRun`` starts.
@Suite(.enabled(if: FalseRun.isInside, "only in the process that MemorySpecTests starts"), .seed(2026))
struct FalseMemory {
  let digits = Digits.test
  let standard: Network
  let robust: Network

  init() throws {
    standard = try FixtureModel.digitsStandard
    robust = try FixtureModel.digitsAdversarial
  }

  @Test func recorded() async throws {
    try await check(robust, on: digits, .accuracy(atLeast: 0.5).notWorseThan(.recorded))
  }

  @Test func better() async throws {
    try await check(robust, on: digits, Self.underAttack.notWorseThan(.file("baseline.json")))
  }

  @Test func worse() async throws {
    try await check(standard, on: digits, Self.underAttack.notWorseThan(.file("baseline.json")))
  }

  private static let underAttack: Property<Network> = .accuracy(under: .pgd(.linf(0.1), steps: 5), atLeast: 0.1)

  @Test func changedData() async throws {
    try await check(robust, on: digits.prefix(100), Self.underAttack.notWorseThan(.file("baseline.json")))
  }
}

/// Checks that several processes share.
@Suite(.enabled(if: FalseRun.isInside, "only in the process that ShardSpecTests starts"), .seed(2026), .cases(40))
struct FalseShards {
  @Test(.splitCases) func split() async throws {
    try await check(FixtureModel.digitsStandard, on: Digits.test, .accuracy(under: .fgsm(.linf(0.3)), atLeast: 0.5))
  }

  @Test(arguments: 0..<2) func dealt(_ threshold: Int) async throws {
    try await check(FixtureModel.digitsStandard, on: Digits.test, .accuracy(atLeast: Double(threshold)))
  }

  @Test func generated() async throws {
    try await forAll(.integer(in: 0...9)) { #expect($0 < 5) }
  }

  @Test(.splitCases, .budget(.seconds(60))) func timed() async throws {
    try await check(FixtureModel.digitsStandard, on: Digits.test, .accuracy(atLeast: 0.5))
  }
}

/// A suite with more checks than share its error.
@Suite(.enabled(if: FalseRun.isInside, "only in the process that MemorySpecTests starts"), .familywise(checks: 2))
struct FalseFamily {
  @Test func crowd() async throws {
    for threshold in [0.5, 0.6, 0.7] {
      try await check(FixtureModel.digitsStandard, on: Digits.test, .accuracy(atLeast: threshold))
    }
  }
}
