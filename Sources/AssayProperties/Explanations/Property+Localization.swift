import AssayBase
import AssayDatasets
import AssayExplanations
import AssayImages
import AssayNetworks
import AssayTensor

extension Property where Model: Classifier {
  /// Relevance lies where the label does: inside the mask of an example, on average at least `threshold`.
  ///
  ///     .localization(of: .integratedGradients(), by: .mass, atLeast: 0.6)
  ///
  /// For a data set that knows the pixels its labels rest on (``AssayDatasets/Dataset/mask(at:)``), as the drawn ones do;
  /// about the examples whose mask is not empty. ``AssayExplanations/MapLocalization/pointing(tolerance:)`` gives the rate of
  /// hits of the pointing game (Zhang et al. 2018, section 4.1), the others mean shares (Arras, Osman and Samek 2022). Before
  /// it may hold, the threshold must be above what a map of chance would get, the mean share of the image that is inside.
  /// Costs one map an example.
  public static func localization(
    of explanation: Explanation, target: ExplanationTarget = .label, by measure: MapLocalization = .mass,
    atLeast threshold: Double
  ) -> Property {
    let (claim, place): (Claim, String) =
      if case .pointing = measure {
        (.rate(atLeast: threshold), "in the mask")
      } else {
        (.mean(.atLeast(threshold), in: 0...1), "the mask")
      }
    return Property(
      claim.name("\(measure) \(place) by \(explanation) of the \(target.words)"), claim,
      measuring: Localization<Model>(
        explanation: explanation, target: target, measure: measure, threshold: threshold, data: nil))
  }
}

/// How much of a map's relevance lies inside the mask of its example.
private struct Localization<Model: Classifier>: UnchangedMapClaim, DatasetMeasure {
  let explanation: Explanation
  let target: ExplanationTarget
  let measure: MapLocalization
  let threshold: Double
  /// Whose masks are asked about; known when the check runs.
  var data: Dataset?

  func validate(_ model: Model, on data: Dataset) throws {
    try explanation.validate(for: model)
    try data.check(for: model)
  }

  func eligibleCases(_ model: Model, on data: Dataset) throws -> [Int]? {
    var knowsMasks = false
    let eligible = try (0..<data.count).filter { index in
      guard let mask = try data.mask(at: index) else { return false }
      knowsMasks = true
      return mask.values.contains { $0 > 0.5 }
    }
    guard knowsMasks else {
      throw AssayError(
        .unsupported, "the data set does not know which pixels its labels rest on", expected: "masks",
        found: "none", at: data.name, advice: "Use a drawn data set, or a source with regions of its own")
    }
    return eligible
  }

  func outcomes(_ model: Model, of examples: [Example], key: RandomKey) throws -> [CaseOutcome] {
    let batch = ExampleBatch(examples)
    let maps = try explanation.maps(of: model, images: batch.images, labels: batch.labels, target: target)
    return try measure.values(maps, masks: Tensor(images: examples.map(mask))).map { value in
      if case .pointing = measure { return value > 0 ? .pass : .fail("the most relevant pixel is outside the mask") }
      return CaseOutcome.value(
        value, passes: value >= threshold, "\(PercentText.of(value)) of the relevance is inside the mask")
    }
  }

  private func mask(of example: Example) throws -> Image {
    guard let mask = try data?.mask(at: example.index) else {
      throw AssayError(.unsupported, "an example has no mask", at: "example \(example.index)")
    }
    return mask
  }

  /// The map, and the mask beside it.
  func exhibits(_ subject: ExplainedModel, of example: Example) throws -> [MapExhibit] {
    let maps = try explanation.maps(
      of: subject, images: Tensor(images: [example.image]), labels: [example.label], target: target)
    let mask = try mask(of: example)
    return [MapExhibit("map", maps), MapExhibit("mask", size: mask.size, values: mask.values)]
  }

  func doubts(
    _ model: Model, _ cases: [(example: Example, outcome: CaseOutcome)], _ checks: Set<SoundnessCheck>, key: RandomKey
  ) throws -> [Doubt] {
    let doubts = try MapDoubts.aboutConstantMaps(of: model, by: explanation, target, cases.map(\.example), checks)
    guard checks.contains(.chanceDoesNotSuffice), !cases.isEmpty else { return doubts }
    let shares = try cases.map { example, _ in
      let values = try mask(of: example).values
      return Double(values.count { $0 > 0.5 }) / Double(values.count)
    }
    let chance = shares.reduce(0, +) / Double(shares.count)
    guard threshold <= chance else { return doubts }
    return doubts + [
      Doubt(
        .chanceDoesNotSuffice,
        "the masks cover \(PercentText.of(chance)) of the images, and a map of chance would do as well as \(threshold)")
    ]
  }
}
