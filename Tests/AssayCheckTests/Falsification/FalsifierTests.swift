import AssayBase
import AssayCheck
import Synchronization
import Testing

@Suite struct FalsifierTests {
  struct Small: Error {}
  struct Keyed: KeyedFailure {
    let failureKey: String
  }

  @Test func aTruePropertyPassesAfterAllItsCases() async throws {
    let report = try await Falsifier("true", over: .integer(in: 0...9), seed: 1, cases: 50).runPredicate { $0 < 10 }
    #expect(report.isPassed)
    #expect(report.casesRun == 50)
    #expect(report.counterexample == nil)
  }

  @Test func theSameSeedGivesTheSameRunAndAnotherGivesAnother() async throws {
    func run(_ seed: UInt64) async throws -> Counterexample<[Int]> {
      let falsifier = Falsifier(
        "sums", over: .array(of: .integer(in: 0...1000)), seed: seed, budget: ShrinkBudget(trials: 2_000, seconds: 600),
        plan: .randomOnly)
      return try #require(try await falsifier.runPredicate { $0.reduce(0, +) < 500 }.counterexample)
    }
    let (first, second, other) = (try await run(4), try await run(4), try await run(5))
    #expect(first.originalChoices == second.originalChoices)
    #expect(first.choices == second.choices)
    #expect(first.trials == second.trials)
    #expect(first.originalChoices != other.originalChoices)
    #expect(first.value == [500] && other.value == [500])
  }

  @Test func theUnshrunkFailureIsAnnouncedBeforeAnythingElse() async throws {
    let events = Mutex<[String]>([])
    let falsifier = Falsifier("announce", over: .integer(in: 0...1000), seed: 3)
    let report = try await falsifier.runPredicate(announcing: { found in
      events.withLock { $0.append("announced \(found.description)") }
    }) { value in
      if value >= 7 { events.withLock { $0.append("failed") } }
      return value < 7
    }
    let found = try #require(report.counterexample)
    let seen = events.withLock { $0 }
    #expect(seen.prefix(2) == ["failed", "announced \(found.originalDescription)"])
    #expect(seen.count { $0.hasPrefix("announced") } == 1)
    #expect(found.value == 7)
  }

  @Test func aFlakyFailureIsReportedWithBothOutcomesAndNotShrunk() async throws {
    let calls = Mutex(0)
    let report = try await Falsifier("flaky", over: .integer(in: 0...1000), seed: 3, plan: .randomOnly).run { _ in
      let call = calls.withLock { count in
        count += 1
        return count
      }
      if call == 4 { throw Small() }
    }
    guard case .flaky(let flaky) = report.outcome else {
      Issue.record("\(report.outcome)")
      return
    }
    #expect(flaky.place == CasePlace(.random, 3) && flaky.difference == .outcome)
    #expect(flaky.second == .pass)
    #expect(flaky.first.origin.errorType.hasSuffix("Small"))
    #expect(calls.withLock { $0 } == 5)
  }

  @Test func shrinkingDoesNotSlipToAnotherBug() async throws {
    // Every smaller value fails too, but for another reason.
    let falsifier = Falsifier("two bugs", over: .integer(in: 500...100_000, simplest: 500), seed: 1)
    let report = try await falsifier.run { value in
      if value >= 700 { throw Keyed(failureKey: "large") }
      throw Keyed(failureKey: "small")
    }
    let found = try #require(report.counterexample)
    #expect(found.failure.origin == found.originalFailure.origin)
    #expect(found.value == (found.failure.origin.key == "large" ? 700 : 500))
    // The other bug, met on the way, is reported beside it and not instead of it.
    #expect(Set(report.counterexamples.map(\.value)) == [500, 700])
  }

  @Test func aBudgetEndsTheReductionAndTheBestSoFarIsKept() async throws {
    for trials in [0, 1] {
      let falsifier = Falsifier(
        "budget", over: .array(of: .integer(in: 0...100_000), count: 3...40), seed: 8,
        budget: ShrinkBudget(trials: trials, seconds: 600), plan: .randomOnly)
      let found = try #require(try await falsifier.runPredicate { $0.count < 3 }.counterexample)
      #expect(found.trials <= trials)
      #expect(found.stop == .trials)
      #expect(found.value.count >= 3)
    }
    let noTime = Falsifier(
      "time", over: .array(of: .integer(in: 0...100_000)), seed: 8, budget: ShrinkBudget(trials: 9, seconds: 0),
      plan: .randomOnly)
    let found = try #require(try await noTime.runPredicate { $0.count < 3 }.counterexample)
    #expect(found.stop == .seconds && found.trials == 0)
  }

