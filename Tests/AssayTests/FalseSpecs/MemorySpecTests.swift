import AssayBase
import AssayImages
import AssayProperties
import AssayReport
import AssayTestSupport
import Foundation
import Testing

/// What runs leave behind and find again, seen from outside.
@Suite(.enabled(if: FalseRun.command != nil && !FalseRun.isInside, Comment(rawValue: FalseRun.reason)))
struct MemorySpecTests {
  /// A run whose counterexamples the tests below accept.
  private static let first = Task {
    try await FalseRun(filter: "AssayTests.FalseSpecs/(flip|attack|expectation|argument)\\(")
  }

  /// Runs a false spec with its own counterexample accepted, and perhaps changed.
  private func runWithSaved(_ name: String, change: (URL) throws -> Void = { _ in }) async throws -> FalseRun {
    let json = try await Self.first.value.written(".assay/counterexamples/FalseSpecs/\(name).json")
    return try await FalseRun(filter: "AssayTests.FalseSpecs/\(name)\\(") { work in
      let folder = work.appending(path: Corpus.place)
      let accepted = try Corpus(root: folder.path(percentEncoded: false)).accept(SavedCase(json: json))
      try change(URL(filePath: accepted.path))
    }
  }

  @Test func aSavedCaseRefutesAClaimAboutEveryCase() async throws {
    let run = try await runWithSaved("flip")
    let texts = run.issues(of: "flip").map(\.text)
    #expect(texts.count == 1)
    for part in [
      "a horizontal flip keeps the label is falsified by a saved counterexample",
      "Fixtures/Counterexamples/FalseSpecs/flip/", "1 of 1 saved counterexample still fails", "the statement is false",
      "replay: swift run assay replay .assay/",
    ] { #expect(texts.first?.contains(part) == true, "\(texts)") }
    #expect(texts.first?.contains("keep: ") == false)
    let records = try results(of: run)
    #expect(records.count == 1 && records[0].cases == 0 && records[0].outcome == .falsified)
  }

  @Test func aSavedCaseOfAShareIsCountedApart() async throws {
    let text = try #require(await runWithSaved("attack").issues(of: "attack").first?.text)
    #expect(text.contains("1 of 1 saved counterexample still fools the model (counted apart, not in the share)"))
    #expect(text.contains(" of 360 examples"))
  }

  @Test func aDamagedCaseIsAnIssueOfItsOwn() async throws {
    let run = try await runWithSaved("attack") { json in
      try FileManager.default.removeItem(at: json.deletingPathExtension().appendingPathExtension("png"))
    }
    let texts = run.issues(of: "attack").map(\.text)
    #expect(texts.count == 2 && texts[0].contains(" of 360 examples"))
    for part in ["a saved counterexample cannot be run again", "the picture of the case is missing", "git", "/attack/"]
    {
      #expect(texts.last?.contains(part) == true, "\(texts)")
    }
  }

  @Test func aSavedCaseOfGeneratedValuesRunsFirst() async throws {
    let texts = try await runWithSaved("expectation").issues(of: "expectation").map(\.text)
    #expect(texts.count == 1 && !texts[0].contains("keep: "), "\(texts)")
    #expect(texts[0].contains("saved counterexample Fixtures/Counterexamples/FalseSpecs/expectation/case-"), "\(texts)")
    #expect(texts[0].contains("falsified by (50; digits/test #0, label 4)"), "\(texts)")
    // The case of one argument is no case of the other.
    let arguments = try await runWithSaved("argument").issues(of: "argument").map(\.text)
    #expect(arguments.count == 2 && arguments.count { $0.contains("saved counterexample") } == 1, "\(arguments)")
  }

  @Test func everyCheckLeavesALine() async throws {
    let records = try results(of: await Self.first.value)
    #expect(Set(records.map(\.test)) == ["flip", "attack", "expectation", "argument"] && records.count == 5)
    #expect(records.allSatisfy { $0.suite == "FalseSpecs" && $0.outcome == .falsified && $0.files != nil })
    #expect(Set(records.map(\.run)).count == 1)
    #expect(Set(try await Self.first.value.names(below: ".assay")).isSuperset(of: [".gitignore", "results.jsonl"]))
  }

  private func results(of run: FalseRun) throws -> [ResultRecord] {
    try run.written(".assay/results.jsonl").split(separator: UInt8(ascii: "\n")).map {
      try ResultRecord(json: JSONValue(parsing: Data($0)))
    }
  }

  /// A place that takes no files costs the files and not the verdict.
  @Test func aFolderThatCannotBeWrittenIsSaid() async throws {
    let run = try await FalseRun(filter: "AssayTests.FalseSpecs/(flip|checkInsideForAll)\\(") { work in
      try Data().write(to: work.appending(path: ".assay"))
    }
    let text = try #require(run.issues(of: "flip").first?.text)
    #expect(
      run.issues(of: "flip").count == 1 && text.contains("is falsified after ") && text.contains("not saved: .assay"))
    #expect(run.errorOutput.contains("the result is not kept: .assay"))
  }

