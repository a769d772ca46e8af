import AssayBase
import AssayDatasets

/// A named claim about a model on a data set: what is measured of each case, and what must be true of all of them.
///
/// Made by factories: `.accuracy(under: .pgd(.linf(0.15)), atLeast: 0.5)`.
public struct Property<Model: Sendable>: Sendable {
  /// The claim in words, as "accuracy under PGD(ℓ∞ 0.15, 40 steps) ≥ 0.5".
  public let name: String
  package let claim: Claim
  package let measure: any CaseMeasure<Model>

  package init(_ name: String, _ claim: Claim, measuring measure: any CaseMeasure<Model>) {
    self.name = name
    self.claim = claim
    self.measure = measure
  }
}

/// A failed case: the example and what came of it.
package struct FailedCase: Sendable {
  package let example: Example
  package let outcome: CaseOutcome
}

/// What a property measures of each case.
package protocol CaseMeasure<Model>: Sendable {
  associatedtype Model: Sendable

  /// - Throws: `AssayError` when a setting is out of range or the data do not fit the model.
  func validate(_ model: Model, on data: Dataset) throws

  /// The cases that the claim is about, as indices into `data`; `nil` for all.
  func eligibleCases(_ model: Model, on data: Dataset) throws -> [Int]?

  /// What comes of each of `examples`, in order. Must not depend on which examples come together.
  func outcomes(_ model: Model, of examples: [Example], key: RandomKey) throws -> [CaseOutcome]

  /// The picture that shows why cases failed, reduced as far as `budget` allows; `nil` when there is none to show.
  func explain(_ model: Model, _ failures: [FailedCase], _ request: ExplanationRequest) async throws -> FailureEvidence?
}

extension CaseMeasure {
  package func eligibleCases(_ model: Model, on data: Dataset) throws -> [Int]? { nil }

  package func explain(
    _ model: Model, _ failures: [FailedCase], _ request: ExplanationRequest
  ) async throws -> FailureEvidence? { nil }
}
