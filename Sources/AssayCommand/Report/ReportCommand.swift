import AssayBase
import AssayReport

/// `assay report`: makes a page, JUnit XML and JSON of the results that `swift test` and `assay check` left.
package struct ReportCommand: Command {
  package static let name = "report"
  package static let abstract = "Make a page and JUnit XML of the results of tests and checks."
  package static let operands = ["RESULTS.jsonl..."]
  package static let options = [
    OptionDefinition("out", "DIR", "Write results.json, junit.xml and index.html into this folder."),
    OptionDefinition("all-runs", nil, "Take all runs of each file, not the last one alone."),
  ]
  package static let examples = [
    (call: "report .assay/results.jsonl --out report", effect: "After `swift test`, or after `assay check`.")
  ]

  private let paths: [String]
  private let folder: String
  private let takesAllRuns: Bool

  package init(_ arguments: Arguments) throws {
    paths = arguments.operands
    takesAllRuns = arguments.has("all-runs")
    guard let folder = try arguments.text("out") else {
      throw AssayError(.invalidArgument, "no folder is named for the report", expected: "--out DIR")
    }
    self.folder = folder
  }

  package func run(_ console: Console) async throws -> ExitStatus {
    try OutputPath.checkFolder(folder, option: "--out")
    let records = try paths.flatMap { try ResultsLog.records(contentsOf: $0, allRuns: takesAllRuns) }
    let results = CheckResults(title: title(of: records), records: records)
    try ReportFolder(path: folder).write(results)
    try console.print(TerminalReport(usesColour: console.usesColour).summary(of: results))
    try console.print("report: \(folder)/index.html")
    return results.passes ? .success : .failure
  }

  /// What all results have in common, or where they come from.
  private func title(of records: [ResultRecord]) -> String {
    let suites = Set(records.map { $0.suite ?? "" })
    if let suite = suites.first, suites.count == 1, !suite.isEmpty { return suite }
    let subjects = Set(records.map { "\($0.model ?? "") on \($0.data ?? "")" })
    if let subject = subjects.first, subjects.count == 1, suites == [""] { return subject }
    return paths.joined(separator: ", ")
  }
}
