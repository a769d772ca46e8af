import AssayBase
import AssayProperties
import AssayReport
import AssayTestSupport
import Foundation
import Testing

@Suite struct JSONReportTests {
  @Test func theDocumentSaysAllThatWasFound() throws {
    let json = try JSONValue(parsing: JSONReport.document(try VerdictSamples.results()))
    #expect(json["passes"] == false && json["model"] == .string(VerdictSamples.nasty) && json["seconds"] == 5)
    let verdicts = try #require(json["verdicts"]?.array)
    #expect(verdicts.map { $0["outcome"]?.string } == ["holds", "falsified", "undecided", "unreliable"])
    #expect(verdicts[0]["interval"] == [0.4, 0.6] && verdicts[0]["seed"] == "18446744073709551615")
    #expect(verdicts[0]["counterexample"] == nil && verdicts[2]["estimate"] == nil)
    #expect(verdicts[1]["property"] == .string(VerdictSamples.nasty))
    #expect(verdicts[1]["counterexample"]?["replay"] == "a&b.json" && verdicts[1]["worst"]?["index"] == 3)
  }

  @Test func theLogGrowsByALineAVerdict() throws {
    try TemporaryFolder.with { folder in
      let log = ResultsLog(path: folder.file("new/results.jsonl").path(percentEncoded: false))
      for property in try VerdictSamples.results().properties {
        try log.append(property, at: Date(timeIntervalSince1970: 0))
      }
      let lines = try String(contentsOfFile: log.path, encoding: .utf8).split(separator: "\n")
      let values = try lines.map { try JSONValue(parsing: Data($0.utf8)) }
      #expect(values.map { $0["outcome"]?.string } == ["holds", "falsified", "undecided", "unreliable"])
      #expect(values.allSatisfy { $0["date"] == "1970-01-01T00:00:00Z" })
    }
  }

  @Test func aLogThatCannotBeWrittenIsAnError() throws {
    #expect(throws: AssayError.self) {
      try ResultsLog(path: "/dev/null/results.jsonl").append(try VerdictSamples.results().properties[0])
    }
  }
}
