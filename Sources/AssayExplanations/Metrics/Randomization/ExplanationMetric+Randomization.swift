import AssayBase

extension ExplanationMetric {
  /// How alike maps stay as weights are replaced by random ones, a mean over layers (Adebayo et al. 2018).
  ///
  /// ``ParameterRandomization`` gives the figure of each layer. For a ``Network`` only. Costs one explanation a layer.
  public static func parameterRandomization(_ test: ParameterRandomization = ParameterRandomization())
    -> ExplanationMetric
  { ExplanationMetric(test) }

  /// How alike the maps of the explained class and of another are (Sixt, Granz and Landgraf 2020).
  ///
  /// The other class is drawn by the seed and the explained class alone. Costs one explanation an image.
  public static func randomLogit(similarity: MapSimilarity = .spearman, seed: UInt64 = 0) -> ExplanationMetric {
    ExplanationMetric(RandomLogit(similarity: similarity, seed: seed))
  }

  /// How far maps move when all pixels are shifted and a layer in front of the network takes the shift off again.
  ///
  /// Kindermans et al. 2019; 0 for an invariant method. For a ``Network`` only. Costs one explanation an image.
  public static func inputInvariance(shift: Float = -1, distance: MapDistance = .l1) -> ExplanationMetric {
    ExplanationMetric(InputInvariance(shift: shift, distance: distance))
  }
}

extension ExplanationMetricForm {
  static let parameterRandomization = ExplanationMetricForm(
    "parameter-randomization", "how alike maps stay as the network’s weights become random",
    settings: "order=cascading,similarity=spearman,magnitudes=false,seed=0"
  ) { shared, settings in
    .parameterRandomization(
      ParameterRandomization(
        try settings.choice("order") ?? .cascading, similarity: try similarity(&settings),
        usesMagnitudes: try settings.flag("magnitudes") ?? false, seed: try shared.seed(&settings)))
  }

  static let randomLogit = ExplanationMetricForm(
    "random-logit", "how alike the maps of the class and of another are", settings: "similarity=spearman,seed=0"
  ) { shared, settings in
    .randomLogit(similarity: try similarity(&settings), seed: try shared.seed(&settings))
  }

  static let inputInvariance = ExplanationMetricForm(
    "input-invariance", "how far maps move when pixels are shifted and the network shifts them back",
    settings: "shift=-1,distance=l1"
  ) { _, settings in
    .inputInvariance(
      shift: Float(try settings.number("shift") ?? -1), distance: try settings.choice("distance") ?? .l1)
  }

  private static func similarity(_ settings: inout Settings) throws -> MapSimilarity {
    try settings.text("similarity").map { try MapSimilarity(parsing: $0) } ?? .spearman
  }
}
