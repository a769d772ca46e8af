import AssayCheck

/// What shows that a property does not hold.
package struct FailureEvidence: Sendable {
  /// The smallest failing image found.
  package var counterexample: ImageCounterexample?
  /// The case that failed by the smallest change.
  package var worst: WorstCase?
  /// What the reader should know beside them.
  package var note: String?

  package init(counterexample: ImageCounterexample? = nil, worst: WorstCase? = nil, note: String? = nil) {
    self.counterexample = counterexample
    self.worst = worst
    self.note = note
  }
}
