import AssayDatasets

/// A measure that asks the data set of its check for more than the example, such as a mask.
protocol DatasetMeasure: CaseMeasure {
  /// The data of the check; known when it runs.
  var data: Dataset? { get set }
}

extension DatasetMeasure {
  /// The same measure of examples of `data`.
  func about(_ data: Dataset) -> Self {
    var copy = self
    copy.data = data
    return copy
  }
}
