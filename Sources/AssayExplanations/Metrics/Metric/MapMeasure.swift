/// A metric of explanations: one number an image. One type in one file.
package protocol MapMeasure: Sendable {
  /// What reports call the metric, settings included.
  var description: String { get }
  /// Which values speak for an explanation.
  var preference: MetricPreference { get }

  /// - Throws: `AssayError(.invalidArgument)` when a setting is out of range.
  func validate() throws

  /// The value of each map. It must depend on its image, its map and the settings alone.
  func values(_ explained: ExplainedMaps) throws -> [Double]
}
