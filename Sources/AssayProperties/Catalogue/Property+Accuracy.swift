import AssayBase
import AssayDatasets
import AssayNetworks

extension Property where Model: Classifier {
  /// The share of examples that the model classifies correctly is at least `threshold`.
  public static func accuracy(atLeast threshold: Double) -> Property {
    Property("accuracy ≥ \(Verdict.share(threshold))", .rate(atLeast: threshold), measuring: CleanAccuracy<Model>())
  }
}

/// Whether the model gives the clean image its label.
struct CleanAccuracy<Model: Classifier>: CaseMeasure {
  func validate(_ model: Model, on data: Dataset) throws { try data.check(for: model) }

  func outcomes(_ model: Model, of examples: [Example], key: RandomKey) throws -> [CaseOutcome] {
    let batch = ExampleBatch(examples)
    let predictions = try model.checkedLogits(for: batch.images).labels
    return zip(predictions, batch.labels).map { $0 == $1 ? .pass : .fail("the model says \($0)") }
  }

  func explain(
    _ model: Model, _ failures: [FailedCase], _ request: ExplanationRequest
  ) async throws -> FailureEvidence? {
    guard let first = failures.first else { return nil }
    return try await BlockingWork.run {
      FailureEvidence(unchanged: first.example, of: model, request) {
        try outcomes(model, of: [$0], key: request.key).first?.passes == false
      }
    }
  }
}
