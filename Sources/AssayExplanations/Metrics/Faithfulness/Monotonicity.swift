import AssayBase
import AssayStatistics
import AssayTensor

/// The share of steps that do not lower the score as pixels come in, those of the smallest relevance first.
///
/// Arya et al. 2019 (monotonicity), after Luss et al. 2019: there the answer is whether all steps do not, here
/// their share, 1 meaning all. Each step brings in one pixel, or the next of `steps` equal parts. Costs one evaluation a
/// step and image.
package struct Monotonicity: MapMeasure {
  let baseline: ExplanationBaseline
  let steps: Int
  let scale: ScoreScale

  package var description: String { "monotonicity (\(steps) steps, \(baseline.description), \(scale.rawValue))" }

  package var preference: MetricPreference { .larger }

  private var removal: PixelRemoval {
    PixelRemoval(
      order: .smallest, replacement: .baseline(baseline), isInsertion: true, steps: steps, scale: scale)
  }

  package func validate() throws { try removal.validate() }

  package func values(_ explained: ExplainedMaps) throws -> [Double] {
    try removal.curves(explained).map { curve in
      let rises = zip(curve.scores, curve.scores.dropFirst()).count { $0 <= $1 }
      return Double(rises) / Double(curve.scores.count - 1)
    }
  }
}

extension ExplanationMetric {
  /// The share of steps that do not lower the score as pixels come in, those of the smallest relevance first.
  ///
  /// Arya et al. 2019; 1 where none does. Costs `steps` evaluations an image.
  public static func monotonicity(
    baseline: ExplanationBaseline = .black, steps: Int = 64, scale: ScoreScale = .probability
  ) -> ExplanationMetric {
    ExplanationMetric(Monotonicity(baseline: baseline, steps: steps, scale: scale))
  }
}

extension ExplanationMetricForm {
  static let monotonicity = ExplanationMetricForm(
    "monotonicity", "whether the score rises as pixels come in, the least relevant first",
    settings: "steps=64,scale=probability,baseline=black"
  ) { shared, settings in
    .monotonicity(
      baseline: try shared.baseline(&settings), steps: try settings.int("steps") ?? 64,
      scale: try settings.choice("scale") ?? .probability)
  }
}
