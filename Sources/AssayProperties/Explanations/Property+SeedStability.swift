import AssayBase
import AssayDatasets
import AssayExplanations
import AssayNetworks
import AssayTensor

extension Property where Model: Classifier {
  /// Explanations that draw random numbers tell the same story with other seeds.
  ///
  ///     .seedStability(of: "LIME", keeping: .similarity(.spearman, atLeast: 0.8)) { .lime(LIME(samples: 500, seed: $0)) }
  ///
  /// The map with the first seed is compared with that of each of the others, and the worst counts: Visani et al. 2022,
  /// "Statistical stability indices for LIME", ask the same of LIME's coefficients. A method without chance in it keeps any
  /// such claim. Costs one map an example and seed.
  ///
  /// - Parameters:
  ///   - name: What the explanation is called in the report.
  ///   - seeds: Two at least.
  ///   - share: The share of examples that must pass; every one unless given.
  ///   - explanation: The explanation with a seed.
  public static func seedStability(
    of name: String, target: ExplanationTarget = .label, seeds: [UInt64] = [0, 1, 2],
    keeping agreement: MapAgreement = .similarity(.spearman, atLeast: 0.8), share: Double? = nil,
    _ explanation: (_ seed: UInt64) -> Explanation
  ) -> Property {
    let claim = Claim.share(share)
    return Property(
      claim.name("\(name) of the \(target.words) keeps \(agreement) across \(seeds.count) seeds"), claim,
      measuring: SeedStability<Model>(
        explanations: seeds.map(explanation), seeds: seeds, target: target, agreement: agreement))
  }

  /// The same of explanations that have the seeds 0, 1 and so on already.
  static func seedStability(
    of explanations: [Explanation], keeping agreement: MapAgreement, share: Double?
  ) -> Property {
    .seedStability(
      of: explanations[0].description, seeds: explanations.indices.map { UInt64($0) }, keeping: agreement, share: share
    ) { explanations[Int($0)] }
  }
}

/// Whether maps with several seeds agree with that of the first.
private struct SeedStability<Model: Classifier>: UnchangedMapClaim {
  let explanations: [Explanation]
  let seeds: [UInt64]
  let target: ExplanationTarget
  let agreement: MapAgreement

  var explanation: Explanation { explanations[0] }

  func validate(_ model: Model, on data: Dataset) throws {
    guard Set(seeds).count >= 2 else {
      throw AssayError(
        .invalidArgument, "to compare seeds takes two at least", expected: "different seeds", found: "\(seeds)",
        at: "seeds")
    }
    for explanation in explanations { try explanation.validate(for: model) }
    try agreement.validate()
    try data.check(for: model)
  }

  func outcomes(_ model: Model, of examples: [Example], key: RandomKey) throws -> [CaseOutcome] {
    let batch = ExampleBatch(examples)
    let subject = ExplainedModel(model)
    let first = try maps(0, subject, batch)
    var worst = [(value: Double, seed: UInt64)?](repeating: nil, count: examples.count)
    for index in explanations.indices.dropFirst() {
      let values = try agreement.values(first, maps(index, subject, batch), from: batch.images, to: batch.images)
      for (row, value) in values.enumerated()
      where worst[row].map({ agreement.excess(of: value) > agreement.excess(of: $0.value) }) ?? true {
        worst[row] = (value, seeds[index])
      }
    }
    return worst.map { found in
      guard let found, agreement.excess(of: found.value) > 0 else { return .pass }
      return .fail("\(agreement.words(for: found.value)) between the maps with seeds \(seeds[0]) and \(found.seed)")
    }
  }

  private func maps(_ index: Int, _ subject: ExplainedModel, _ batch: ExampleBatch) throws -> Tensor {
    try explanations[index].maps(of: subject, images: batch.images, labels: batch.labels, target: target)
  }

  /// The maps with all seeds, four at most.
  func exhibits(_ subject: ExplainedModel, of example: Example) throws -> [MapExhibit] {
    try explanations.indices.prefix(4).map { index in
      MapExhibit("map, seed \(seeds[index])", try maps(index, subject, ExampleBatch([example])))
    }
  }
}
