import AssayBase
import AssayDatasets
import AssayExplanations
import AssayNetworks
import AssayPerturbations

extension Property
where Model: ModelPair, Model.First: DifferentiableClassifier, Model.Second: DifferentiableClassifier {
  /// Under an attack, the first model's explanations move less, on average, than the second's.
  ///
  /// Each model is attacked by itself; the distance is that of its maps before and after. With `target` the label, both
  /// maps are of the same score; with the predicted class, a map that follows the model to another answer counts as
  /// moved. Maps are scaled to unit ℓ1, so that small gradients gain nothing. Counts the examples that both models classify correctly. A mean of
  /// exactly 0, as of a model against itself, is not less, and falsifies. The question is that of Boopathy et al. 2020 and
  /// of Zhang and Zhu 2019: does adversarial training steady what a model looks at?
  public static func closerSaliency(
    by explanation: Explanation, of target: ExplanationTarget = .label, under attack: Attack,
    distance: MapDistance = .l1
  ) -> Property {
    Property(
      "saliency of the \(target.words) by \(explanation) moves less under \(attack) (\(distance.rawValue) of unit maps)",
      .meanIsPositive,
      measuring: SaliencyShift<Model>(explanation: explanation, target: target, attack: attack, distance: distance))
  }
}

/// By how much less the first model's maps move than the second's, as a share of the largest possible distance.
private struct SaliencyShift<Model: ModelPair>: CaseMeasure
where Model.First: DifferentiableClassifier, Model.Second: DifferentiableClassifier {
  let explanation: Explanation
  let target: ExplanationTarget
  let attack: Attack
  let distance: MapDistance

  func validate(_ model: Model, on data: Dataset) throws {
    _ = try largestDistance
    try explanation.validate()
    try attack.validate()
    try data.check(for: model.first)
    try data.check(for: model.second)
  }

  func eligibleCases(_ model: Model, on data: Dataset) throws -> [Int]? {
    let first = try model.first.correctExamples(of: data)
    let second = try Set(model.second.correctExamples(of: data))
    return first.filter { second.contains($0) }
  }

  func outcomes(_ model: Model, of examples: [Example], key: RandomKey) throws -> [CaseOutcome] {
    let largest = try largestDistance
    let first = try shifts(model.first, examples, key)
    let second = try shifts(model.second, examples, key)
    return zip(first, second).map { a, b in
      .value((b - a) / largest, "the maps move by \(Float(a)) and those of the other model by \(Float(b))")
    }
  }

  /// What shares are of: a mean can be judged when its values are bounded.
  private var largestDistance: Double {
    get throws {
      if let maximum = distance.maximum { return maximum }
      throw AssayError(
        .unsupported, "distances of maps can be averaged into a verdict only where they are bounded",
        expected: MapDistance.allCases.filter { $0.maximum != nil }.map(\.rawValue).joined(separator: ", "),
        found: distance.rawValue, at: "distance")
    }
  }

  private func shifts(
    _ model: any DifferentiableClassifier, _ examples: [Example], _ key: RandomKey
  ) throws -> [Double] {
    let batch = ExampleBatch(examples)
    let attacked = try attack.run(
      on: model, images: batch.images, labels: batch.labels, indices: batch.indices, key: key)
    return try distance.distances(
      explanation.maps(of: model, images: batch.images, labels: batch.labels, target: target),
      explanation.maps(of: model, images: attacked.images, labels: batch.labels, target: target))
  }
}
