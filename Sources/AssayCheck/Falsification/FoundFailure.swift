/// A bug that the search has met: where first, and the smallest and the worst of its cases so far.
struct FoundFailure<Value: Sendable>: Sendable {
  /// The case in which it showed first.
  let first: UnshrunkFailure
  /// The smallest case so far, from which a reduction starts.
  private(set) var start: DrawnCase<Value>
  /// How that one fails.
  private(set) var failure: Failure
  /// The case with the greatest score, where the property gives scores.
  private(set) var worst: WorstFailure?

  init(_ drawn: DrawnCase<Value>, _ failure: Failure, score: Double? = nil, described description: String) {
    first = UnshrunkFailure(place: drawn.place, description: description, choices: drawn.choices, failure: failure)
    start = drawn
    self.failure = failure
    worst = score.map {
      WorstFailure(score: $0, description: description, choices: drawn.choices, failure: failure)
    }
  }

  var origin: FailureOrigin { failure.origin }

  /// Takes note of another case of the same bug.
  mutating func add(
    _ drawn: DrawnCase<Value>, _ failure: Failure, score: Double?, described description: @autoclosure () -> String
  ) {
    if let score, worst.map({ $0.score < score }) ?? true {
      worst = WorstFailure(score: score, description: description(), choices: drawn.choices, failure: failure)
    }
    if ChoiceNode.precedes(drawn.nodes, start.nodes) { (start, self.failure) = (drawn, failure) }
  }
}
