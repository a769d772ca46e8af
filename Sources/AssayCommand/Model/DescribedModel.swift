import AssayBase

/// What `assay model describe` can say of a model.
protocol DescribedModel {
  /// The description as lines; all layers and classes where it is complete.
  func lines(isComplete: Bool) -> [String]
  /// The description as JSON, with all there is.
  var json: JSONValue { get }
}
