import AssayBase
import AssayDatasets
import AssayExplanations
import AssayNetworks

extension Property where Model: Classifier {
  /// Maps rest on few values: their mean Gini index is at least `threshold`.
  ///
  /// The index goes from 0, all values of one size, to almost 1, one value alone (Chalasani et al. 2020, section 4). A map
  /// of normally distributed noise has 0.41, so a threshold at or below that asks for nothing. A map of zeros counts as 0.
  /// Costs one map an example.
  public static func sparseness(
    of explanation: Explanation, target: ExplanationTarget = .label, atLeast threshold: Double = 0.5
  ) -> Property {
    let claim = Claim.mean(.atLeast(threshold), in: 0...1)
    return Property(
      claim.name("mean Gini index of \(explanation) of the \(target.words)"), claim,
      measuring: Sparseness<Model>(explanation: explanation, target: target, threshold: threshold))
  }
}

/// How few values the relevance of a map is concentrated in.
private struct Sparseness<Model: Classifier>: UnchangedMapClaim {
  let explanation: Explanation
  let target: ExplanationTarget
  let threshold: Double

  func validate(_ model: Model, on data: Dataset) throws {
    try explanation.validate(for: model)
    try data.check(for: model)
  }

  func outcomes(_ model: Model, of examples: [Example], key: RandomKey) throws -> [CaseOutcome] {
    let batch = ExampleBatch(examples)
    let maps = try explanation.maps(of: model, images: batch.images, labels: batch.labels, target: target)
    return try MapConcentration.gini.values(maps).map { value in
      CaseOutcome.value(min(1, value), passes: value >= threshold, "the Gini index is \(Verdict.share(value))")
    }
  }
}
