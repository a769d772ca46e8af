import AssayBase
import AssayDatasets

/// What came of each example of a data set with an earlier model.
package struct Baseline: Sendable, Equatable {
  /// What was measured: the property's name without its threshold.
  package let property: String
  /// What the data set is called.
  package let data: String
  package let model: ModelIdentity
  package let seed: UInt64
  /// Whether each example passed; `nil` for those that the property was not about.
  package let outcomes: [Bool?]
  /// What each example was; 0 for those that the property was not about.
  package let examples: [UInt32]

  package init(
    property: String, data: String, model: ModelIdentity, seed: UInt64, outcomes: [Bool?], examples: [UInt32]
  ) {
    self.property = property
    self.data = data
    self.model = model
    self.seed = seed
    self.outcomes = outcomes
    self.examples = examples
  }

  /// What an example is, pixels and label, in 32 bits.
  package static func fingerprint(of example: Example) -> UInt32 {
    var fingerprint = Fingerprint()
    fingerprint.combine(example.label)
    fingerprint.combine(example.image.size.width)
    fingerprint.combine(example.image.values)
    return fingerprint.word
  }
}
