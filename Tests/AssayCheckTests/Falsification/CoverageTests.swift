import AssayBase
import AssayCheck
import AssayStatistics
import Testing

@Suite struct CoverageTests {
  private func report(atLeast share: Double, seed: UInt64 = 1) async throws -> FalsificationReport<Int> {
    try await Falsifier("coverage", over: Self.even, seed: seed, plan: .randomOnly).run { number in
      try cover(number < 200, "low", atLeast: share)
      try label("any")
    }
  }

  /// Even draws, of which a fifth is low.
  private static let even = Generator<Int> { source in try source.integer(in: 0...999, spread: .even) }

  @Test func enoughPasses() async throws {
    let report = try await report(atLeast: 0.05)
    #expect(report.isPassed && report.casesRun == 100)
    let row = try #require(report.coverage.rows.last)
    #expect(row.label == "low" && row.required == 0.05 && row.decision == .holds && (10...35).contains(row.count))
    #expect(report.coverage.description.contains("of 100), at least 5 % demanded: enough"))
    #expect(report.coverage.description.hasPrefix("any  100 % (100 of 100)"))
  }

  @Test func tooLittleFails() async throws {
    guard case .uncovered(.falsified) = try await report(atLeast: 0.5).outcome else {
      Issue.record("not uncovered")
      return
    }
  }

  /// Where a hundred cases do not decide, more are drawn, up to a thousand.
  @Test func closeSharesTakeMoreCases() async throws {
    let decided = try await report(atLeast: 0.3)
    #expect(decided.casesRun > 100 && decided.casesRun < 1000)
    guard case .uncovered(.falsified) = decided.outcome else {
      Issue.record("\(decided.outcome)")
      return
    }
    let close = try await report(atLeast: 0.21)
    guard case .uncovered(.undecided) = close.outcome else {
      Issue.record("\(close.outcome)")
      return
    }
    #expect(close.casesRun == 1000)
  }

  /// A share that is met is never called too small: at 99.9 % no seed of many is expected to say so.
  @Test func trueDemandsAreNotRefused() async throws {
    for seed in UInt64(1)...60 {
      let report = try await report(atLeast: 0.2, seed: seed)
      if case .uncovered(.falsified) = report.outcome { Issue.record("seed \(seed): \(report.coverage)") }
    }
  }

  @Test func onlyRandomCasesCount() async throws {
    let report = try await Falsifier("labels", over: .integer(in: 0...9), seed: 1).run { number in
      try label("\(number)")
      try target(Double(number))
    }
    #expect(report.coverage.cases == 100 && report.coverage.rows.map(\.count).reduce(0, +) == 100)
    #expect(report.extraCases[.boundary] != nil && report.extraCases[.targeted] != nil)
  }

  @Test func badDemandsSaySo() async throws {
    let report = try await Falsifier("bad", over: .boolean, seed: 1).run { _ in try cover(true, "x", atLeast: 1.5) }
    #expect(report.counterexample?.failure.message.contains("not a share of cases; expected") == true)
    let twice = try await Falsifier("bad", over: .boolean, seed: 1).run { _ in
      try cover(true, "x", atLeast: 0.5)
      try cover(true, "x", atLeast: 0.6)
    }
    #expect(twice.counterexample?.failure.message.contains("demanded with two shares") == true)
    let score = try await Falsifier("bad", over: .boolean, seed: 1).run { _ in try target(.nan) }
    #expect(score.counterexample?.failure.message.contains("not a number") == true)
  }
}
