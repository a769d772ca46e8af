import AssayCheck
import AssayDatasets
import AssayNetworks

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

  /// An example that fails as it is; without a picture where it cannot be drawn or the model cannot say what it sees.
  init(unchanged example: Example, of model: some Classifier, _ request: ExplanationRequest) {
    do {
      self.init(counterexample: try ImageCounterexample(unchanged: example, of: model, request: request))
    } catch {
      self.init(note: "there is no picture of the failure: \(error)")
    }
  }
}
