import AssayBase
import AssayTensor

extension ExplainedMaps {
  /// How far the sum of each map is above the score of its image less that of its baseline; signed, in units of the score.
  ///
  /// 0 for complete maps (Sundararajan, Taly and Yan 2017, section 3). Without a baseline the sum is compared with the score
  /// itself, as class activation maps promise. Costs two evaluations an image.
  public func completenessGaps(from baseline: ExplanationBaseline? = .black) throws -> [Double] {
    let own = try ownScores(.logit)
    let floor = try baseline.map { try scores(ofImages: $0.images(for: images)) } ?? own.map { _ in 0 }
    return try MapValues(maps).rows.enumerated().map { row, values in
      values.reduce(0, +) - (own[row] - floor[row])
    }
  }

  /// The scores of other images, one for each.
  private func scores(ofImages others: Tensor) throws -> [Double] {
    try outcomes(ofVariants: 1, .logit) { row, _ in ImageVariant(image: others.rows([row])) }.map { $0[0].score }
  }
}

/// The size of what the sum of a map misses of the change of the score from a baseline.
package struct CompletenessGap: MapMeasure {
  let baseline: ExplanationBaseline?

  package var description: String { "completeness gap (\(baseline?.description ?? "no baseline"))" }

  package var preference: MetricPreference { .smaller }

  package func validate() throws { try baseline?.validate() }

  package func values(_ explained: ExplainedMaps) throws -> [Double] {
    try explained.completenessGaps(from: baseline).map(\.magnitude)
  }
}

extension ExplanationMetric {
  /// The size of what the sum of a map misses of the score less that of `baseline`, in units of the score.
  ///
  /// Without a baseline the sum is compared with the score itself.
  public static func completenessGap(baseline: ExplanationBaseline? = .black) -> ExplanationMetric {
    ExplanationMetric(CompletenessGap(baseline: baseline))
  }
}

extension ExplanationMetricForm {
  static let completenessGap = ExplanationMetricForm(
    "completeness-gap", "what the sum of the map misses of the score less the baseline’s", settings: "baseline=black"
  ) { shared, settings in .completenessGap(baseline: try shared.baseline(&settings)) }
}
