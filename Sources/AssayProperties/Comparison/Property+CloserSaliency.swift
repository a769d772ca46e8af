import AssayBase
import AssayDatasets
import AssayExplanations
import AssayNetworks
import AssayPerturbations
import AssayTensor

extension Property where Model: ModelPair, Model.First: Classifier, Model.Second: Classifier {
  /// The first model's maps are closer, on average, to a baseline than the second's, on the same examples.
  ///
  ///     .closerSaliency(by: .integratedGradients(), under: .pgd(.linf(8 / 255)))   // move less under an attack
  ///     .closerSaliency(by: .saliency, to: .edges)                                 // look more like the edges
  ///
  /// With an attack each model is attacked by itself, and the maps are those of the attacked images; the baseline is that of
  /// the clean ones. With `target` the label, both maps are of the same score; with the predicted class, a map that follows
  /// the model to another answer counts as moved. Distances scale maps to unit length, so that small gradients gain nothing.
  /// Counts the examples that both models classify correctly. A mean of exactly 0, as of a model against itself, is not
  /// less, and falsifies. The question is that of Boopathy et al. 2020 (its own clean map) and of Zhang and Zhu 2019 (shapes
  /// and edges): does adversarial training steady what a model looks at?
  ///
  /// - Parameters:
  ///   - baseline: What maps are held against. Its own clean map asks for an attack.
  ///   - attack: None for the maps of clean images.
  ///   - distance: One that has a largest value: ℓ1, ℓ2 or cosine.
  public static func closerSaliency(
    by explanation: Explanation, of target: ExplanationTarget = .label, to baseline: SaliencyBaseline = .ownCleanMap,
    under attack: Attack? = nil, distance: MapDistance = .l1
  ) -> Property {
    let place = attack.map { " under \($0)" } ?? ""
    let relation: String =
      if case .ownCleanMap = baseline { "moves less" } else { "is closer to \(baseline.words)" }
    return Property(
      "saliency of the \(target.words) by \(explanation) \(relation)\(place) (\(distance.rawValue) of unit maps)",
      .meanIsPositive,
      measuring: CloserSaliency<Model>(
        explanation: explanation, target: target, baseline: baseline, attack: attack, distance: distance, data: nil))
  }
}

/// By how much closer the first model's maps are to the baseline than the second's, as a share of the largest distance.
private struct CloserSaliency<Model: ModelPair>: DatasetMeasure
where Model.First: Classifier, Model.Second: Classifier {
  let explanation: Explanation
  let target: ExplanationTarget
  let baseline: SaliencyBaseline
  let attack: Attack?
  let distance: MapDistance
  /// Whose masks are the baseline; known when the check runs.
  var data: Dataset?

  func validate(_ model: Model, on data: Dataset) throws {
    _ = try distance.bound()
    try explanation.validate(for: model.first)
    try explanation.validate(for: model.second)
    try attack?.validate(for: model.first)
    try attack?.validate(for: model.second)
    try data.check(for: model.first)
    try data.check(for: model.second)
    if case .map(let other) = baseline { try data.check(for: other) }
    guard case .ownCleanMap = baseline, attack == nil else { return }
    throw AssayError(
      .invalidArgument, "a map does not move without an attack", expected: "under: an attack", found: "none",
      at: "under", advice: "Give an attack, or hold the maps against .edges, .mask or .map(of:)")
  }

  /// The examples that both models get right, with a mask where that is the baseline.
  func eligibleCases(_ model: Model, on data: Dataset) throws -> [Int]? {
    let first = try model.first.correctExamples(of: data)
    let second = try Set(model.second.correctExamples(of: data))
    let both = first.filter { second.contains($0) }
    guard case .mask = baseline else { return both }
    return try both.filter { try data.mask(at: $0)?.values.contains { $0 > 0 } == true }
  }

  func outcomes(_ model: Model, of examples: [Example], key: RandomKey) throws -> [CaseOutcome] {
    let largest = try distance.bound()
    let first = try distances(model.first, examples, key)
    let second = try distances(model.second, examples, key)
    let verb: String = if case .ownCleanMap = baseline { "move by" } else { "are off \(baseline.words) by" }
    return zip(first, second).map { a, b in
      .value((b - a) / largest, "the maps \(verb) \(Float(a)) and those of the other model by \(Float(b))")
    }
  }

  /// How far a model's maps are from the baseline.
  private func distances(_ model: any Classifier, _ examples: [Example], _ key: RandomKey) throws -> [Double] {
    let batch = ExampleBatch(examples)
    let images =
      try attack?.run(
        on: model, images: batch.images, labels: batch.labels, indices: batch.indices, key: key
      ).images ?? batch.images
    let maps = try maps(of: model, images, batch)
    let reference =
      switch baseline {
      case .ownCleanMap: try self.maps(of: model, batch.images, batch)
      case .map(let other): try self.maps(of: other, batch.images, batch)
      case .edges: Tensor(images: examples.map { $0.image.edges() })
      case .mask: Tensor(images: try examples.compactMap { try data?.mask(at: $0.index) })
      }
    return try distance.distances(baseline.isUnsigned ? maps.pixelMagnitudes : maps, reference)
  }

  private func maps(of model: any Classifier, _ images: Tensor, _ batch: ExampleBatch) throws -> Tensor {
    try explanation.maps(of: model, images: images, labels: batch.labels, target: target)
  }

  /// The first model must not be steady because it says nothing.
  func doubts(
    _ model: Model, _ cases: [(example: Example, outcome: CaseOutcome)], _ checks: Set<SoundnessCheck>, key: RandomKey
  ) throws -> [Doubt] {
    try MapDoubts.aboutConstantMaps(of: model.first, by: explanation, target, cases.map(\.example), checks)
  }
}
