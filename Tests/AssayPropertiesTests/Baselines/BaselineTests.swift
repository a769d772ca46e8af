import AssayBase
import AssayDatasets
import AssayProperties
import AssayTestSupport
import Foundation
import Testing

@Suite struct BaselineTests {
  private static let property: Property<TableModel> = .accuracy(atLeast: 0)

  /// Checks a table against a file, or records it there.
  private func run(
    _ table: [Bool], _ path: String, data: Dataset? = nil, by tolerance: Double = 0, record: Bool = false,
    named name: String = "table", test: String = "M.Suite/test()", cases: Int? = nil, seed: UInt64 = 1
  ) async throws -> Verdict {
    var configuration = CheckConfiguration(seed: seed, cases: cases, shrinking: untimed)
    configuration.explainsFailures = false
    configuration.memory = CheckMemory(test: test, isRecording: record, advice: "Record one: DO THIS")
    return try await CheckRunner(configuration).run(
      Self.property.notWorseThan(.file(path), by: tolerance), of: TableModel(name: name, passes: table),
      on: data ?? TableModel.data(table.count))
  }

  private func table(_ count: Int, failing: [Int]) -> [Bool] { (0..<count).map { !failing.contains($0) } }

  @Test func theSameModelHolds() async throws {
    try await TemporaryFolder.with { folder in
      let table = table(200, failing: [3, 50, 199])
      let recorded = try await run(table, folder.path("b.json"), record: true)
      #expect(recorded.passes && recorded.cases == 200 && recorded.baseline == nil)
      let verdict = try await run(table, folder.path("b.json"))
      #expect(verdict.passes && verdict.baseline?.lost == [] && verdict.baseline?.gained == [])
      #expect(verdict.property == "accuracy ≥ 0, not worse than the baseline")
    }
  }

  /// What is lost and gained decides exactly, also at the edge of the tolerance.
  @Test(arguments: [(5, 0, 0.05, true), (6, 0, 0.05, false), (6, 1, 0.05, true), (1, 0, 0, false), (1, 1, 0, true)])
  func sumsDecide(lost: Int, gained: Int, tolerance: Double, holds: Bool) async throws {
    try await TemporaryFolder.with { folder in
      let path = folder.path("b.json")
      _ = try await run(table(100, failing: [90, 91, 92]), path, record: true)
      let failing = Array(0..<lost) + [90, 91, 92].dropFirst(gained)
      let verdict = try await run(table(100, failing: failing), path, by: tolerance)
      #expect(verdict.outcome == (holds ? .holds : .falsified))
      let comparison = try #require(verdict.baseline)
      #expect(Set(comparison.lost).isSubset(of: 0..<lost) && Set(comparison.gained).isSubset(of: 90..<92 + 1))
      #expect(comparison.lost.count <= lost && comparison.gained.count <= gained)
      #expect(comparison.isBehind == !holds)
      #expect((comparison.pValue != nil) == (comparison.compared == 100))
    }
  }

  /// Over many models and orders no verdict differs from that of all examples, and many come early.
  @Test func earlyVerdictsAreThoseOfAllExamples() async throws {
    try await TemporaryFolder.with { folder in
      let path = folder.path("b.json")
      _ = try await run(table(250, failing: Array(0..<50)), path, record: true)
      var early = 0
      for seed in 0..<30 {
        var stream = RandomStream(RandomKey(seed: UInt64(seed)))
        let share = Float(seed) / 60
        let passes = (0..<250).map { _ in stream.uniform(0, 1) >= share }
        let verdict = try await run(passes, path, by: 0.04, seed: UInt64(seed))
        let behind = (50..<250).count { !passes[$0] } - (0..<50).count { passes[$0] }
        #expect(verdict.outcome == (behind <= 10 ? .holds : .falsified), "seed \(seed)")
        if let compared = verdict.baseline?.compared, compared < 250 { early += 1 }
      }
      #expect(early > 10)
    }
  }

