import AssayCheck
import Testing

/// How a `forAll` records its one issue: the user's own, at the user's line, with what Assay knows below it.
struct ForAllReporter {
  let site: CheckSite

  /// Records lines as a comment of the issue of `failure`, or as an issue at the line of `forAll` where there is none.
  func record(_ lines: [String], of failure: Failure? = nil) async {
    let trial = failure?.error as? TrialFailure
    let comment = Comment(rawValue: lines.joined(separator: "\n  "))
    if var issue = trial?.issue {
      issue.comments.append(comment)
      await record(issue)
    } else if let error = trial?.thrown {
      Issue.record(error, comment, sourceLocation: site.location)
    } else {
      Issue.record(comment, sourceLocation: site.location)
    }
  }

  /// Records an issue that was kept back before.
  ///
  /// Testing has no call for that; but another issue, recorded for the purpose, may be exchanged for it. Whether it is a
  /// known one was decided when it was recorded first.
  private func record(_ issue: Issue) async {
    let exchange = IssueHandlingTrait.compactMapIssues { _ in issue }
    try? await exchange.provideScope(for: site.test, testCase: site.testCase) {
      Issue.record("a case of forAll failed", sourceLocation: site.location)
    }
  }

  /// Records what does not fail the test but should not go unseen; also where a tool leaves out warnings.
  func warn(_ lines: [String]) {
    site.announce(lines.joined(separator: "; "))
    Issue.record(
      Comment(rawValue: lines.joined(separator: "\n  ")), severity: .warning, sourceLocation: site.location)
  }
}
