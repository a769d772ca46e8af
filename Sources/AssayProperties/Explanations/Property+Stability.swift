import AssayBase
import AssayDatasets
import AssayExplanations
import AssayImages
import AssayNetworks
import AssayPerturbations
import AssayTensor

extension Property where Model: Classifier {
  /// Under small noise that does not change the answer, the map stays what it is.
  ///
  ///     .stability(of: .saliency, under: .linf(4 / 255), keeping: .similarity(.kendall, atLeast: 0.5))
  ///
  /// Each example gets `samples` random changes in the ball; those that change the model's answer are left out, and the
  /// worst of the others counts. With ``MapAgreement/lipschitz(atMost:)`` this is the local Lipschitz estimate of
  /// Alvarez-Melis and Jaakkola 2018, equation 1, by sampling: a lower bound of the constant. Noise shows what happens, not
  /// what could: ``explanationRobustness(of:target:within:steps:keeping:share:)`` searches. A failing change is reduced to
  /// the smallest one on the 8-bit grid that still breaks the claim. Costs `samples` + 1 maps an example.
  ///
  /// - Parameters:
  ///   - share: The share of examples that must pass; every one unless given.
  public static func stability(
    of explanation: Explanation, target: ExplanationTarget = .label, under ball: PerturbationBall, samples: Int = 8,
    keeping agreement: MapAgreement = .similarity(.kendall, atLeast: 0.5), share: Double? = nil
  ) -> Property {
    let claim = Claim.share(share)
    return Property(
      claim.name("\(explanation) of the \(target.words) keeps \(agreement) under noise in \(ball)"), claim,
      measuring: SteadyMaps<Model>(
        explanation: explanation, target: target, ball: ball, agreement: agreement, change: .noise(samples: samples)))
  }

  /// No attack on the explanation moves the map while the model goes on giving the label.
  ///
  ///     .explanationRobustness(of: .saliency, within: .linf(0.05), keeping: .similarity(.kendall, atLeast: 0.3), share: 0.9)
  ///
  /// The attack is ``AssayPerturbations/Attack/explanation(_:of:steps:stepSize:weight:maps:)`` with the explanation's own
  /// derivative (Boopathy et al. 2020; Ghorbani, Abid and Zou 2019), scored as there by Kendall's τ of the maps before and
  /// after. About examples that the model classifies correctly. The explanation must have a derivative and the model must
  /// be a `Network`. The maps of gradients of a network of rectifiers are constant pixel by pixel between its kinks, so that the
  /// attack sees little of them: such claims are upper bounds still more than others. Costs `steps` gradients of maps an
  /// example.
  public static func explanationRobustness(
    of explanation: Explanation, target: ExplanationTarget = .label, within ball: PerturbationBall, steps: Int = 40,
    keeping agreement: MapAgreement = .similarity(.kendall, atLeast: 0.5), share: Double? = nil
  ) -> Property {
    let attack = Attack.explanation(
      ball, of: "\(explanation)", steps: steps, maps: explanation.function(of: target))
    let claim = Claim.share(share)
    return Property(
      claim.name("\(explanation) of the \(target.words) keeps \(agreement) under attack in \(ball), \(steps) steps"),
      claim,
      measuring: SteadyMaps<Model>(
        explanation: explanation, target: target, ball: ball, agreement: agreement, change: .attack(attack)))
  }
}

/// Whether the maps of images that were changed a little, and get the same answer, agree with those of the images.
private struct SteadyMaps<Model: Classifier>: ChangedMapClaim {
  let explanation: Explanation
  let target: ExplanationTarget
  let ball: PerturbationBall
  let agreement: MapAgreement
  let change: Change

  /// How images are changed.
  enum Change {
    case noise(samples: Int)
    case attack(Attack)
  }

  var search: String {
    switch change {
    case .noise: "noise in \(ball)"
    case .attack(let attack): "\(attack)"
    }
  }

  func validate(_ model: Model, on data: Dataset) throws {
    try explanation.validate(for: model)
    try ball.validate()
    try agreement.validate()
    try data.check(for: model)
    switch change {
    case .noise(let samples):
      guard samples >= 1 else {
        throw AssayError(
          .invalidArgument, "noise needs at least one sample", expected: "samples ≥ 1", found: "\(samples)",
          at: "samples")
      }
    case .attack(let attack):
      try attack.validate()
      try explanation.checkDerivative(of: model)
    }
  }

