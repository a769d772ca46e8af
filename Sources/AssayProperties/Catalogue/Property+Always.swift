import AssayBase
import AssayDatasets
import AssayNetworks

extension Property where Model: Classifier {
  /// A property of one's own: `statement` is true of every example.
  ///
  /// A statement that throws is one that is not true, and the error is the reason. It may run on several threads at once.
  public static func always(
    _ name: String, _ statement: @escaping @Sendable (_ model: Model, _ example: Example) throws -> Bool
  ) -> Property {
    Property(name, .always, measuring: Statement<Model>(statement: statement))
  }
}

/// Whether a statement of the user's is true.
private struct Statement<Model: Classifier>: CaseMeasure {
  let statement: @Sendable (Model, Example) throws -> Bool

  func validate(_ model: Model, on data: Dataset) throws { try data.check(for: model) }

  func outcomes(_ model: Model, of examples: [Example], key: RandomKey) throws -> [CaseOutcome] {
    try WorkerPool.map(examples.count) { row in
      do {
        return try statement(model, examples[row]) ? .pass : .fail("the statement is false")
      } catch let error as CancellationError {
        throw error
      } catch {
        return .fail("the statement threw \(type(of: error)): \(error)")
      }
    }
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
