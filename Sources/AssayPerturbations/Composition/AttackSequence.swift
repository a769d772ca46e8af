import AssayBase
import AssayNetworks
import AssayTensor

/// Several attacks as one: each on what the earlier left, or all on everything and the worst counts.
struct AttackSequence: AttackAlgorithm {
  private let label: String?
  private let words: [String]
  private var stages: [any AttackAlgorithm]
  private let runsAll: Bool

  /// - Parameters:
  ///   - label: What the whole is called; the names of the attacks unless given.
  ///   - words: What distinguishes a whole that has a name from others of it.
  ///   - runsAll: Whether every attack gets every example, and the smallest change that fools counts.
  init(
    _ stages: [any AttackAlgorithm], named label: String? = nil, _ words: [String] = [], runsAll: Bool = false
  ) {
    self.label = label
    self.words = words
    self.stages = stages
    self.runsAll = runsAll
  }

  var name: String { label ?? (runsAll ? "worst of" : "one after another") }

  var description: String {
    let names = stages.map(\.description)
    if let label {
      let place = ball?.description ?? norm.symbol
      return "\(label)(\(([place] + words + target.words).joined(separator: ", ")))"
    }
    return runsAll ? "worst of \(names.joined(separator: ", "))" : names.joined(separator: ", then ")
  }

  var settings: [String] { label == nil ? stages.map(\.description) : words }
  var norm: Norm { stages.first?.norm ?? .linf }
  var ball: PerturbationBall? { stages.first?.ball }
  var needsGradients: Bool { stages.contains { $0.needsGradients } }

  /// That of the attack that searches hardest.
  var kind: AttackKind {
    let kinds = stages.map(\.kind)
    return [AttackKind.iterative, .queries, .singleStep, .transfer].first { kinds.contains($0) } ?? .control
  }

  var target: AttackTarget {
    get { stages.first?.target ?? .anyOther }
    set { for index in stages.indices { stages[index].target = newValue } }
  }

  func validate() throws {
    guard let first = stages.first else {
      throw AssayError(.empty, "there is no attack to be the worst of", expected: "one attack at least", at: "attacks")
    }
    for stage in stages {
      try stage.validate()
      guard stage.norm == first.norm, stage.ball == first.ball, stage.target == first.target else {
        throw AssayError(
          .invalidArgument, "attacks in different balls or with different targets have no common result",
          expected: first.description, found: stage.description, at: "attacks",
          advice: "An attack that looks for the smallest change joins others by `within(_:)`")
      }
    }
  }

  func check(_ model: any Classifier, images: Tensor) throws {
    for stage in stages { try stage.check(model, images: images) }
  }

  func resized(epsilon: Double) -> (any AttackAlgorithm)? {
    let resized = stages.compactMap { $0.resized(epsilon: epsilon) }
    return resized.count == stages.count ? AttackSequence(resized, named: label, words, runsAll: runsAll) : nil
  }

  func perturb(_ batch: AttackBatch, _ model: AttackedModel) throws -> (images: Tensor, work: [AttackWork]) {
    var cascade = AttackCascade(
      batch, model, target: target, norm: norm, keepsLooking: runsAll || (ball == nil && stages.count > 1))
    for (index, stage) in stages.enumerated() {
      try cascade.run(isLast: index == stages.count - 1) { batch, _ in try stage.perturb(batch, model) }
    }
    return (cascade.images, cascade.work)
  }

  /// The attacks that are tried one after another, if that is all it does.
  fileprivate var plainStages: [any AttackAlgorithm]? { label == nil && !runsAll ? stages : nil }
}

extension Attack {
  /// This attack, then another on the examples that withstood; both in the same ball.
  public func then(_ other: Attack) -> Attack {
    let stages = (algorithm as? AttackSequence)?.plainStages ?? [algorithm]
    return Attack(AttackSequence(stages + [other.algorithm]))
  }

  /// Every attack on every example; of the images that fool, the one with the smallest change counts.
  ///
  /// All in the same ball, or all without one. Costs the sum; where only success matters, `then(_:)` costs less.
  public static func worst(of attacks: [Attack]) -> Attack {
    Attack(AttackSequence(attacks.map(\.algorithm), runsAll: true))
  }

  /// As ``worst(of:)-([Attack])``.
  public static func worst(of attacks: Attack...) -> Attack { worst(of: attacks) }
}
