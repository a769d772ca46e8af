import AssayBase
import AssayDatasets
import AssayImages
import AssayNetworks
import AssayPerturbations
import AssayTensor

extension Property where Model: Classifier {
  /// A quantile of the distances at which an attack fools the model is at least `threshold`.
  ///
  ///     .minimumDistance(by: .deepFool(), quantile: 0.5, atLeast: 0.6)   // half of the digits need a change of 0.6 in ℓ2
  ///
  /// The q-quantile is the distance that a share 1 − q of the examples needs: of N the ⌈(1 − q)·N⌉-th largest. An example
  /// that is wrong without an attack counts with 0, one that the attack does not fool with the largest distance in the box.
  /// An attack's distances are upper bounds on the true ones. The median distance is the measure of Moosavi-Dezfooli,
  /// Fawzi and Frossard 2016 and of Brendel, Rauber and Bethge 2018 ("Decision-based adversarial attacks", section 3). The
  /// interval is the anytime-valid one of order statistics (``AssayStatistics/QuantileSequence``). Every
  /// ``SoundnessCheck`` is asked of the attack in the ball of size `threshold` before the claim may hold.
  ///
  /// - Parameters:
  ///   - attack: One that looks for the smallest change: `deepFool`, `carliniWagner`, `fab`, `hopSkipJump`, or one in a ball
  ///     with `smallestBall()`.
  ///   - quantile: q, in (0, 1); 0.5 is the median.
  ///   - threshold: A distance in the attack's norm, at least 0.
  public static func minimumDistance(
    by attack: Attack, quantile: Double = 0.5, atLeast threshold: Double
  ) -> Property {
    let what = quantile == 0.5 ? "median" : "\(Verdict.share(quantile))-quantile of the"
    return Property(
      "\(what) distance by \(attack) ≥ \(PerturbationBall.text(of: threshold))",
      .quantile(quantile, atLeast: threshold, attack.norm),
      measuring: MinimumDistance<Model>(attack: attack, threshold: threshold))
  }
}

/// The smallest change with which an attack fools the model.
private struct MinimumDistance<Model: Classifier>: CaseMeasure {
  let attack: Attack
  let threshold: Double

  func validate(_ model: Model, on data: Dataset) throws {
    try attack.validate(for: model)
    guard attack.ball == nil else {
      throw AssayError(
        .invalidArgument, "an attack in a ball does not look for the smallest change",
        expected: "an attack without a ball, such as .deepFool()", found: "\(attack)", at: "by",
        advice: "Let it look by smallestBall()")
    }
    try data.check(for: model)
  }

  func outcomes(_ model: Model, of examples: [Example], key: RandomKey) throws -> [CaseOutcome] {
    let batch = ExampleBatch(examples)
    let result = try attack.run(
      on: model, images: batch.images, labels: batch.labels, indices: batch.indices, key: key)
    return result.fates.enumerated().map { row, fate in
      let size = examples[row].image.size
      let distance = min(fate.isFooled ? fate.distance : .infinity, attack.norm.diameter(of: size))
      // One that is wrong without an attack passes only where nothing is asked.
      let passes = distance >= threshold
      let reason =
        fate.wasMisclassified
        ? "the model says \(fate.prediction) without any attack"
        : "attacked, the model says \(fate.prediction) at a distance of \(Float(distance))"
      return CaseOutcome(
        passes: passes, value: distance, reason: passes ? nil : reason,
        image: passes || fate.wasMisclassified ? nil : Image(row: row, of: result.images), distance: distance)
    }
  }

  /// Whether the image that fooled a model fools this one, without a new search around it.
  func outcome(_ model: Model, ofSaved saved: SavedExample, key: RandomKey) throws -> CaseOutcome {
    try RobustAccuracy<Model>(attack: attack).outcome(model, ofSaved: saved, key: key)
  }

  func explain(
    _ model: Model, _ failures: [FailedCase], _ request: ExplanationRequest
  ) async throws -> FailureEvidence? {
    try await RobustnessEvidence(model, attack.within(threshold), failures, request, isSmallest: true).find()
  }

  func doubts(
    _ model: Model, _ cases: [(example: Example, outcome: CaseOutcome)], _ checks: Set<SoundnessCheck>, key: RandomKey
  ) throws -> [Doubt] {
    try RobustnessDoubts(model, attack.within(threshold), cases, key: key)?.found(by: checks) ?? []
  }
}
