import AssayBase
import AssayCheck
import AssayDatasets

/// What a measure needs to know to reduce a failure to a picture.
package struct ExplanationRequest: Sendable {
  /// The property's name.
  package let property: String
  /// The examples that were asked about.
  package let examples: Dataset
  /// What the random numbers of the run are keyed by.
  package let key: RandomKey
  /// What the reduction may cost.
  package let budget: ShrinkBudget

  /// What the data set is called.
  var data: String { examples.name }
  /// The names of the classes.
  var classNames: [String] { examples.classNames }

  /// The file of the example at `index`, as its folder and name, which say the same on another machine; nil where there is
  /// none of its own.
  func file(at index: Int) throws -> String? {
    try examples.file(at: index).map { $0.split(separator: "/").suffix(2).joined(separator: "/") }
  }
}
