import AssayBase
import AssayDatasets
import AssayExplanations
import AssayNetworks
import AssayTensor

extension Property where Model: Classifier {
  /// Every map sums to the difference of the scores of image and baseline, up to a share `tolerance` of it.
  ///
  /// Completeness is axiom 1 of Sundararajan, Taly and Yan 2017 (Proposition 1). Integrated gradients and
  /// DeepLIFT are asked from their own baselines. Where the difference is below 1 % of the spread of the image's logits,
  /// the gap is relative to that 1 %. Costs one map and two evaluations an example.
  ///
  /// - Parameter baseline: What maps of other methods are complete from; nil for maps that sum to the score itself, as class
  ///   activation maps do.
  public static func completeness(
    of explanation: Explanation, from baseline: ExplanationBaseline? = .black, within tolerance: Double
  ) -> Property {
    Property(
      "completeness of \(explanation) within \(PercentText.of(tolerance))", .always,
      measuring: Completeness<Model>(explanation: explanation, baseline: baseline, tolerance: tolerance))
  }
}

/// Whether a map misses the difference of scores by little.
private struct Completeness<Model: Classifier>: UnchangedMapClaim {
  let explanation: Explanation
  let baseline: ExplanationBaseline?
  let tolerance: Double

  var target: ExplanationTarget { .label }

  func validate(_ model: Model, on data: Dataset) throws {
    try explanation.validate(for: model)
    try data.check(for: model)
    guard tolerance >= 0, tolerance.isFinite else {
      throw AssayError(
        .invalidArgument, "a tolerance must be a number that is not negative", found: "\(tolerance)", at: "within")
    }
  }

  func outcomes(_ model: Model, of examples: [Example], key: RandomKey) throws -> [CaseOutcome] {
    let batch = ExampleBatch(examples)
    return try explanation.completenessGaps(of: model, images: batch.images, labels: batch.labels, from: baseline).map {
      gap in
      gap <= tolerance ? .pass : .fail("the map misses the difference of scores by \(PercentText.of(gap))")
    }
  }
}
