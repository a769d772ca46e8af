import AssayBase
import AssayProperties
import AssayReport
import AssayTestSupport
import Foundation
import Testing

@Suite struct ResultsLogTests {
  private func folder(in temporary: TemporaryFolder, limits: RunFolder.Limits = .init()) -> RunFolder {
    RunFolder(path: temporary.file(".assay").path(percentEncoded: false), limits: limits)
  }

  /// The records without what the log does not keep: fractions of a second, and pictures.
  private func kept(_ records: [ResultRecord]) -> [ResultRecord] {
    records.map { record in
      var record = record
      record.date = Date(timeIntervalSince1970: record.date.timeIntervalSince1970.rounded(.down))
      record.picture = nil
      return record
    }
  }

  @Test func whatIsAppendedIsReadAgain() throws {
    try TemporaryFolder.with { temporary in
      let (folder, records) = (folder(in: temporary), try VerdictSamples.results().records)
      for record in records { try ResultsLog.append(record, to: folder) }
      #expect(try ResultsLog.records(contentsOf: folder.results) == kept(records))
      let lines = try String(contentsOfFile: folder.results, encoding: .utf8).split(separator: "\n")
      #expect(lines.count == 4)
      #expect(try lines.allSatisfy { try JSONValue(parsing: Data($0.utf8))["format"] == "assay-result-1" })
      #expect(try String(contentsOfFile: "\(folder.path)/.gitignore", encoding: .utf8).hasSuffix("\n*\n"))
    }
  }

  /// `Documentation/Memory.md` names every member of a line.
  @Test func everyMemberIsDocumented() throws {
    let page = try String(contentsOf: PackagePaths.root.appending(path: "Documentation/Memory.md"), encoding: .utf8)
    let section = try #require(page.split(separator: "\n## ").first { $0.hasPrefix("Results") })
    for record in try VerdictSamples.results().records {
      for name in try #require(record.json.object).keys { #expect(section.contains("`\(name)`"), "\(name)") }
    }
  }

  @Test func picturesComeFromTheirFiles() throws {
    try TemporaryFolder.with { temporary in
      let folder = folder(in: temporary)
      let png = try VerdictSamples.counterexample().png()
      try folder.writeCase("suite/test", [("png", png)])
      var record = try VerdictSamples.results().records[1]
      record.files = CounterexampleFiles(picture: ".assay/counterexamples/suite/test.png", replay: "gone.json")
      try ResultsLog.append(record, to: folder)
      #expect(try ResultsLog.records(contentsOf: folder.results).first?.picture == png)
    }
  }

  @Test func theLastRunIsTaken() throws {
    try TemporaryFolder.with { temporary in
      let folder = folder(in: temporary)
      for run in ["one", "two", "two"] {
        var record = try VerdictSamples.results().records[0]
        record.run = run
        try ResultsLog.append(record, to: folder)
      }
      #expect(try ResultsLog.records(contentsOf: folder.results).map(\.run) == ["two", "two"])
      #expect(try ResultsLog.records(contentsOf: folder.results, allRuns: true).map(\.run) == ["one", "two", "two"])
    }
  }

  @Test func aFullLogStartsAnewAndKeepsOneOlderPart() throws {
    try TemporaryFolder.with { temporary in
      let folder = folder(in: temporary, limits: .init(logBytes: 3_000))
      for number in 0..<40 {
        var record = try VerdictSamples.results().records[0]
        record.run = "\(number)"
        try ResultsLog.append(record, to: folder)
      }
      let (size, older) = (try bytes(folder.results), try bytes("\(folder.path)/results.1.jsonl"))
      #expect(size <= 3_000 && older <= 4_000 && older > 3_000)
      #expect(try ResultsLog.records(contentsOf: "\(folder.path)/results.1.jsonl", allRuns: true).count > 4)
    }
  }

  private func bytes(_ path: String) throws -> Int {
    (try? Data(contentsOf: URL(filePath: path)).count) ?? 0
  }

  /// Lines of any writers side by side stay whole.
  @Test func writersDoNotMixTheirLines() async throws {
    try await TemporaryFolder.with { temporary in
      let folder = folder(in: temporary)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for writer in 0..<8 {
          group.addTask {
            for _ in 0..<25 {
              var record = try VerdictSamples.results().records[1]
              record.run = "same"
              record.details = [String(repeating: "\(writer)", count: 3_000)]
              try ResultsLog.append(record, to: folder)
            }
          }
        }
        try await group.waitForAll()
      }
      let records = try ResultsLog.records(contentsOf: folder.results)
      #expect(records.count == 200 && records.allSatisfy { Set($0.details[0]).count == 1 })
    }
  }

  @Test(arguments: [
    ("{", "results.jsonl:2"), ("[]", "format"), (#"{"format": "assay-result-9"}"#, "another version"),
    (#"{"format": "assay-result-1"}"#, "outcome"),
  ])
  func damagedLinesAreNamed(_ line: String, message: String) throws {
    try TemporaryFolder.with { temporary in
      let folder = folder(in: temporary)
      try ResultsLog.append(try VerdictSamples.results().records[0], to: folder)
      try folder.appendResult(Data(line.utf8))
      let error = #expect(throws: AssayError.self) { try ResultsLog.records(contentsOf: folder.results) }
      #expect(error?.description.contains(message) == true && error?.location?.contains("results.jsonl:2") == true)
    }
  }

  @Test func aLogThatCannotBeWrittenIsAnError() throws {
    #expect(throws: AssayError.self) {
      try ResultsLog.append(try VerdictSamples.results().records[0], to: RunFolder(path: "/dev/null/x"))
    }
  }
}
