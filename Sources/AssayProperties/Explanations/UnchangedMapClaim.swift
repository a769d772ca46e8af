import AssayBase
import AssayDatasets
import AssayExplanations
import AssayImages
import AssayNetworks
import AssayTensor

/// A claim about the maps of examples as they are: nothing is changed, so a failing example is its own counterexample.
protocol UnchangedMapClaim<Model>: CaseMeasure where Model: Classifier {
  var explanation: Explanation { get }
  var target: ExplanationTarget { get }

  /// Why a failing example fails, as its picture says it.
  func finding(_ model: Model, of example: Example, key: RandomKey) throws -> String?

  /// The maps that show why an example fails.
  func exhibits(_ subject: ExplainedModel, of example: Example) throws -> [MapExhibit]
}

extension UnchangedMapClaim {
  /// As its outcome says it.
  func finding(_ model: Model, of example: Example, key: RandomKey) throws -> String? {
    try outcomes(model, of: [example], key: key)[0].reason
  }

  /// The map of the example.
  func exhibits(_ subject: ExplainedModel, of example: Example) throws -> [MapExhibit] {
    let maps = try explanation.maps(
      of: subject, images: Tensor(images: [example.image]), labels: [example.label], target: target)
    return [MapExhibit("map", maps)]
  }

  /// Shows the first failing example with its map.
  func explain(
    _ model: Model, _ failures: [FailedCase], _ request: ExplanationRequest
  ) async throws -> FailureEvidence? {
    guard let first = failures.first?.example else { return nil }
    return try await BlockingWork.run {
      func evidence(_ example: Example) throws -> MapEvidence {
        MapEvidence(
          explanation: "\(explanation)", finding: try finding(model, of: example, key: request.key) ?? "fails",
          maps: try exhibits(ExplainedModel(model), of: example))
      }
      return FailureEvidence(unchanged: first, of: model, request, maps: evidence) {
        try !outcomes(model, of: [$0], key: request.key)[0].passes
      }
    }
  }

  func doubts(
    _ model: Model, _ cases: [(example: Example, outcome: CaseOutcome)], _ checks: Set<SoundnessCheck>, key: RandomKey
  ) throws -> [Doubt] {
    try MapDoubts.aboutConstantMaps(of: model, by: explanation, target, cases.map(\.example), checks)
  }
}