  @Test func tooFewCasesLeaveItUndecided() async throws {
    try await TemporaryFolder.with { folder in
      let table = table(200, failing: [])
      _ = try await run(table, folder.path("b.json"), record: true, cases: 10)
      let verdict = try await run(table, folder.path("b.json"), cases: 20)
      #expect(verdict.outcome == .undecided && verdict.baseline?.compared == 20)
    }
  }

  @Test func otherDataAreNamed() async throws {
    try await TemporaryFolder.with { folder in
      let (path, table) = (folder.path("b.json"), table(60, failing: []))
      _ = try await run(table, path, record: true)
      let moved = await fault {
        try await run(Array(repeating: true, count: 100), path, data: TableModel.data(60, from: 1))
      }
      #expect(moved?.problem == "the data set was changed since the baseline was recorded")
      #expect(moved?.found?.hasPrefix("another example #") == true && moved?.advice == "Record one: DO THIS")
      let shorter = await fault { try await run(table, path, data: TableModel.data(59)) }
      #expect(shorter?.kind == .shapeMismatch && shorter?.location == "numbers")
    }
  }

  @Test func missingBaselinesAreNamed() async throws {
    try await TemporaryFolder.with { folder in
      let path = folder.path("b.json")
      let none = await fault { try await run([true], path) }
      #expect(none?.problem == "there is no baseline yet" && none?.advice == "Record one: DO THIS")
      let outside = await fault {
        try await CheckRunner(CheckConfiguration()).run(
          Self.property.notWorseThan(.recorded), of: TableModel(passes: [true]), on: TableModel.data(1))
      }
      #expect(outside?.expected == ".notWorseThan(.file(\"PATH\"))")
      let tolerance = await fault {
        _ = try await run([true], path, record: true)
        return try await run([true], path, by: -1)
      }
      #expect(tolerance?.location == "by")
    }
  }

  /// A new model may have a new name, unless the test has several.
  @Test func namesOfModelsDecideWhereTheyMust() async throws {
    try await TemporaryFolder.with { folder in
      let path = folder.path("b.json")
      _ = try await run([true, false], path, record: true, named: "first")
      #expect(try await run([true, false], path, named: "renamed").baseline?.model == "first")
      _ = try await run([false, true], path, record: true, named: "second")
      #expect(try await run([false, true], path, named: "second").baseline?.lost == [])
      let unknown = await fault { try await run([true, true], path, named: "third") }
      #expect(unknown?.found?.contains("of second on numbers") == true)
    }
  }

  @Test func testsOfOneNameDoNotShareAFile() async throws {
    try await TemporaryFolder.with { folder in
      let path = folder.path("b.json")
      _ = try await run([true], path, record: true)
      let clash = await fault { try await run([true], path, record: true, test: "Other.Suite/test()") }
      #expect(clash?.problem == "two tests have one baseline file" && clash?.found == "that of M.Suite/test()")
    }
  }

  @Test(arguments: [
    ("\"11\"", "\"12\"", "not an outcome"), ("\"11\"", "\"1\"", "not those that were recorded"),
    ("assay-baseline-1", "assay-baseline-0", "another version of Assay"), ("\"count\"", "\"account\"", "count"),
    ("\"seed\": \"1\"", "\"seed\": \"x\"", "not a seed"),
  ])
  func damagedFilesAreRefused(_ old: String, _ new: String, message: String) async throws {
    try await TemporaryFolder.with { folder in
      let path = folder.path("b.json")
      _ = try await run([true, true], path, record: true)
      let text = try String(contentsOfFile: path, encoding: .utf8)
      try Data(text.replacing(old, with: new).utf8).write(to: folder.file("b.json"))
      let error = await fault { try await run([true, true], path) }
      #expect(error?.description.contains(message) == true && error?.location?.hasPrefix(path) == true)
    }
  }
}
