import AssayBase
import AssayStatistics
import AssayTensor

/// Pearson's correlation, over random sets of pixels, of the sets' relevance and what the score loses without them.
///
/// Bhatt, Weller and Moura 2020, definition 3 (faithfulness): from −1 to 1, 1 for the exact contributions of a linear model.
/// 0 where one of the two never changes. Costs one evaluation a sample and image.
package struct FaithfulnessCorrelation: MapMeasure {
  let share: Double
  let baseline: ExplanationBaseline
  let samples: Int
  let scale: ScoreScale
  let seed: UInt64

  package var description: String {
    "faithfulness correlation (\(PercentText.of(share)) of the pixels to \(baseline.description), \(samples) samples)"
  }

  package var preference: MetricPreference { .larger }

  package func validate() throws {
    try baseline.validate()
    try SampleCount.validate(samples, of: "faithfulness correlation", "samples", least: 2)
    guard share > 0, share < 1 else {
      throw AssayError(
        .invalidArgument, "not a share of the pixels", expected: "a number in (0, 1)", found: "\(share)", at: "share")
    }
  }

  package func values(_ explained: ExplainedMaps) throws -> [Double] {
    try validate()
    let maps = try MapValues(explained.maps)
    let size = max(1, Int((share * Double(maps.pixelCount)).rounded()))
    let key = RandomKey(seed: seed).derived("faithfulness")
    // One list of sets for all images: an image has its own result, whatever its company.
    let sets = (0..<samples).map { index in
      var random = RandomStream(key.derived(index))
      return Array(random.permutation(of: maps.pixelCount).prefix(size))
    }
    let pixels = try maps.map { maps.pixels($0) }
    let eraser = try PixelEraser(.baseline(baseline), images: explained.images, seed: seed)
    let own = try explained.ownScores(scale)
    let outcomes = try explained.outcomes(ofVariants: samples, scale) { row, index in
      ImageVariant(
        image: eraser.image(row, without: sets[index]), note: sets[index].reduce(0) { $0 + pixels[row][$1] })
    }
    return try zip(outcomes, own).map { outcomes, score in
      try Correlation.pearson(outcomes.map(\.note), outcomes.map { score - $0.score }) ?? 0
    }
  }
}

extension ExplanationMetric {
  /// Pearson's correlation, over random sets of pixels, of their relevance and what the score loses without them.
  ///
  /// Bhatt, Weller and Moura 2020, definition 3. `share` is that of the pixels in a set; they are set to `baseline`. 0 where
  /// one of the two never changes. Costs `samples` + 1 evaluations an image.
  public static func faithfulnessCorrelation(
    share: Double = 0.2, baseline: ExplanationBaseline = .black, samples: Int = 100, scale: ScoreScale = .logit,
    seed: UInt64 = 0
  ) -> ExplanationMetric {
    ExplanationMetric(
      FaithfulnessCorrelation(share: share, baseline: baseline, samples: samples, scale: scale, seed: seed))
  }
}

extension ExplanationMetricForm {
  static let faithfulnessCorrelation = ExplanationMetricForm(
    "faithfulness-correlation", "whether sets of pixels matter as much as the map says",
    settings: "share=0.2,samples=100,scale=logit,baseline=black,seed=0"
  ) { shared, settings in
    .faithfulnessCorrelation(
      share: try settings.number("share") ?? 0.2, baseline: try shared.baseline(&settings),
      samples: try settings.int("samples") ?? 100, scale: try settings.choice("scale") ?? .logit,
      seed: try shared.seed(&settings))
  }
}
