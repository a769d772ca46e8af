import AssayBase
import AssayDatasets
import AssayExplanations
import AssayNetworks
import AssayTensor

extension Property where Model: ModelPair, Model.First: Classifier, Model.Second: Classifier {
  /// Two models that give the same answers have the same maps, however they are built.
  ///
  ///     try await check(network, against: rewritten, on: digits, .implementationInvariance(of: .integratedGradients()))
  ///
  /// Implementation invariance of Sundararajan, Taly and Yan 2017, section 2.2: a folded, split or converted network is the
  /// same function, and an explanation of the function cannot tell. About the examples whose logits differ by at most 1e-4
  /// of their range; where these are not almost all examples, the claim is about too little and unreliable. Costs two maps
  /// an example.
  public static func implementationInvariance(
    of explanation: Explanation, target: ExplanationTarget = .label,
    keeping agreement: MapAgreement = .distance(.l1, atMost: 0.01)
  ) -> Property {
    Property(
      "\(explanation) of the \(target.words) keeps \(agreement) between models of one function", .always,
      measuring: PairedMaps<Model>(
        explanation: explanation, target: target, agreement: agreement, asksForSameAnswers: true, data: nil))
  }

  /// The maps of two models are almost the same: on average at most `threshold` apart.
  ///
  /// What a difference of two models' maps near zero says: both look at the same. Distances are of maps scaled to unit
  /// length where the measure does so, from 0 to 2. All examples count, whatever the models answer. Costs two maps an example.
  ///
  /// - Parameter distance: A distance that has a largest value: ℓ1, ℓ2 or cosine.
  public static func sameMaps(
    by explanation: Explanation, of target: ExplanationTarget = .label, distance: MapDistance = .l1,
    atMost threshold: Double
  ) -> Property {
    let claim = Claim.mean(.atMost(threshold), in: 0...(distance.maximum ?? 2))
    return Property(
      claim.name("mean \(distance.rawValue) distance of the models’ maps, \(explanation) of the \(target.words)"),
      claim,
      measuring: PairedMaps<Model>(
        explanation: explanation, target: target, agreement: .distance(distance, atMost: threshold),
        asksForSameAnswers: false, data: nil))
  }
}

/// Whether the maps of two models agree.
private struct PairedMaps<Model: ModelPair>: DatasetMeasure where Model.First: Classifier, Model.Second: Classifier {
  let explanation: Explanation
  let target: ExplanationTarget
  let agreement: MapAgreement
  let asksForSameAnswers: Bool
  /// The data of the check; known when it runs.
  var data: Dataset?

  func validate(_ model: Model, on data: Dataset) throws {
    try explanation.validate(for: model.first)
    try explanation.validate(for: model.second)
    try agreement.validate()
    if case .lipschitz = agreement {
      throw AssayError(
        .invalidArgument, "a Lipschitz bound compares maps of two images", expected: "a similarity or a distance",
        found: "\(agreement)", at: "keeping")
    }
    if case .distance(let distance, _) = agreement, !asksForSameAnswers { _ = try distance.bound() }
    try data.check(for: model.first)
    try data.check(for: model.second)
  }

  /// The examples to which both models give the same logits, where that is asked for.
  func eligibleCases(_ model: Model, on data: Dataset) throws -> [Int]? {
    guard asksForSameAnswers else { return nil }
    let alike = try examplesAnsweredAlike(model, on: data)
    guard !alike.isEmpty else {
      throw AssayError(
        .invalidArgument, "the two models are not one function: they answer no example alike",
        expected: "logits that differ by at most 1e-4 of their range", found: "larger differences at every example",
        at: data.name)
    }
    return alike
  }

  private func examplesAnsweredAlike(_ model: Model, on data: Dataset) throws -> [Int] {
    try stride(from: 0, to: data.count, by: 256).flatMap { start in
      try answeredAlike(model, data.examples(at: Array(start..<min(data.count, start + 256))))
    }
  }

  /// The indices of the examples with the same logits.
  private func answeredAlike(_ model: Model, _ examples: [Example]) throws -> [Int] {
    let batch = ExampleBatch(examples)
    let first = try model.first.checkedLogits(for: batch.images)
    let second = try model.second.checkedLogits(for: batch.images)
    return examples.indices.filter {
      first.difference(row: $0, from: second, row: $0) <= Logits.roundingTolerance
    }.map { batch.indices[$0] }
  }

  func outcomes(_ model: Model, of examples: [Example], key: RandomKey) throws -> [CaseOutcome] {
    let batch = ExampleBatch(examples)
    let (first, second) = try maps(model, batch)
    return try agreement.values(first, second, from: batch.images, to: batch.images).map { value in
      .value(
        value, passes: agreement.excess(of: value) <= 0, "\(agreement.words(for: value)) between the two models’ maps")
    }
  }

  private func maps(_ model: Model, _ batch: ExampleBatch) throws -> (Tensor, Tensor) {
    (
      try explanation.maps(of: model.first, images: batch.images, labels: batch.labels, target: target),
      try explanation.maps(of: model.second, images: batch.images, labels: batch.labels, target: target)
    )
  }

  /// Shows the first failing example with both maps.
  func explain(
    _ model: Model, _ failures: [FailedCase], _ request: ExplanationRequest
  ) async throws -> FailureEvidence? {
    guard let first = failures.first?.example else { return nil }
    return try await BlockingWork.run {
      func outcome(_ example: Example) throws -> CaseOutcome { try outcomes(model, of: [example], key: request.key)[0] }
      func evidence(_ example: Example) throws -> MapEvidence {
        let (one, other) = try maps(model, ExampleBatch([example]))
        return MapEvidence(
          explanation: "\(explanation)", finding: try outcome(example).reason ?? "fails",
          maps: [MapExhibit("map of \(model.first.name)", one), MapExhibit("map of \(model.second.name)", other)])
      }
      return FailureEvidence(unchanged: first, of: model.first, request, maps: evidence) { try !outcome($0).passes }
    }
  }

  func doubts(
    _ model: Model, _ cases: [(example: Example, outcome: CaseOutcome)], _ checks: Set<SoundnessCheck>, key: RandomKey
  ) throws -> [Doubt] {
    try MapDoubts.aboutConstantMaps(of: model.first, by: explanation, target, cases.map(\.example), checks)
      + differentAnswers(model, checks)
  }

  /// The doubt about two models of which only some answers are the same.
  private func differentAnswers(_ model: Model, _ checks: Set<SoundnessCheck>) throws -> [Doubt] {
    guard asksForSameAnswers, checks.contains(.modelsAnswerAlike), let data else { return [] }
    let different = data.count - (try examplesAnsweredAlike(model, on: data)).count
    guard try MapDoubts.isWorthADoubt(different, of: data.count) else { return [] }
    return [
      Doubt(
        .modelsAnswerAlike,
        "the models give other logits to \(different) of \(data.count) examples: they are not one function")
    ]
  }
}
