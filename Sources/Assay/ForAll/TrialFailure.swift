import AssayBase
import AssayCheck
import Testing

/// How a case of a `forAll` fails: the user's expectation with its values, or the error thrown.
struct TrialFailure: KeyedFailure, CustomStringConvertible {
  /// As many characters as a person reads.
  private static let limit = 400

  /// The place and the kind of the failure without its values, so that a reduction does not slide to another.
  let failureKey: String
  /// The failure in words, with its place.
  let description: String
  /// The user's own issue, or `nil` where the body threw.
  let issue: Issue?
  /// What the body threw.
  let thrown: (any Error)?

  /// A failed expectation or a recorded issue.
  init(_ issue: Issue) {
    let place = issue.sourceLocation.map { "\($0.fileID):\($0.line)" } ?? "unknown place"
    var text = ([Self.text(of: issue.kind)] + issue.comments.map(\.rawValue)).filter { !$0.isEmpty }
      .joined(separator: ": ")
    if text.isEmpty { text = "an issue was recorded" }
    self.issue = issue
    thrown = nil
    failureKey = "\(Self.kind(of: issue.kind)) \(place)"
    description = "\(Self.shortened(text)) (\(issue.sourceLocation.map { "\($0.fileName):\($0.line)" } ?? place))"
  }

  /// An error that the body threw.
  init(thrown error: any Error) {
    issue = nil
    thrown = error
    let key = FailureOrigin(property: "", error: error)
    failureKey = "\(key.errorType) \(key.key)"
    description = "threw \(type(of: error)): \(Self.shortened("\(error)"))"
  }

  private static func text(of kind: Issue.Kind) -> String {
    switch kind {
    case .unconditional: ""
    case .errorCaught(let error): "threw \(type(of: error)): \(error)"
    default: "\(kind)"
    }
  }

  /// The name of a kind of issue without what it holds.
  private static func kind(of kind: Issue.Kind) -> String {
    switch kind {
    case .errorCaught(let error): "error \(type(of: error))"
    case .expectationFailed: "expectation"
    case .unconditional: "issue"
    default: String("\(kind)".prefix { $0 != ":" })
    }
  }

  /// The text on one line, cut where nobody reads on.
  private static func shortened(_ text: String) -> String {
    let text = text.split(whereSeparator: \.isNewline).map { $0.drop(while: \.isWhitespace) }.joined(separator: "; ")
    return text.count <= limit ? text : "\(text.prefix(limit))… (\(text.count) characters)"
  }
}