  /// An attack starts at examples that the model is right about.
  func eligibleCases(_ model: Model, on data: Dataset) throws -> [Int]? {
    if case .attack = change { try model.correctExamples(of: data) } else { nil }
  }

  func outcomes(_ model: Model, of examples: [Example], key: RandomKey) throws -> [CaseOutcome] {
    let subject = ExplainedModel(model)
    let batch = ExampleBatch(examples)
    let explained = try ExplainedExamples(batch, subject, explanation, target)
    var worst = [(finding: MapFinding, image: Image)?](repeating: nil, count: examples.count)
    for changed in try changes(of: batch, model, key) {
      let images = try changed()
      for (row, finding) in try findings(subject, of: images, from: explained).enumerated()
      where finding.excess > -.infinity && finding.excess > worst[row]?.finding.excess ?? -.infinity {
        worst[row] = (finding, Image(row: row, of: images))
      }
    }
    return worst.map { found in
      guard let found, found.finding.fails else { return .pass }
      return CaseOutcome(
        passes: false, value: -found.finding.excess, reason: found.finding.text, image: found.image, distance: nil)
    }
  }

  /// The changed images of a batch, one batch after another so that few are in memory.
  private func changes(of batch: ExampleBatch, _ model: Model, _ key: RandomKey) throws -> [() throws -> Tensor] {
    switch change {
    case .noise(let samples):
      return (0..<samples).map { sample in
        { ball.randomlyChanged(batch.images, keys: batch.indices.map { key.derived($0).derived(sample) }) }
      }
    case .attack(let attack):
      return [
        {
          try attack.run(on: model, images: batch.images, labels: batch.labels, indices: batch.indices, key: key).images
        }
      ]
    }
  }

  func findings(
    _ subject: ExplainedModel, of changed: Tensor, from examples: ExplainedExamples
  ) throws -> [MapFinding] {
    let logits = try subject.classifier().checkedLogits(for: changed)
    let maps = try explanation.maps(of: subject, images: changed, labels: examples.labels, target: target)
    let values = try agreement.values(examples.maps, maps, from: examples.images, to: changed)
    return zip(values, logits.labels).enumerated().map { row, measured in
      let (value, answer) = measured
      let keepsAnswer = answer == examples.answers[row] && FailureOracle.isClear(answer, in: logits.row(row))
      return MapFinding(
        excess: keepsAnswer ? agreement.excess(of: value) : -.infinity, prediction: answer,
        text: "\(agreement.words(for: value)) between the maps before and after")
    }
  }

  func doubts(
    _ model: Model, _ cases: [(example: Example, outcome: CaseOutcome)], _ checks: Set<SoundnessCheck>, key: RandomKey
  ) throws -> [Doubt] {
    let examples = Array(cases.map(\.example).prefix(MapDoubts.exampleLimit))
    return try MapDoubts.aboutConstantMaps(of: model, by: explanation, target, examples, checks)
      + changedAnswers(model, examples, checks, key)
  }

  /// The doubt about noise that changes most answers, of which the claim says nothing.
  private func changedAnswers(
    _ model: Model, _ examples: [Example], _ checks: Set<SoundnessCheck>, _ key: RandomKey
  ) throws -> [Doubt] {
    guard case .noise = change, checks.contains(.changesKeepTheAnswer) else { return [] }
    let batch = ExampleBatch(examples)
    let answers = try model.checkedLogits(for: batch.images).labels
    var keeps = [Bool](repeating: false, count: examples.count)
    for changed in try changes(of: batch, model, key) {
      for (row, answer) in try model.checkedLogits(for: changed()).labels.enumerated() where answer == answers[row] {
        keeps[row] = true
      }
    }
    let lost = keeps.count { !$0 }
    guard try MapDoubts.isWorthADoubt(lost, of: keeps.count) else { return [] }
    return [
      Doubt(
        .changesKeepTheAnswer,
        "of \(lost) of \(keeps.count) examples all noise in \(ball) changes the answer: of those the claim says nothing"
      )
    ]
  }
}
