import AssayCheck
import Synchronization
import Testing

/// One case of a `forAll`: the values and what is to hold of them.
struct Trial: Sendable {
  let values: [GeneratedValue]
  private let body: @Sendable () async throws -> Void

  init(_ values: [GeneratedValue], _ body: @escaping @Sendable () async throws -> Void) {
    self.values = values
    self.body = body
  }

  /// The values in parentheses, separated by semicolons.
  var description: String { "(" + values.map(\.description).joined(separator: "; ") + ")" }

  /// Runs the body with its issues kept back.
  ///
  /// - Throws: ``TrialFailure`` when an expectation fails or the body throws, `Discard`, or `CancellationError`.
  func run(at site: CheckSite) async throws {
    let issues = Mutex<[Issue]>([])
    let thrown = Mutex<(any Error)?>(nil)
    let silence = IssueHandlingTrait.compactMapIssues { issue in
      guard issue.severity >= .error else { return issue }
      issues.withLock { $0.append(issue) }
      return nil
    }
    var settings = site.settings
    settings.isTrial = true
    try await silence.provideScope(for: site.test, testCase: site.testCase) { [settings] in
      do {
        try await CheckSettings.$current.withValue(settings) { try await body() }
      } catch {
        thrown.withLock { $0 = error }
      }
    }
    // Whatever was thrown on the way out of a cancelled test says nothing about the values.
    if Task.isCancelled { throw CancellationError() }
    let recorded = issues.withLock { $0 }
    if let issue = recorded.first(where: \.isFailure) { throw TrialFailure(issue) }
    if let issue = recorded.first, await Self.isKnownOutside(issue, at: site) { throw TrialFailure(issue) }
    guard let error = thrown.withLock({ $0 }) else { return }
    if error is Discard { throw error }
    // It is thrown after an issue was recorded, here one that the body itself declares known.
    if error is ExpectationFailedError { return }
    throw TrialFailure(thrown: error)
  }

  /// Whether a known issue is so because the `forAll` stands inside `withKnownIssue`, and not by the body's own.
  ///
  /// There is no other way to tell than to record its like outside the body. A matcher sees the same comment, place and
  /// error there; one that asks for the kind of an expectation lets the case pass as the known issue that it is.
  private static func isKnownOutside(_ issue: Issue, at site: CheckSite) async -> Bool {
    let isKnown = Mutex(false)
    let silence = IssueHandlingTrait.compactMapIssues { issue in
      isKnown.withLock { $0 = !issue.isFailure }
      return nil
    }
    let (comment, location) = (issue.comments.first, issue.sourceLocation ?? site.location)
    try? await silence.provideScope(for: site.test, testCase: site.testCase) {
      if let error = issue.error {
        Issue.record(error, comment, sourceLocation: location)
      } else {
        Issue.record(comment, sourceLocation: location)
      }
    }
    return isKnown.withLock { $0 }
  }
}
