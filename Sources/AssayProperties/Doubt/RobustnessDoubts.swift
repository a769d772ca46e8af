import AssayBase
import AssayDatasets
import AssayNetworks
import AssayPerturbations
import AssayStatistics
import AssayTensor

/// Looks for masked gradients and broken attacks among examples that an attack was tried on.
///
/// Comparisons are paired and one-sided on the same examples, at ``level`` each: a sound evaluation raises a doubt in
/// fewer than one run of a thousand, for the same seed always or never. Costs about as much as attacking the examples four
/// times, and 100 forward passes an example.
struct RobustnessDoubts<Model: Classifier> {
  /// The examples that are asked about, and the chance at which a difference is no longer called chance.
  static var exampleLimit: Int { 32 }
  static var level: Double { ToleratedShare.level }

  private let model: Model
  private let attack: Attack
  private let ball: PerturbationBall
  private let batch: ExampleBatch
  /// Whether the attack fooled the model, example by example.
  private let isFooled: [Bool]
  private let key: RandomKey

  /// Takes the examples that the model is right about without an attack; `nil` when there are none, or no ball.
  init?(_ model: Model, _ attack: Attack, _ cases: [(example: Example, outcome: CaseOutcome)], key: RandomKey) {
    // An example that was wrong from the start has no attacked image.
    let attacked = cases.filter { $0.outcome.passes || $0.outcome.image != nil }.prefix(Self.exampleLimit)
    guard !attacked.isEmpty, let ball = attack.ball, ball.epsilon > 0 else { return nil }
    self.model = model
    self.attack = attack
    self.ball = ball
    batch = ExampleBatch(attacked.map(\.example))
    isFooled = attacked.map { !$0.outcome.passes }
    self.key = key.derived("doubt")
  }

  /// The doubts that `checks` raise, in their own order.
  func found(by checks: Set<SoundnessCheck>) throws -> [Doubt] {
    let target = try AttackedModel(model)
    var doubts: [Doubt] = []
    for check in SoundnessCheck.allCases where checks.contains(check) && check.applies(to: attack.kind) {
      if let finding = try finding(of: check, target) { doubts.append(Doubt(check, finding)) }
      // A model that answers by chance makes every comparison a matter of luck.
      if check == .logitsIndependentOfTheBatch, !doubts.isEmpty { break }
    }
    return doubts
  }

  private func finding(of check: SoundnessCheck, _ target: AttackedModel) throws -> String? {
    switch check {
    case .evaluationIsDeterministic:
      return try changedLogits(batch.images).map {
        "\($0) get other logits when asked about again; attack the expectation over the model's randomness"
      }
    case .logitsIndependentOfTheBatch:
      return try changedLogits(.concatenatingRows([batch.images, 1 - batch.images])).map {
        "\($0) get other logits in other company; is batch normalisation in training mode?"
      }
    case .gradientsAreNotZero: return try vanishedGradients(target)
    case .iterativeBeatsSingleStep:
      return attack.kind == .singleStep
        ? try comparison(.pgd(ball, target: attack.target), isStronger: true, target)
        : try comparison(.fgsm(ball, target: attack.target), target)
    case .attackBeatsNoise: return try comparison(.noise(ball, target: attack.target), target)
    case .whiteBoxBeatsBlackBox:
      // Squares are for ℓ∞ and ℓ2.
      guard ball.norm == .linf || ball.norm == .l2 else { return nil }
      return try comparison(.square(ball, queries: 100, target: attack.target), target)
    case .accuracyFallsWithEpsilon: return try risingAccuracy(target)
    case .unboundedAttackSucceeds: return try boundedBelief(target)
    // Asked by the claims that they are about.
    case .attackFoolsTheSurrogate, .mapsAreNotConstant, .changesKeepTheAnswer, .someAttackSucceeds, .modelsAnswerAlike,
      .chanceDoesNotSuffice:
      return nil
    }
  }
}

