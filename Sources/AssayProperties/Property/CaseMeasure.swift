import AssayBase
import AssayDatasets

/// What a property measures of each case.
package protocol CaseMeasure<Model>: Sendable {
  associatedtype Model: Sendable

  /// The same measure of the examples of `data`, for what must know more of them than images and labels.
  func about(_ data: Dataset) -> Self

  /// - Throws: `AssayError` when a setting is out of range or the data do not fit the model.
  func validate(_ model: Model, on data: Dataset) throws

  /// The cases that the claim is about, as indices into `data`; `nil` for all.
  func eligibleCases(_ model: Model, on data: Dataset) throws -> [Int]?

  /// What comes of each of `examples`, in order. Must not depend on which examples come together.
  func outcomes(_ model: Model, of examples: [Example], key: RandomKey) throws -> [CaseOutcome]

  /// The picture that shows why cases failed, reduced as far as `budget` allows; `nil` when there is none to show.
  func explain(_ model: Model, _ failures: [FailedCase], _ request: ExplanationRequest) async throws -> FailureEvidence?

  /// What comes of a saved failing image now.
  func outcome(_ model: Model, ofSaved saved: SavedExample, key: RandomKey) throws -> CaseOutcome

  /// Why a claim that would hold of these cases cannot be trusted, as far as `checks` can tell.
  func doubts(
    _ model: Model, _ cases: [(example: Example, outcome: CaseOutcome)], _ checks: Set<SoundnessCheck>, key: RandomKey
  ) throws -> [Doubt]
}

extension CaseMeasure {
  package func about(_ data: Dataset) -> Self { self }

  package func eligibleCases(_ model: Model, on data: Dataset) throws -> [Int]? { nil }

  package func explain(
    _ model: Model, _ failures: [FailedCase], _ request: ExplanationRequest
  ) async throws -> FailureEvidence? { nil }

  /// The image is a case like any other; a measure that searches around its cases asks about the image itself.
  package func outcome(_ model: Model, ofSaved saved: SavedExample, key: RandomKey) throws -> CaseOutcome {
    try outcomes(model, of: [saved.failing], key: key)[0]
  }

  package func doubts(
    _ model: Model, _ cases: [(example: Example, outcome: CaseOutcome)], _ checks: Set<SoundnessCheck>, key: RandomKey
  ) throws -> [Doubt] { [] }
}
