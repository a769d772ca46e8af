import AssayBase
import AssayCheck

/// What a measure needs to know to reduce a failure to a picture.
package struct ExplanationRequest: Sendable {
  /// The property's name.
  package let property: String
  /// What the data set is called.
  package let data: String
  /// The names of the classes.
  package let classNames: [String]
  /// What the random numbers of the run are keyed by.
  package let key: RandomKey
  /// What the reduction may cost.
  package let budget: ShrinkBudget
}
