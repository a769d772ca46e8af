import AssayBase
import AssayDatasets
import AssayImages
import AssayNetworks
import AssayTensor

extension Property where Model: Classifier {
  /// The model says the same of every example after a variation as before it.
  ///
  ///     .invariance(to: .shift(by: 1))
  ///
  /// Compares answers with answers: an example that the model gets wrong must stay wrong in the same way. Of a variation
  /// with several images, as a shift to four sides, all count. Engstrom et al. 2019 ("Exploring the landscape of spatial
  /// robustness") show how often small shifts change an answer.
  public static func invariance(to variation: ImageVariation) -> Property {
    Property(
      "answers unchanged by \(variation)", .always, measuring: Invariance<Model>(variation: variation))
  }

  /// The share of examples of which the model says the same after a variation as before it is at least `threshold`.
  public static func invariance(to variation: ImageVariation, atLeast threshold: Double) -> Property {
    Property(
      "answers unchanged by \(variation) ≥ \(Verdict.share(threshold))", .rate(atLeast: threshold),
      measuring: Invariance<Model>(variation: variation))
  }
}

/// Whether no variant of an image gets another answer.
private struct Invariance<Model: Classifier>: CaseMeasure {
  let variation: ImageVariation

  func validate(_ model: Model, on data: Dataset) throws { try data.check(for: model) }

  func outcomes(_ model: Model, of examples: [Example], key: RandomKey) throws -> [CaseOutcome] {
    let variants = try examples.map { try variation.variants(of: $0.image) }
    let answers = try model.checkedLogits(for: Tensor(images: examples.map(\.image))).labels
    let images = variants.flatMap(\.self)
    let changed = images.isEmpty ? [] : try model.checkedLogits(for: Tensor(images: images)).labels
    var start = 0
    return examples.indices.map { row in
      defer { start += variants[row].count }
      let own = changed[start..<start + variants[row].count]
      guard let place = own.firstIndex(where: { $0 != answers[row] }) else { return .pass }
      return .fail(
        "after \(variation) the model says \(changed[place]) instead of \(answers[row])",
        image: variants[row][place - start])
    }
  }

  func explain(
    _ model: Model, _ failures: [FailedCase], _ request: ExplanationRequest
  ) async throws -> FailureEvidence? {
    guard let first = failures.first else { return nil }
    return try await BlockingWork.run {
      var evidence = FailureEvidence(unchanged: first.example, of: model, request) {
        try outcomes(model, of: [$0], key: request.key).first?.passes == false
      }
      evidence.note = evidence.note ?? "example #\(first.example.index): \(first.outcome.reason ?? "changes")"
      return evidence
    }
  }
}
