import AssayCheck
import AssayDatasets
import AssayImages
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
  ///
  /// - Parameters:
  ///   - maps: What an explanation says of the image as it is saved, for a claim about maps.
  ///   - fails: Whether the claim fails on an example: one between the steps of 8 bits is asked about again as it would be
  ///     saved.
  init(
    unchanged example: Example, of model: some Classifier, _ request: ExplanationRequest,
    maps: (_ example: Example) throws -> MapEvidence? = { _ in nil }, _ fails: (_ example: Example) throws -> Bool
  ) {
    do {
      let saved = Image(try ByteImage(example.image))
      let rounded = Example(image: saved, label: example.label, index: example.index, sourceRow: example.sourceRow)
      guard try saved == example.image || fails(rounded) else {
        self.init(
          note: "the failure does not survive the rounding of its pixels to 8 bits, so there is no picture of it")
        return
      }
      self.init(
        counterexample: try ImageCounterexample(
          unchanged: rounded, of: model, request: request, maps: try maps(rounded)))
    } catch {
      self.init(note: "there is no picture of the failure: \(error)")
    }
  }
}