extension RobustnessDoubts {
  /// How many examples get logits that differ from those of a second evaluation, first of `images`; `nil` for none.
  private func changedLogits(_ images: Tensor) throws -> String? {
    let (first, second) = (try model.checkedLogits(for: batch.images), try model.checkedLogits(for: images))
    let changed = isFooled.indices.count { first.difference(row: $0, from: second, row: $0) > Logits.roundingTolerance }
    return changed == 0 ? nil : "\(changed) of \(isFooled.count) examples"
  }

  /// Says so when the loss has no slope at many of the examples that withstood.
  private func vanishedGradients(_ target: AttackedModel) throws -> String? {
    guard attack.algorithm.needsGradients else { return nil }
    let labels = batch.labels
    let gradient = try target.logitsAndGradient(for: batch.images, keys: labels.map { key.derived($0) }, step: 0) {
      $0.crossEntropy(labels: Array(labels[$1])).gradient
    }.gradient
    let slopes = gradient.absolute().sumPerExample().elements
    let withstood = isFooled.indices.filter { !isFooled[$0] }
    let flat = withstood.count { !(slopes[$0] > 0) }
    guard try ToleratedShare.isExceeded(by: flat, of: withstood.count) else { return nil }
    return "the gradient of the loss is zero at \(flat) of \(withstood.count) examples that withstood: the attack saw "
      + "nothing; are the logits saturated, or is a step of the model without derivative?"
  }

  /// Says so when `control` fools significantly more of the examples than the attack, or fewer if it should be stronger.
  private func comparison(_ control: Attack, isStronger: Bool = false, _ target: AttackedModel) throws -> String? {
    let fates = try run(control, target)
    let wins = isFooled.indices.count { fates[$0] && !isFooled[$0] }
    let losses = isFooled.indices.count { !fates[$0] && isFooled[$0] }
    let (more, fewer) = isStronger ? (losses, wins) : (wins, losses)
    guard try SignTest(wins: more, losses: fewer).pValue() < Self.level else { return nil }
    let (stronger, weaker) = isStronger ? ("\(attack)", "\(control)") : ("\(control)", "\(attack)")
    return
      "\(stronger) fools \(more) of \(isFooled.count) examples that \(weaker) does not, and misses \(fewer) that it "
      + "fools: its gradients do not lead where the model is wrong"
  }

  private func risingAccuracy(_ target: AttackedModel) throws -> String? {
    guard ball.epsilon < 0.5, let wider = attack.resized(epsilon: 2 * ball.epsilon) else { return nil }
    let fates = try run(wider, target)
    let saved = isFooled.indices.count { isFooled[$0] && !fates[$0] }
    let lost = isFooled.indices.count { !isFooled[$0] && fates[$0] }
    guard try SignTest(wins: saved, losses: lost).pValue() < Self.level else { return nil }
    return "\(saved) of \(isFooled.count) examples fall to \(attack) but not to \(wider), which \(lost) others fall to"
  }

  private func boundedBelief(_ target: AttackedModel) throws -> String? {
    // The ball that holds the whole box.
    let radius = ball.norm.diameter(count: batch.images.count / isFooled.count, channels: batch.images.shape[1])
    guard ball.epsilon < radius, let unbounded = attack.resized(epsilon: radius) else { return nil }
    let withstood = try run(unbounded, target).count { !$0 }
    guard try ToleratedShare.isExceeded(by: withstood, of: isFooled.count) else { return nil }
    return
      "\(withstood) of \(isFooled.count) examples withstand \(unbounded), where any image is allowed: the attack does "
      + "not find what must be there"
  }

  /// Whether the attack fools each example; those that have the target as their label never count.
  private func run(_ control: Attack, _ target: AttackedModel) throws -> [Bool] {
    try control.run(
      on: target, images: batch.images, labels: batch.labels, indices: batch.indices, key: key
    ).fates.map(\.isFooled)
  }
}
