import AssayFixtures
import AssayNetworks
import AssayPerturbations
import AssayProperties
import Testing

/// Budgets end checks as undecided and say so.
@Suite struct UndecidedTests {
  @Test func tooFewCases() async throws {
    let verdict = try await verdict(.accuracy(atLeast: 0.97), of: FixtureModel.digitsStandard, cases: 20)
    #expect(verdict.outcome == .undecided && verdict.cases == 20 && verdict.population == 360, "\(verdict.summary)")
    #expect(
      verdict.reason == "20 cases do not decide the claim at 99.9 %; allow more cases, or lower the confidence")
    #expect(verdict.counterexample == nil && verdict.headline.contains("is undecided: "))
    expectConsistent(verdict)
  }

  @Test func limitsOfCasesArePrecise() async throws {
    for cases in [1, 31, 32, 33, 97] {
      let verdict = try await verdict(.accuracy(atLeast: 0.97), of: FixtureModel.digitsStandard, cases: cases)
      #expect(verdict.cases <= cases && (verdict.cases == cases || verdict.outcome != .undecided))
    }
  }

  @Test func timeRunsOut() async throws {
    let verdict = try await verdict(
      .accuracy(under: .pgd(.linf(0.1), steps: 10), atLeast: 0.5), of: FixtureModel.digitsStandard, seconds: 1e-9)
    #expect(verdict.outcome == .undecided && verdict.cases == 0)
    #expect(verdict.reason?.hasPrefix("the budget of 1e-09 s ended before the claim was decided") == true)
    #expect(verdict.estimate == nil && !verdict.summary.isEmpty)
  }

  @Test func alwaysHoldsForTheCasesAllowed() async throws {
    let calls = Counter()
    let property = Property<Network>.always("is asked") { _, _ in
      _ = calls.next()
      return true
    }
    let model = try FixtureModel.digitsStandard
    let some = try await verdict(property, of: model, cases: 50)
    #expect(some.outcome == .holds && some.cases == 50 && calls.value == 50)
    #expect(some.headline == "is asked holds: 50 of 360 examples pass")
    let all = try await verdict(property, of: model)
    #expect(all.outcome == .holds && all.cases == 360 && all.headline == "is asked holds: all 360 examples pass")
    #expect(all.estimate == nil && all.interval == nil)
    let more = try await verdict(property, of: model, cases: 5_000)
    #expect(more.outcome == .holds && more.cases == 360)
  }

  @Test func alwaysWithoutTimeIsUndecided() async throws {
    let verdict = try await verdict(
      .always("true") { _, _ in true }, of: FixtureModel.digitsStandard, seconds: 1e-9)
    #expect(verdict.outcome == .undecided && verdict.cases == 0)
  }
}