  @Test func discardsDoNotCountAndTooManyExhaust() async throws {
    let generator = Generator<Int>.integer(in: 0...99)
    let half = try await Falsifier("half", over: generator, seed: 1, cases: 40).run { try assume($0 % 2 == 0) }
    #expect(half.isPassed && half.casesRun == 40 && half.discards > 0)
    let all = try await Falsifier("all", over: generator, seed: 1).run { _ in throw Discard() }
    guard case .exhausted = all.outcome else {
      Issue.record("\(all.outcome)")
      return
    }
  }

  @Test func aFilterThatRejectsNearlyEverythingSaysWhatToWriteInstead() async throws {
    let generator = Generator<Int>.integer(in: 0...1_000_000).filter { $0 % 99_991 == 7 }
    let error = await #expect(throws: AssayError.self) {
      try await Falsifier("rejects", over: generator, seed: 1).run { _ in }
    }
    #expect(error?.kind == .limitExceeded)
    #expect(error?.location?.contains("FalsifierTests.swift") == true)
    #expect(error?.advice?.contains("map") == true)
  }

  @Test func aFaultOfTheGeneratorIsThrownAndNotAFailureOfTheProperty() async throws {
    let error = await #expect(throws: AssayError.self) {
      try await Falsifier("empty", over: Generator<Int>.element(of: []), seed: 1).run { _ in }
    }
    #expect(error?.kind == .empty)
  }

  @Test func cancellationEndsTheRun() async throws {
    let task = Task {
      try await Falsifier("cancelled", over: .integer(in: 0...9), seed: 1, cases: .max).run { _ in await Task.yield() }
    }
    task.cancel()
    guard case .cancelled = try await task.value.outcome else {
      Issue.record("not cancelled")
      return
    }
  }

  @Test func cancellationDuringTheReductionKeepsTheBest() async throws {
    let report = try await Task {
      try await Falsifier("cancelled late", over: .integer(in: 0...1_000_000), seed: 2, plan: .randomOnly).run(
        announcing: { _ in withUnsafeCurrentTask { $0?.cancel() } }
      ) { if $0 > 10 { throw Small() } }
    }.value
    let found = try #require(report.counterexample)
    #expect(found.stop == .cancelled)
    #expect(found.choices == found.originalChoices)
  }

  @Test func aSavedCaseIsReplayedAndReduced() async throws {
    let falsifier = Falsifier("saved", over: .array(of: .integer(in: 0...1000)), seed: 6)
    let property: @Sendable ([Int]) async throws -> Void = { if $0.contains(where: { $0 > 77 }) { throw Small() } }
    let found = try #require(try await falsifier.run(property).counterexample)
    #expect(found.value == [78])
    guard case .fail = try await falsifier.replay(found.choices, property) else {
      Issue.record("the minimal case holds when replayed")
      return
    }
    let saved = [
      SavedChoices("minimal", choices: found.choices), SavedChoices("original", choices: found.originalChoices),
      SavedChoices("empty", choices: ChoiceSequence([.boolean(false)])),
      SavedChoices("stale", choices: ChoiceSequence([])),
      SavedChoices("other", choices: ChoiceSequence([.boolean(true), .float(0.5), .boolean(false)])),
    ]
    let again = try await Falsifier(
      "saved", over: falsifier.generator, seed: 6, cases: 0, plan: FalsificationPlan(saved: saved)
    ).run(property)
    #expect(again.counterexamples.map(\.value) == [[78]])
    #expect(again.counterexample?.place == CasePlace(.saved, 0))
    #expect(again.saved.map(\.name) == saved.map(\.name))
    #expect(again.saved.prefix(3).map(\.outcome) == [.fails, .fails, .holds])
    for result in again.saved.suffix(2) {
      guard case .stale = result.outcome else {
        Issue.record("\(result)")
        continue
      }
    }
  }
}
