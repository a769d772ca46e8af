import AssayBase
import AssayDatasets
import AssayNetworks
import AssayPerturbations
import AssayStatistics

extension Property where Model: Classifier {
  /// The share of examples that withstand images made against another model is at least `threshold`.
  ///
  /// The attack sees the surrogate alone, and the model judges (Papernot, McDaniel and Goodfellow 2016, "Transferability in
  /// machine learning", section 2). Says how the model fares against an attacker who does not know it, not how robust it
  /// is. Before the claim may hold, the attack must fool the surrogate on most of the examples that it gets right.
  ///
  /// - Parameters:
  ///   - attack: An attack in a ball.
  ///   - surrogate: A model of the same images and classes; others are refused when the check runs.
  ///   - threshold: A share from 0 to 1.
  /// - Throws: What preparing the surrogate throws.
  public static func transferResistance(
    to attack: Attack, from surrogate: any Classifier, atLeast threshold: Double
  ) throws -> Property {
    let transferred = try attack.transferred(from: surrogate)
    return Property(
      "accuracy under \(transferred) ≥ \(Verdict.share(threshold))", .rate(atLeast: threshold),
      measuring: TransferResistance<Model>(
        robust: RobustAccuracy(attack: transferred), attack: attack, surrogate: surrogate))
  }
}

/// Whether images made against a surrogate fail to fool the model.
private struct TransferResistance<Model: Classifier>: CaseMeasure {
  let robust: RobustAccuracy<Model>
  let attack: Attack
  let surrogate: any Classifier

  func validate(_ model: Model, on data: Dataset) throws { try robust.validate(model, on: data) }

  func outcomes(_ model: Model, of examples: [Example], key: RandomKey) throws -> [CaseOutcome] {
    try robust.outcomes(model, of: examples, key: key)
  }

  func outcome(_ model: Model, ofSaved saved: SavedExample, key: RandomKey) throws -> CaseOutcome {
    try robust.outcome(model, ofSaved: saved, key: key)
  }

  func explain(
    _ model: Model, _ failures: [FailedCase], _ request: ExplanationRequest
  ) async throws -> FailureEvidence? { try await robust.explain(model, failures, request) }

  func doubts(
    _ model: Model, _ cases: [(example: Example, outcome: CaseOutcome)], _ checks: Set<SoundnessCheck>, key: RandomKey
  ) throws -> [Doubt] {
    let doubts = try robust.doubts(model, cases, checks, key: key)
    guard checks.contains(.attackFoolsTheSurrogate), attack.ball.map({ $0.epsilon > 0 }) ?? false else {
      return doubts
    }
    let batch = ExampleBatch(cases.prefix(RobustnessDoubts<Model>.exampleLimit).map(\.example))
    let fates = try attack.run(
      on: surrogate, images: batch.images, labels: batch.labels, indices: batch.indices, key: key
    ).fates.filter { !$0.wasMisclassified }
    let withstood = fates.count { !$0.isFooled }
    // Whether so few are fewer than half by more than chance.
    let chance = try BinomialDistribution(trials: fates.count, probability: 0.5).survival(withstood - 1)
    guard fates.isEmpty || chance < RobustnessDoubts<Model>.level else { return doubts }
    return doubts + [
      Doubt(
        .attackFoolsTheSurrogate,
        "\(withstood) of \(fates.count) examples that the surrogate \(surrogate.name) gets right withstand \(attack) "
          + "there: what does not fool the surrogate says nothing about the model")
    ]
  }
}
