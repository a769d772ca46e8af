import AssayBase

extension ExplanationMetric {
  /// The area under the deletion curve, the most relevant pixels first: smaller is better (Petsiuk, Das and Saenko 2018).
  public static func deletion(baseline: ExplanationBaseline = .black, steps: Int = 64) -> ExplanationMetric {
    area(of: .deletion(baseline: baseline, steps: steps))
  }

  /// The area under the insertion curve, the most relevant pixels first: larger is better (Petsiuk, Das and Saenko 2018).
  public static func insertion(baseline: ExplanationBaseline = .black, steps: Int = 64) -> ExplanationMetric {
    area(of: .insertion(baseline: baseline, steps: steps))
  }

  /// The mean drop of the logit as the most relevant pixels are inverted: larger is better (Bach et al. 2015; Samek et al.
  /// 2017, equation 12).
  public static func pixelFlipping(steps: Int = 64) -> ExplanationMetric {
    ExplanationMetric(RemovalMeasure(removal: .pixelFlipping(steps: steps), summary: .meanDrop))
  }

  /// The area under the curve as pixels are imputed from their neighbours (ROAD: Rong et al. 2022).
  ///
  /// With the most relevant first smaller is better, with the least relevant first larger.
  public static func road(
    order: RemovalOrder = .mostRelevant, deviation: Double = 0.01, scale: ScoreScale = .probability, seed: UInt64 = 0
  ) -> ExplanationMetric {
    area(of: .road(order: order, deviation: deviation, scale: scale, seed: seed))
  }

  /// The area under the curve of a removal of one's own.
  public static func area(of removal: PixelRemoval) -> ExplanationMetric {
    ExplanationMetric(RemovalMeasure(removal: removal, summary: .area))
  }
}

/// One number of each curve.
private struct RemovalMeasure: MapMeasure {
  enum Summary: String {
    case area
    case meanDrop = "mean drop"
  }

  let removal: PixelRemoval
  let summary: Summary

  var description: String { "\(summary.rawValue) of \(removal.description)" }

  var preference: MetricPreference {
    let isLarger = removal.isInsertion == (removal.order == .mostRelevant)
    return removal.order == .smallest ? .neither : (summary == .area) == isLarger ? .larger : .smaller
  }

  func validate() throws { try removal.validate() }

  func values(_ explained: ExplainedMaps) throws -> [Double] {
    try removal.curves(explained).map { summary == .area ? $0.area : $0.meanDrop }
  }
}

extension ExplanationMetricForm {
  static let deletion = ExplanationMetricForm(
    "deletion", "the area under the score as the most relevant pixels go", settings: "steps=64,baseline=black"
  ) { shared, settings in
    .deletion(baseline: try shared.baseline(&settings), steps: try settings.int("steps") ?? 64)
  }

  static let insertion = ExplanationMetricForm(
    "insertion", "the area under the score as the most relevant pixels come", settings: "steps=64,baseline=black"
  ) { shared, settings in
    .insertion(baseline: try shared.baseline(&settings), steps: try settings.int("steps") ?? 64)
  }

  static let pixelFlipping = ExplanationMetricForm(
    "pixel-flipping", "how far the score drops as the most relevant pixels are inverted", settings: "steps=64"
  ) { _, settings in .pixelFlipping(steps: try settings.int("steps") ?? 64) }

  static let road = ExplanationMetricForm(
    "road", "the area under the score as pixels are imputed from their neighbours",
    settings: "order=most-relevant,noise=0.01,scale=probability,seed=0"
  ) { shared, settings in
    .road(
      order: try settings.choice("order") ?? .mostRelevant, deviation: try settings.number("noise") ?? 0.01,
      scale: try settings.choice("scale") ?? .probability, seed: try shared.seed(&settings))
  }
}
