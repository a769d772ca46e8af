import AssayBase
import AssayDatasets
import AssayExplanations
import AssayNetworks

extension Property where Model: DifferentiableClassifier {
  /// Every map sums to the difference of the scores of image and baseline, up to a share `tolerance` of it.
  ///
  /// Completeness is axiom 1 of Sundararajan, Taly and Yan 2017 (Proposition 1); what is checked is the numerical integral.
  public static func completeness(of explanation: Explanation, within tolerance: Double) -> Property {
    Property(
      "completeness of \(explanation) within \(PercentText.of(tolerance))", .always,
      measuring: CompletenessMeasure<Model>(explanation: explanation, tolerance: tolerance))
  }
}

/// Whether a map misses the difference of scores by little.
private struct CompletenessMeasure<Model: DifferentiableClassifier>: CaseMeasure {
  let explanation: Explanation
  let tolerance: Double

  func validate(_ model: Model, on data: Dataset) throws {
    try explanation.validate()
    try data.check(for: model)
    guard tolerance >= 0, tolerance.isFinite else {
      throw AssayError(
        .invalidArgument, "a tolerance must be a number that is not negative", found: "\(tolerance)", at: "within")
    }
  }

  func outcomes(_ model: Model, of examples: [Example], key: RandomKey) throws -> [CaseOutcome] {
    let batch = ExampleBatch(examples)
    let gaps = try explanation.completenessGaps(of: model, images: batch.images, labels: batch.labels)
    return gaps.map { gap in
      gap <= tolerance ? .pass : .fail("the map misses the difference of scores by \(PercentText.of(gap))")
    }
  }
}
