import AssayBase
import AssayDatasets
import AssayExplanations
import AssayImages
import AssayNetworks
import AssayPerturbations
import AssayTensor

extension Property where Model: Classifier {
  /// Where an attack succeeds, the maps must have moved at least half as far as the model was sure.
  ///
  /// D₂ = ½ (‖I(x, t) − I(x′, t)‖₁ + ‖I(x, t′) − I(x′, t′)‖₁) ≥ ½ (f_t(x) − f_t′(x)) for every attacked image x′ that is taken
  /// for t′ (Boopathy et al. 2020, equation 4 and proposition 1). The proposition is of complete maps: half of the summed
  /// absolute completeness gaps of the four maps is taken off the bound, unless `isCorrected` is false. With the correction
  /// the inequality is one of arithmetic, so that only a fault of the explanation or of the model's answers breaks it; and
  /// where the gaps are as large as the bound it says nothing, which makes the claim unreliable. About the examples that
  /// the model classifies correctly; those that withstand the attack pass. Costs the attack and four maps an example.
  ///
  /// - Parameters:
  ///   - baseline: What maps are complete from; nil for maps that sum to the score itself, as class activation maps do.
  ///   - attack: An attack in a ball.
  ///   - isCorrected: Whether what maps miss of completeness is taken off.
  public static func discrepancyBound(
    of explanation: Explanation, from baseline: ExplanationBaseline? = .black, under attack: Attack,
    isCorrected: Bool = true
  ) -> Property {
    Property(
      "\(explanation) moves by half the margin or more\(isCorrected ? "" : " (as it is)") where \(attack) succeeds",
      .always,
      measuring: DiscrepancyBound<Model>(
        explanation: explanation, baseline: baseline, attack: attack, isCorrected: isCorrected))
  }
}

/// Whether the maps of an image and of one that fools the model are as far apart as they must be.
private struct DiscrepancyBound<Model: Classifier>: ChangedMapClaim {
  let explanation: Explanation
  let baseline: ExplanationBaseline?
  let attack: Attack
  let isCorrected: Bool

  var target: ExplanationTarget { .label }
  var ball: PerturbationBall { attack.ball ?? PerturbationBall(attack.norm, 0) }
  var search: String { "\(attack)" }

  func validate(_ model: Model, on data: Dataset) throws {
    try explanation.validate(for: model)
    try attack.validate(for: model)
    try data.check(for: model)
    guard attack.ball != nil else {
      throw AssayError(
        .invalidArgument, "a failing image is reduced in a ball", expected: "an attack in a ball", found: "\(attack)",
        at: "under", advice: "Give it one by within(_:)")
    }
  }

  func eligibleCases(_ model: Model, on data: Dataset) throws -> [Int]? { try model.correctExamples(of: data) }

  func outcomes(_ model: Model, of examples: [Example], key: RandomKey) throws -> [CaseOutcome] {
    let (images, fooled) = try attacked(model, examples, key)
    guard !fooled.isEmpty else { return examples.map { _ in .pass } }
    let discrepancy = try discrepancy(
      model, images: ExampleBatch(fooled.map { examples[$0] }).images, attacked: images.rows(fooled),
      labels: fooled.map { examples[$0].label })
    var outcomes = examples.map { _ in CaseOutcome.pass }
    for (row, finding) in zip(fooled, findings(discrepancy)) where finding.fails {
      outcomes[row] = CaseOutcome(
        passes: false, value: -finding.excess, reason: finding.text, image: Image(row: row, of: images), distance: nil)
    }
    return outcomes
  }

  /// The attacked images, and the rows that fool the model.
  private func attacked(
    _ model: Model, _ examples: [Example], _ key: RandomKey
  ) throws -> (images: Tensor, fooled: [Int]) {
    let batch = ExampleBatch(examples)
    let result = try attack.run(
      on: model, images: batch.images, labels: batch.labels, indices: batch.indices, key: key)
    let fates = result.fates
    return (result.images, fates.indices.filter { fates[$0].isFooled && !fates[$0].wasMisclassified })
  }

  private func discrepancy(
    _ model: any Classifier, images: Tensor, attacked: Tensor, labels: [Int]
  ) throws -> InterpretationDiscrepancy {
    try InterpretationDiscrepancy(
      of: explanation, on: model, images: images, attacked: attacked, labels: labels, baseline: baseline)
  }

  func findings(
    _ subject: ExplainedModel, of changed: Tensor, from examples: ExplainedExamples
  ) throws -> [MapFinding] {
    findings(
      try discrepancy(subject.original, images: examples.images, attacked: changed, labels: examples.labels))
  }

  private func findings(_ discrepancy: InterpretationDiscrepancy) -> [MapFinding] {
    discrepancy.twoClass.indices.map { row in
      let bound = discrepancy.margins[row] / 2 - (isCorrected ? discrepancy.corrections[row] : 0)
      let found = discrepancy.twoClass[row]
      // Sums of thousands of floats: what is below a ten-thousandth of the larger is rounding.
      let scale = max(discrepancy.margins[row].magnitude, found, Double(Float.leastNormalMagnitude))
      return MapFinding(
        excess: discrepancy.isFooled[row] ? (bound - found) / scale - MapFinding.margin : -.infinity,
        prediction: discrepancy.otherClasses[row],
        text: "the maps differ by \(Verdict.share(found)), where at least \(Verdict.share(bound)) is needed")
    }
  }

  /// The four maps.
  func exhibits(_ subject: ExplainedModel, original: Image, failing: Image, label: Int) throws -> [MapExhibit] {
    let maps = try discrepancy(
      subject.original, images: Tensor(images: [original]), attacked: Tensor(images: [failing]), labels: [label]
    ).maps
    return [
      MapExhibit("label before", maps.cleanLabel), MapExhibit("label after", maps.attackedLabel),
      MapExhibit("answer before", maps.cleanOther), MapExhibit("answer after", maps.attackedOther),
    ]
  }

  func doubts(
    _ model: Model, _ cases: [(example: Example, outcome: CaseOutcome)], _ checks: Set<SoundnessCheck>, key: RandomKey
  ) throws -> [Doubt] {
    let examples = cases.map(\.example)
    let doubts = try MapDoubts.aboutConstantMaps(of: model, by: explanation, target, examples, checks)
    guard checks.contains(.someAttackSucceeds), !examples.isEmpty else { return doubts }
    let (images, fooled) = try attacked(model, examples, key)
    guard !fooled.isEmpty else {
      return doubts + [Doubt(.someAttackSucceeds, "\(attack) fools the model on none of \(examples.count) examples")]
    }
    let discrepancy = try discrepancy(
      model, images: ExampleBatch(fooled.map { examples[$0] }).images, attacked: images.rows(fooled),
      labels: fooled.map { examples[$0].label })
    let empty = discrepancy.lowerBounds.count { $0 <= 0 }
    guard isCorrected, try MapDoubts.isWorthADoubt(empty, of: fooled.count) else { return doubts }
    return doubts + [
      Doubt(
        .someAttackSucceeds,
        "for \(empty) of \(fooled.count) successful attacks the maps are so far from complete that nothing is left of "
          + "the bound")
    ]
  }
}
