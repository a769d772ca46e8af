import AssayBase
import AssayDatasets
import AssayExplanations
import AssayNetworks
import AssayTensor

extension Property where Model: Classifier {
  /// Maps follow the weights: once all layers are random, they are on average at most so similar to what they were.
  ///
  ///     .weightSensitivity(of: .integratedGradients(), atMost: 0.3)
  ///
  /// Cascading randomisation of Adebayo et al. 2018, section 3.1: the layers are drawn anew as before training, from the
  /// logits down. A map that stays alike shows the image and not the network. Takes a `Network`, and one explanation a layer
  /// with weights and example.
  ///
  /// - Parameters:
  ///   - similarity: How maps are compared, signed.
  ///   - threshold: A similarity from −1 to 1.
  ///   - seed: The seed of the random weights.
  public static func weightSensitivity(
    of explanation: Explanation, target: ExplanationTarget = .label, similarity: MapSimilarity = .spearman,
    atMost threshold: Double = 0.5, seed: UInt64 = 0
  ) -> Property {
    let claim = Claim.mean(.atMost(threshold), in: -1...1)
    return Property(
      claim.name("mean \(similarity) of \(explanation) of the \(target.words) with that of random weights"), claim,
      measuring: WeightSensitivity<Model>(
        explanation: explanation, target: target, threshold: threshold,
        randomization: ParameterRandomization(.cascading, similarity: similarity, seed: seed)))
  }
}

/// How alike a map stays when all weights are random.
private struct WeightSensitivity<Model: Classifier>: UnchangedMapClaim {
  let explanation: Explanation
  let target: ExplanationTarget
  let threshold: Double
  let randomization: ParameterRandomization

  func validate(_ model: Model, on data: Dataset) throws {
    try explanation.validate(for: model)
    try data.check(for: model)
    guard model is Network else {
      throw AssayError(
        .unsupported, "weights are drawn anew in networks of ours", expected: "a Network", found: "\(type(of: model))",
        at: model.name)
    }
  }

  func outcomes(_ model: Model, of examples: [Example], key: RandomKey) throws -> [CaseOutcome] {
    let batch = ExampleBatch(examples)
    let explained = try ExplainedMaps(
      by: explanation, of: model, images: batch.images, labels: batch.labels, target: target)
    guard let last = try randomization.layers(explained).last else {
      throw AssayError(.unsupported, "the model \(model.name) has no layer with weights")
    }
    return last.similarities.map { value in
      .value(
        min(1, max(-1, value)), passes: value <= threshold,
        "with random weights the map has a similarity of \(Verdict.share(value)) to what it was")
    }
  }
}
