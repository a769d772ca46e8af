import AssayBase
import AssayDatasets
import AssayNetworks
import AssayPerturbations

extension Property where Model: Classifier {
  /// In no class is the accuracy, under an attack if one is given, behind that of all examples by more than `gap`.
  ///
  /// A mean over all examples hides a class that falls first: adversarial training widens the gap (Xu et al. 2021, "To be
  /// robust or to be fair: towards fairness in adversarial training", section 2). The interval covers the gap whichever
  /// class is the worst (``AssayStatistics/GroupGapSequence``), and is exact when all examples have been used.
  ///
  /// - Parameters:
  ///   - attack: An attack in a ball; none for the accuracy on clean images.
  ///   - gap: A share from 0 to 1.
  public static func worstClassGap(under attack: Attack? = nil, within gap: Double) -> Property {
    let measure: any CaseMeasure<Model> = attack.map { RobustAccuracy(attack: $0) } ?? CleanAccuracy()
    let what = attack.map { "accuracy under \($0)" } ?? "accuracy"
    return Property(
      "gap between \(what) of the worst class and of all ≤ \(Verdict.share(gap))", .classGap(atMost: gap),
      measuring: ByClass(measure: measure))
  }
}

/// Another measure, whose cases have their class as their value.
private struct ByClass<Model: Sendable>: CaseMeasure {
  let measure: any CaseMeasure<Model>

  func about(_ data: Dataset) -> Self { ByClass(measure: measure.about(data)) }

  func validate(_ model: Model, on data: Dataset) throws {
    try measure.validate(model, on: data)
    let classes = try Set((0..<data.count).map { try data.label(at: $0) })
    guard classes.count >= 2 else {
      throw AssayError(
        .invalidArgument, "all examples are of one class, so that none can be behind", expected: "two classes at least",
        found: "class \(classes.first ?? 0) alone", at: data.name)
    }
  }

  func eligibleCases(_ model: Model, on data: Dataset) throws -> [Int]? {
    try measure.eligibleCases(model, on: data)
  }

  func outcomes(_ model: Model, of examples: [Example], key: RandomKey) throws -> [CaseOutcome] {
    try zip(examples, measure.outcomes(model, of: examples, key: key)).map { example, outcome in
      CaseOutcome(
        passes: outcome.passes, value: Double(example.label), reason: outcome.reason, image: outcome.image,
        distance: outcome.distance)
    }
  }

  func outcome(_ model: Model, ofSaved saved: SavedExample, key: RandomKey) throws -> CaseOutcome {
    try measure.outcome(model, ofSaved: saved, key: key)
  }

  /// Shows a failure of the class that fails most often.
  func explain(
    _ model: Model, _ failures: [FailedCase], _ request: ExplanationRequest
  ) async throws -> FailureEvidence? {
    let byClass = Dictionary(grouping: failures, by: \.example.label)
    let most = byClass.max { ($0.value.count, -$0.key) < ($1.value.count, -$1.key) }
    return try await measure.explain(model, most?.value ?? failures, request)
  }

  func doubts(
    _ model: Model, _ cases: [(example: Example, outcome: CaseOutcome)], _ checks: Set<SoundnessCheck>, key: RandomKey
  ) throws -> [Doubt] { try measure.doubts(model, cases, checks, key: key) }
}
