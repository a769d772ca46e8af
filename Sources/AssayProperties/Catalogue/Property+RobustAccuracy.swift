import AssayBase
import AssayDatasets
import AssayImages
import AssayNetworks
import AssayPerturbations

extension Property where Model: Classifier {
  /// The share of examples that the model still classifies correctly under an attack is at least `threshold`.
  ///
  /// An upper bound on robustness: a stronger attack may find more, and `.worst(of: …)` or `a.then(b)` counts what any of
  /// several finds. An attack that looks for the smallest change gets a ball by `within(_:)`. A model without gradients
  /// can be attacked by its answers (`square`, `hopSkipJump`) or from a surrogate. Every success is confirmed by a fresh forward pass.
  /// Before the claim may hold, every ``SoundnessCheck`` is asked of 32 of the examples; what fails them is unreliable. They
  /// cost about four more attacks on those examples, and are not part of a budget of seconds.
  public static func accuracy(under attack: Attack, atLeast threshold: Double) -> Property {
    Property(
      "accuracy under \(attack) ≥ \(Verdict.share(threshold))", .rate(atLeast: threshold),
      measuring: RobustAccuracy<Model>(attack: attack))
  }
}

/// Whether the attack fails to fool the model.
struct RobustAccuracy<Model: Classifier>: CaseMeasure {
  let attack: Attack

  func validate(_ model: Model, on data: Dataset) throws {
    try attack.validate(for: model)
    guard attack.ball != nil else {
      throw AssayError(
        .invalidArgument, "an attack without a ball fools every model in the end", expected: "an attack in a ball",
        found: "\(attack)", at: "under",
        advice: "Give it one by within(_:), or ask for its distances by minimumDistance(by:quantile:atLeast:)")
    }
    try data.check(for: model)
  }

  func outcomes(_ model: Model, of examples: [Example], key: RandomKey) throws -> [CaseOutcome] {
    let batch = ExampleBatch(examples)
    let result = try attack.run(
      on: model, images: batch.images, labels: batch.labels, indices: batch.indices, key: key)
    return result.fates.enumerated().map { row, fate in
      guard fate.isFooled else { return .pass }
      if fate.wasMisclassified { return .fail("the model says \(fate.prediction) without any attack") }
      return .fail(
        "attacked, the model says \(fate.prediction)", image: Image(row: row, of: result.images),
        distance: fate.distance)
    }
  }

  /// Whether the image that fooled a model fools this one, without a new search around it.
  func outcome(_ model: Model, ofSaved saved: SavedExample, key: RandomKey) throws -> CaseOutcome {
    let answer = try model.label(of: saved.failing.image)
    return answer == saved.failing.label ? .pass : .fail("the model says \(answer)")
  }

  func explain(
    _ model: Model, _ failures: [FailedCase], _ request: ExplanationRequest
  ) async throws -> FailureEvidence? {
    try await RobustnessEvidence(model, attack, failures, request).find()
  }

  func doubts(
    _ model: Model, _ cases: [(example: Example, outcome: CaseOutcome)], _ checks: Set<SoundnessCheck>, key: RandomKey
  ) throws -> [Doubt] {
    try RobustnessDoubts(model, attack, cases, key: key)?.found(by: checks) ?? []
  }
}
