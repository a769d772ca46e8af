import AssayBase
import AssayCheck
import Synchronization
import Testing

/// Each check speaks up by name, and is silent when told to be.
@Suite struct HealthCheckTests {
  private func check<Value: Sendable>(
    _ check: HealthCheck, of generator: Generator<Value>, plan: FalsificationPlan = .randomOnly
  ) async throws {
    let error = await #expect(throws: AssayError.self) {
      try await Falsifier("doubtful", over: generator, seed: 1, plan: plan).run { _ in }
    }
    #expect(error?.kind == .limitExceeded)
    #expect(error?.advice?.hasSuffix("If it must be so: `.suppress(.\(check.rawValue))`") == true, "\(error as Any)")
    var silent = plan
    silent.suppressed = [check]
    let report = try await Falsifier("doubtful", over: generator, seed: 1, cases: 1, plan: silent).run { _ in }
    switch report.outcome {
    case .passed, .exhausted: break
    default: Issue.record("\(report.outcome)")
    }
  }

  @Test func filterTooMuch() async throws {
    try await check(.filterTooMuch, of: .integer(in: 0...1_000_000).filter { $0 % 99_991 == 7 })
  }

  @Test func dataTooLarge() async throws {
    try await check(
      .dataTooLarge,
      of: Generator<[Int]> { source in
        guard try source.boolean(probability: 0.95) else { return [] }
        return try (0..<20_000).map { _ in try source.integer(in: 0...1) }
      })
  }

  @Test func tooSlow() async throws {
    var plan = FalsificationPlan.randomOnly
    plan.drawSeconds = 0
    try await check(.tooSlow, of: .array(of: .integer), plan: plan)
  }

  @Test func largeBase() async throws {
    try await check(.largeBase, of: .array(of: .boolean, count: 5_000))
  }

  /// A generator that never ends is cut off, in the search and in the reduction.
  @Test func generatorsThatNeverEndAreCutOff() async throws {
    let endless = Generator<Int> { source in
      var sum = 0
      while true { sum &+= try source.integer(in: 0...9) }
    }
    let error = await #expect(throws: AssayError.self) {
      try await Falsifier("endless", over: endless, seed: 1).run { _ in }
    }
    #expect(error?.advice?.contains(".suppress(.largeBase)") == true)

    // Ends for the values that are drawn, and not for the simplest.
    let trap = Generator<Int> { source in
      let number = try source.integer(in: 0...1_000_000)
      while number < 100 { _ = try source.boolean() }
      return number
    }
    let plan = FalsificationPlan(suppressed: [.largeBase, .dataTooLarge])
    let report = try await Falsifier("trap", over: trap, seed: 1, plan: plan).runPredicate { $0 < 50 }
    #expect(report.counterexample?.value == 100)
  }

  @Test func discardingNearlyAllExhaustsUnlessMeant() async throws {
    let body: @Sendable (Int) async throws -> Void = { try assume($0 == 77) }
    let generator = Generator<Int> { source in try source.integer(in: 0...99, spread: .even) }
    let report = try await Falsifier("rare", over: generator, seed: 1, cases: 20, plan: .randomOnly).run(body)
    guard case .exhausted = report.outcome else {
      Issue.record("\(report.outcome)")
      return
    }
    let meant = FalsificationPlan(boundaryCases: 0, suppressed: [.filterTooMuch])
    #expect(try await Falsifier("rare", over: generator, seed: 1, cases: 20, plan: meant).run(body).isPassed)
  }

  @Test func aGeneratorThatIsNoFunctionOfItsChoicesIsNamed() async throws {
    let calls = Mutex(0)
    let generator = Generator<Int> { source in
      let isOdd = calls.withLock {
        $0 += 1
        return $0 % 2 == 1
      }
      return try source.integer(in: isOdd ? 5...9 : 5...90)
    }
    let report = try await Falsifier("unsteady", over: generator, seed: 1, plan: .randomOnly).runPredicate { $0 < 5 }
    guard case .flaky(let flaky) = report.outcome, case .generator(let difference) = flaky.difference else {
      Issue.record("\(report.outcome)")
      return
    }
    #expect(difference.contains("choice 1 was") && difference.contains("5...9") && difference.contains("5...90"))
  }
}
