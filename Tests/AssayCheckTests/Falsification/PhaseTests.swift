import AssayBase
import AssayCheck
import Synchronization
import Testing

/// The cases besides the random ones, and the bugs besides the first.
@Suite struct PhaseTests {
  struct Bug: KeyedFailure {
    let failureKey: String
  }

  @Test func boundariesAreTriedFirst() async throws {
    let seen = Mutex<[Int]>([])
    let report = try await Falsifier("edges", over: .integer(in: -70...90, simplest: 5), seed: 1, cases: 40).run {
      number in seen.withLock { $0.append(number) }
    }
    #expect(seen.withLock { $0.prefix(3) } == [5, -70, 90])
    #expect(report.isPassed && report.casesRun == 40 && report.extraCases[.boundary] == 3)
  }

  @Test func singleChoicesGoToTheirEnds() async throws {
    let report = try await Falsifier(
      "one at an end", over: .zip(.integer(in: 0...1_000_000), .integer(in: 0...1_000_000)), seed: 1, cases: 70
    ).run { first, second in
      if first == 1_000_000, (1..<1_000_000).contains(second) { throw Bug(failureKey: "first") }
    }
    #expect(report.counterexample?.place.phase == .boundary)
    #expect(report.counterexample.map { [$0.value.0, $0.value.1] } == [1_000_000, 1])
  }

  @Test(arguments: [0, 1, 9, 10, 25, 100])
  func boundariesAreATenthOfTheCases(cases: Int) async throws {
    let report = try await Falsifier("few", over: .array(of: .integer), seed: 1, cases: cases).run { _ in }
    #expect(report.casesRun == cases && report.extraCases[.boundary, default: 0] <= cases / 10)
  }

  @Test func everyBugOfARunIsReducedWithinOneBudget() async throws {
    let budget = ShrinkBudget(trials: 500, seconds: 600)
    let report = try await Falsifier(
      "three bugs", over: .integer(in: 0...999_999), seed: 2, cases: 200, budget: budget
    ).run { number in
      if number >= 1000 { throw Bug(failureKey: "digit \(number % 3)") }
    }
    #expect(Set(report.counterexamples.map(\.value)) == [1000, 1001, 1002])
    #expect(report.counterexamples.map(\.trials).reduce(0, +) <= 500)
    #expect(report.casesRun < 200, "the search goes on for a while only")
  }

  @Test func noMoreBugsThanTheLimit() async throws {
    let announced = Mutex(0)
    let report = try await Falsifier(
      "many bugs", over: .integer(in: 0...999_999), seed: 2, plan: FalsificationPlan(failureLimit: 4)
    ).run(announcing: { _ in announced.withLock { $0 += 1 } }) { throw Bug(failureKey: "\($0)") }
    #expect(report.counterexamples.count == 4 && announced.withLock { $0 } == 4)
    #expect(Set(report.counterexamples.map(\.failure.origin.key)).count == 4)
  }

  /// The failing values are one in a billion, but the score leads to them.
  @Test(arguments: 1...8)
  func aTargetIsClimbed(seed: UInt64) async throws {
    let pairs = Generator.zip(.integer(in: 0...1_000_000), .double(in: -1000...1000))
    @Sendable func score(_ number: Int, _ real: Double) -> Double {
      -abs(Double(number) - 777_777) / 1000 - abs(real - 123.4)
    }
    let body: @Sendable ((Int, Double)) async throws -> Void = { pair in
      try target(score(pair.0, pair.1))
      if score(pair.0, pair.1) > -10 { throw Bug(failureKey: "peak") }
    }
    let report = try await Falsifier("peak", over: pairs, seed: seed, cases: 200).run(body)
    let found = try #require(report.counterexample, "\(report.outcome)")
    #expect(found.place.phase == .targeted && score(found.value.0, found.value.1) > -10)
    #expect(report.casesRun == 200 && report.extraCases[.targeted, default: 0] <= 200)
    let without = FalsificationPlan(targetedCases: 0)
    #expect(try await Falsifier("peak", over: pairs, seed: seed, cases: 200, plan: without).run(body).isPassed)
  }

  @Test func theWorstCaseIsKeptBesideTheSmallest() async throws {
    let report = try await Falsifier("worst", over: .integer(in: 0...1000), seed: 4).run { number in
      try target(Double(number))
      if number > 100 { throw Bug(failureKey: "") }
    }
    let found = try #require(report.counterexample)
    #expect(found.value == 101 && found.worst?.description == "1000" && found.worst?.score == 1000)
  }

  @Test func childTasksNoteForTheirCase() async throws {
    let report = try await Falsifier("children", over: .boolean, seed: 4, cases: 50).run { flag in
      async let noted: Void = label(flag ? "yes" : "no")
      try await noted
      await withTaskGroup(of: Void.self) { group in group.addTask { try? label("all") } }
    }
    let rows = report.coverage.rows
    #expect(rows.map(\.label).first == "all" && rows.first?.count == 50)
    #expect(rows.dropFirst().map(\.count).reduce(0, +) == 50 && rows.count == 3)
  }

  @Test func notesOutsideACaseAreRefused() async throws {
    for call in [{ try target(1) }, { try label("a") }, { try cover(true, "a", atLeast: 0.5) }] {
      let error = #expect(throws: AssayError.self) { try call() }
      #expect(error?.kind == .contractBroken && error?.description.contains("outside a case") == true)
    }
  }
}
