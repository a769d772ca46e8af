import Assay
import AssayFixtures
import Testing

@Suite(.seed(11)) struct CheckTests {
  private let digits = Digits.test

  @Test func sameSeedSameVerdict() async throws {
    let model = try FixtureModel.digitsAdversarial
    let property: Property<Network> = .accuracy(under: .pgd(.linf(0.2), steps: 5), atLeast: 0.6)
    let (first, second) = (
      try await check(model, on: digits, property), try await check(model, on: digits, property)
    )
    #expect(first.passes && first.seed == 11)
    #expect(first.cases == second.cases && first.estimate == second.estimate && first.interval == second.interval)
  }

  @Test(.confidence(0.9)) func confidenceIsPassedOn() async throws {
    let model = try FixtureModel.digitsAdversarial
    let verdict = try await check(model, on: digits, .accuracy(atLeast: 0.5))
    #expect(verdict.confidence == 0.9)
  }

  @Test(.cases(40)) func casesLimitAClaimAboutAll() async throws {
    let model = try FixtureModel.digitsAdversarial
    let verdict = try await check(model, on: digits, .always("anything") { _, _ in true })
    #expect(verdict.cases == 40 && verdict.population == 360)
  }

  @Test(arguments: [0.5, 0.6, 0.7]) func parameterisedTestsCheck(_ threshold: Double) async throws {
    try await check(FixtureModel.digitsStandard, on: digits, .accuracy(atLeast: threshold))
  }

  @Test func fiftyChecksAtOnceFinish() async throws {
    let model = try FixtureModel.digitsStandard
    let verdicts = try await withThrowingTaskGroup(of: Verdict.self) { group in
      for index in 0..<50 {
        group.addTask { try await check(model, on: digits, .accuracy(atLeast: 0.5 + Double(index) / 1000)) }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(verdicts.count == 50 && verdicts.allSatisfy(\.passes))
  }

  @Test(.cases(40)) func checkInsideForAllPassesTheGate() async throws {
    let model = try FixtureModel.digitsStandard
    try await forAll(.double(in: 0...0.5)) { threshold in
      try await check(model, on: digits, .accuracy(atLeast: threshold))
      try await forAll(.boolean) { _ in }
    }
  }

  @Test func callsOutsideATestAreRefused() async throws {
    let model = try FixtureModel.digitsStandard
    let task = Task.detached { [digits] in
      try await check(model, on: digits, .accuracy(atLeast: 0.5))
    }
    let error = await #expect(throws: AssayError.self) { try await task.value }
    #expect(error?.kind == .contractBroken && error?.description.contains("CheckRunner") == true)

    let generated = Task.detached { try await forAll(.boolean) { _ in } }
    let other = await #expect(throws: AssayError.self) { try await generated.value }
    #expect(other?.description.contains("forAll was called outside a test") == true)
  }

  @Test func cancellationIsNoIssue() async throws {
    let model = try FixtureModel.digitsStandard
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      try await check(model, on: digits, .accuracy(atLeast: 0.5))
    }
    await #expect(throws: CancellationError.self) { try await task.value }

    let generated = Task {
      try await forAll(.integer) { number in
        withUnsafeCurrentTask { $0?.cancel() }
        #expect(number > number)
      }
    }
    await #expect(throws: CancellationError.self) { try await generated.value }
  }
}