  @Test func baselinesAreRecordedAndCompared() async throws {
    let recording = try await FalseRun(filter: "AssayTests.FalseMemory/better\\(", environment: ["ASSAY_RECORD": "1"])
    #expect(recording.status == 0, "\(recording.errorOutput)")
    #expect(recording.errorOutput.contains("of 360 examples as passed in baseline.json"))
    let baseline = try recording.written("baseline.json")
    let run = try await FalseRun(filter: "AssayTests.FalseMemory/(better|worse|changedData)\\(") { work in
      try baseline.write(to: work.appending(path: "baseline.json"))
    }
    #expect(run.issues(of: "better").isEmpty, "\(run.issues(of: "better"))")
    let worse = run.issues(of: "worse").map(\.text)
    #expect(worse.count == 1)
    for part in [
      "not worse than the baseline is falsified", "falls behind the baseline of digits-adversarial: ",
      "lost: example #",
    ] {
      #expect(worse.first?.contains(part) == true, "\(worse)")
    }
    let changed = try #require(run.issues(of: "changedData").first?.text)
    #expect(changed.contains("the data set is not the one of the baseline; expected 360 examples, found 100"))
  }

  @Test func missingBaselinesSayHowToRecord() async throws {
    let run = try await FalseRun(filter: "AssayTests.FalseMemory/recorded\\(")
    let text = try #require(run.issues(of: "recorded").first?.text)
    #expect(text.contains("Baselines/FalseMemory/recorded.json: there is no baseline yet"), "\(text)")
    #expect(text.contains("ASSAY_RECORD=1 swift test --filter 'FalseMemory.*recorded'"), "\(text)")
  }

  @Test func continuousIntegrationRecordsNothing() async throws {
    let run = try await FalseRun(
      filter: "AssayTests.FalseMemory/better\\(", environment: ["ASSAY_RECORD": "1", "CI": "true"])
    let text = try #require(run.issues(of: "better").first?.text)
    #expect(text.contains("ASSAY_RECORD: baselines are not recorded in continuous integration"), "\(text)")
    #expect(run.names(below: ".").isEmpty && (try? run.written("baseline.json")) == nil)
  }

  @Test func aFamilyThatIsTooLargeIsAnIssue() async throws {
    let run = try await FalseRun(filter: "AssayTests.FalseFamily/crowd")
    let texts = run.issues(of: "crowd").map(\.text)
    #expect(texts.count == 1)
    #expect(texts.first?.contains("expected at most 2, found check 3") == true, "\(texts)")
    #expect(texts.first?.contains("Write .familywise(checks: N)") == true)
  }

  /// Two tests of one name, in two files, do not overwrite each other's counterexamples.
  @Test func twinsHaveFilesOfTheirOwn() async throws {
    let run = try await FalseRun(filter: "AssayTests.FalseTwin")
    let names = run.names(below: ".assay/counterexamples/FalseTwin").filter { $0.hasSuffix(".json") }
    #expect(names.count == 2 && names.first == "twin.json" && names.last?.hasPrefix("twin~") == true, "\(names)")
    let owners = try names.map { try SavedCase(json: run.written(".assay/counterexamples/FalseTwin/\($0)")).owner }
    #expect(Set(owners.map(\.source)) == ["AssayTests/FalseTwinA.swift", "AssayTests/FalseTwinB.swift"])
    let baselines = run.issues(of: "twin").map(\.text).filter { $0.contains("two tests are called") }
    #expect(baselines.count == 1 && baselines[0].contains("Rename one of them"), "\(run.issues(of: "twin"))")
  }
}
