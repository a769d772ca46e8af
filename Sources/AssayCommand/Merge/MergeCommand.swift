import AssayBase
import AssayReport

/// `assay merge`: decides checks whose cases were dealt to several processes, and counts the results of all of them.
package struct MergeCommand: Command {
  package static let name = "merge"
  package static let abstract = "Decide checks whose cases were dealt to several processes."
  package static let operands = ["RESULTS.jsonl..."]
  package static let options = [
    OptionDefinition("report", "DIR", "Write results.json, junit.xml and index.html into this folder."),
    OptionDefinition("json", "FILE", "Write results.json to this file."),
  ]
  package static let examples = [
    (
      call: "merge results-*.jsonl",
      effect: "The .assay/results.jsonl of `ASSAY_SHARD=1/2 swift test` and of `ASSAY_SHARD=2/2 swift test`."
    )
  ]

  private let paths: [String]
  private let report: String?
  private let json: String?

  package init(_ arguments: Arguments) throws {
    paths = arguments.operands
    report = try arguments.text("report")
    json = try arguments.text("json")
  }

  package func run(_ console: Console) async throws -> ExitStatus {
    if let report { try OutputPath.checkFolder(report, option: "--report") }
    if let json { try OutputPath.checkFile(json, option: "--json") }
    let merged = try MergedResults(logs: paths)
    let results = CheckResults(title: paths.joined(separator: ", "), records: merged.records)
    let terminal = TerminalReport(usesColour: console.usesColour)
    for record in merged.records { for line in terminal.lines(for: record) { try console.print(line) } }
    if let json { try AtomicFile.write(try JSONReport.document(results), to: json) }
    if let report { try ReportFolder(path: report).write(results) }
    try console.print(terminal.summary(of: results))
    if let report { try console.print("report: \(report)/index.html") }
    return results.passes ? .success : .failure
  }
}
