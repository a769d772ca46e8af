import AssayProperties
import AssayReport

extension ForAllSummary {
  /// What the log keeps of the run; `issue` is what was said of it.
  func record(_ issue: Finding?, seconds: Double) -> ResultRecord {
    let name = "forAll over (\(types))"
    let extra = report.extraCases.values.reduce(0, +)
    var record = ResultRecord(
      property: name, outcome: outcome, headline: headline(name, issue), details: Array(issue?.lines.dropFirst() ?? []),
      cases: report.casesRun + extra, failures: report.counterexamples.count, seed: report.seed, seconds: seconds)
    record.counterexample = report.counterexample?.description
    record.files = issue?.files
    return record
  }

  private func headline(_ name: String, _ issue: Finding?) -> String {
    if let first = issue?.lines.first { return "\(name): \(first)" }
    let word = outcome == .holds ? "holds" : "is \(outcome.rawValue)"
    return "\(name) \(word), after \(report.casesRun) cases"
  }

  private var outcome: Verdict.Outcome {
    switch report.outcome {
    case .passed: .holds
    case .falsified, .uncovered(.falsified): .falsified
    case .flaky: .unreliable
    case .uncovered, .exhausted, .outOfTime, .cancelled: .undecided
    }
  }
}
