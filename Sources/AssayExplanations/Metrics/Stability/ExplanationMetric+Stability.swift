import AssayBase

extension ExplanationMetric {
  /// The largest change of the map as the image is shifted a little, relative to the map (Yeh et al. 2019, section 3).
  ///
  /// max ‖Φ(x + δ) − Φ(x)‖₂ / ‖Φ(x)‖₂; the change itself where the map is all zero. Costs `samples` explanations an image.
  public static func maxSensitivity(
    _ shifts: ImageShift = .uniform(radius: 0.02), samples: Int = 10, seed: UInt64 = 0
  ) -> ExplanationMetric {
    ExplanationMetric(MapStability(form: .relativeToMap, shifts: shifts, samples: samples, seed: seed))
  }

  /// The largest change of the map as the image is shifted a little, relative to the shift: the local Lipschitz estimate.
  ///
  /// max ‖Φ(x + δ) − Φ(x)‖₂ / ‖δ‖₂ (Alvarez-Melis and Jaakkola 2018). Costs `samples` explanations an image.
  public static func localLipschitz(
    _ shifts: ImageShift = .uniform(radius: 0.02), samples: Int = 10, seed: UInt64 = 0
  ) -> ExplanationMetric {
    ExplanationMetric(MapStability(form: .relativeToShift, shifts: shifts, samples: samples, seed: seed))
  }
}

extension ExplanationMetricForm {
  static let maxSensitivity = ExplanationMetricForm(
    "max-sensitivity", "how far the map moves when the image hardly does", settings: "radius=0.02,samples=10,seed=0"
  ) { shared, settings in
    .maxSensitivity(
      .uniform(radius: try settings.number("radius") ?? 0.02), samples: try settings.int("samples") ?? 10,
      seed: try shared.seed(&settings))
  }

  static let localLipschitz = ExplanationMetricForm(
    "local-lipschitz", "how far the map moves for each step of the image", settings: "radius=0.02,samples=10,seed=0"
  ) { shared, settings in
    .localLipschitz(
      .uniform(radius: try settings.number("radius") ?? 0.02), samples: try settings.int("samples") ?? 10,
      seed: try shared.seed(&settings))
  }
}
