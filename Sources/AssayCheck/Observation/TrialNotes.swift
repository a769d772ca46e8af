import AssayBase
import Synchronization

/// What a property says about the case it runs on: scores to climb, and labels to count.
///
/// A task-local of the trial, so child tasks of the body write to the same notes and parallel trials do not mix.
final class TrialNotes: Sendable {
  /// What was noted in one trial.
  struct Content: Sendable {
    /// The greatest score of each target.
    var scores: [String: Double] = [:]
    /// The labels the case has.
    var labels: Set<String> = []
    /// The least share of cases that must have a label.
    var requirements: [String: Double] = [:]
  }

  @TaskLocal static var current: TrialNotes?

  private let content = Mutex(Content())

  var snapshot: Content { content.withLock { $0 } }

  /// The notes of the running trial.
  ///
  /// Throws ``AssayError`` outside one.
  static func required(by call: String) throws -> TrialNotes {
    guard let current else {
      throw AssayError(
        .contractBroken, "\(call) was called outside a case", expected: "a call in the body of forAll",
        found: "no running case", at: call,
        advice: "Call it from the body's own task or its children: Task.detached and dispatch queues do not know it")
    }
    return current
  }

  func note(score: Double, of label: String) {
    content.withLock { $0.scores[label] = max(score, $0.scores[label] ?? score) }
  }

  func note(label: String) {
    content.withLock { _ = $0.labels.insert(label) }
  }

  /// Throws ``AssayError`` if the same label was asked for with another share.
  func note(label: String, isPresent: Bool, atLeast share: Double) throws {
    let other = content.withLock { content -> Double? in
      if isPresent { content.labels.insert(label) }
      let known = content.requirements.updateValue(share, forKey: label)
      return known == share ? nil : known
    }
    if let other { throw CoverageTable.conflict(label, other, share) }
  }
}
