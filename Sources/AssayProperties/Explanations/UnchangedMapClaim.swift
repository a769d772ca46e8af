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

  /// The maps that show why an example fails.
  func exhibits(_ subject: ExplainedModel, of example: Example, key: RandomKey) throws -> [MapExhibit]
}

extension UnchangedMapClaim {
  /// The map of the example.
  func exhibits(_ subject: ExplainedModel, of example: Example, key: RandomKey) throws -> [MapExhibit] {
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
      func outcome(_ example: Example) throws -> CaseOutcome { try outcomes(model, of: [example], key: request.key)[0] }
      return FailureEvidence(unchanged: first, of: model, request) { example in
        MapEvidence(
          explanation: "\(explanation)", finding: try outcome(example).reason ?? "fails",
          maps: try exhibits(ExplainedModel(model), of: example, key: request.key))
      } _: { try !outcome($0).passes }
    }
  }

  func doubts(
    _ model: Model, _ cases: [(example: Example, outcome: CaseOutcome)], _ checks: Set<SoundnessCheck>, key: RandomKey
  ) throws -> [Doubt] {
    try MapDoubts.aboutConstantMaps(of: model, by: explanation, target, cases.map(\.example), checks)
  }
}
