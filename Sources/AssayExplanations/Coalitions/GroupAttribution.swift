import AssayImages

/// What each group of pixels of an image has to do with the explained score.
public struct GroupAttribution: Sendable {
  /// The groups of pixels.
  public let groups: Superpixels
  /// A number for each group.
  public let values: [Double]
  /// The standard errors of the values where coalitions were drawn; nil where the values are exact.
  public let standardErrors: [Double]?
  /// The score of the image.
  public let score: Double
  /// The score of the baseline, where it was asked for.
  public let baselineScore: Double?

  init(
    _ groups: Superpixels, values: [Double], standardErrors: [Double]? = nil, score: Double,
    baselineScore: Double? = nil
  ) {
    (self.groups, self.values, self.standardErrors) = (groups, values, standardErrors)
    (self.score, self.baselineScore) = (score, baselineScore)
  }
}
