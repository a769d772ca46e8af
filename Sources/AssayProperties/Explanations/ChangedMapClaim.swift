import AssayBase
import AssayDatasets
import AssayExplanations
import AssayImages
import AssayNetworks
import AssayPerturbations
import AssayTensor

/// A claim about the maps of images near an example: what a change of the pixels may do to an explanation.
///
/// Who says what of changed images gets the rest: saved images are judged anew, and a failing one is reduced to the smallest
/// change that still breaks the claim.
protocol ChangedMapClaim<Model>: CaseMeasure where Model: Classifier {
  var explanation: Explanation { get }
  var target: ExplanationTarget { get }
  /// Where changed images must lie.
  var ball: PerturbationBall { get }
  /// What finds changed images, in words.
  var search: String { get }

  /// What the claim says of `changed` images, each next to an example.
  func findings(
    _ subject: ExplainedModel, of changed: Tensor, from examples: ExplainedExamples
  ) throws -> [MapFinding]

  /// The maps that show why it fails.
  func exhibits(_ subject: ExplainedModel, original: Image, failing: Image, label: Int) throws -> [MapExhibit]
}

extension ChangedMapClaim {
  func validate(_ model: Model, on data: Dataset) throws {
    try explanation.validate(for: model)
    try ball.validate()
    try data.check(for: model)
  }

  /// Whether the saved image breaks the claim next to the image that it was changed from, without a new search.
  func outcome(_ model: Model, ofSaved saved: SavedExample, key: RandomKey) throws -> CaseOutcome {
    let subject = ExplainedModel(model)
    let examples = try ExplainedExamples(ExampleBatch([saved.original]), subject, explanation, target)
    let finding = try findings(subject, of: Tensor(images: [saved.failing.image]), from: examples)[0]
    return finding.fails ? .fail(finding.text) : .pass
  }

  func explain(
    _ model: Model, _ failures: [FailedCase], _ request: ExplanationRequest
  ) async throws -> FailureEvidence? {
    try await ChangedMapEvidence(self, model, request).find(among: failures)
  }

  /// The maps of the image before and after the change.
  func exhibits(_ subject: ExplainedModel, original: Image, failing: Image, label: Int) throws -> [MapExhibit] {
    let maps = try explanation.maps(
      of: subject, images: Tensor(images: [original, failing]), labels: [label, label], target: target)
    return [MapExhibit("map before", maps.rows([0])), MapExhibit("map after", maps.rows([1]))]
  }
}
