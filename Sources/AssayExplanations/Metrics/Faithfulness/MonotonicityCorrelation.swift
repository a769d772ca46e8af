import AssayBase
import AssayStatistics
import AssayTensor

/// Spearman's correlation of the magnitudes of relevance and of how much the score depends on each pixel.
///
/// Nguyen and Martínez 2020 (monotonicity): the dependence is the mean squared change of the score when the
/// pixel, all its channels, is drawn anew from [0, 1], everything else staying. 0 where either is the same for all pixels.
/// Costs pixels · samples evaluations an image: for small images.
package struct MonotonicityCorrelation: MapMeasure {
  let samples: Int
  let scale: ScoreScale
  let seed: UInt64

  package var description: String { "monotonicity correlation (\(samples) samples, \(scale.rawValue))" }

  package var preference: MetricPreference { .larger }

  package func validate() throws { try SampleCount.validate(samples, of: "monotonicity correlation", "samples") }

  package func values(_ explained: ExplainedMaps) throws -> [Double] {
    try validate()
    let maps = try MapValues(explained.maps)
    guard maps.pixelCount > 1 else { return maps.rows.map { _ in 0 } }
    let draws = try (0..<samples).map { index in
      let key = RandomKey(seed: seed).derived("monotonicity").derived(index)
      let values = Tensor.uniform(0, 1, shape: explained.images.shape.withFirst(1), key: key)
      return try PixelEraser(.baseline(.images(values)), images: explained.images, seed: seed)
    }
    let own = try explained.ownScores(scale)
    let outcomes = try explained.outcomes(ofVariants: maps.pixelCount * samples, scale) { row, index in
      ImageVariant(image: draws[index % samples].image(row, without: [index / samples]))
    }
    return try outcomes.enumerated().map { row, outcomes in
      let effects = (0..<maps.pixelCount).map { pixel in
        outcomes[pixel * samples..<(pixel + 1) * samples].reduce(0) { sum, outcome in
          sum + (outcome.score - own[row]) * (outcome.score - own[row])
        }
      }
      return try Correlation.spearman(maps.pixels(row).map(\.magnitude), effects) ?? 0
    }
  }
}

extension ExplanationMetric {
  /// Spearman's correlation of the magnitudes of relevance and of how much the score depends on each pixel.
  ///
  /// Nguyen and Martínez 2020. Costs pixels · `samples` evaluations an image: for small images.
  public static func monotonicityCorrelation(
    samples: Int = 8, scale: ScoreScale = .logit, seed: UInt64 = 0
  ) -> ExplanationMetric {
    ExplanationMetric(MonotonicityCorrelation(samples: samples, scale: scale, seed: seed))
  }
}

extension ExplanationMetricForm {
  static let monotonicityCorrelation = ExplanationMetricForm(
    "monotonicity-correlation", "whether pixels are ranked as the score depends on them; for small images",
    settings: "samples=8,scale=logit,seed=0"
  ) { shared, settings in
    .monotonicityCorrelation(
      samples: try settings.int("samples") ?? 8, scale: try settings.choice("scale") ?? .logit,
      seed: try shared.seed(&settings))
  }
}
