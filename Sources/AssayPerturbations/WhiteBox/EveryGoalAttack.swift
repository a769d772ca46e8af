import AssayBase
import AssayNetworks
import AssayTensor

/// A search towards each of the classes that are most probable after the label, one after another; success is any mistake.
struct EveryGoalAttack: AttackAlgorithm {
  let name: String
  private var search: any GoalSeekingAttack
  private let goals: Int

  init(_ name: String, _ search: any GoalSeekingAttack, goals: Int) {
    self.name = name
    self.search = search
    self.goals = goals
  }

  /// The number of classes in AutoAttack.
  static let standardGoals = 9

  var settings: [String] { search.settings + (goals == Self.standardGoals ? [] : ["\(goals) targets"]) }
  var norm: Norm { search.norm }
  var ball: PerturbationBall? { search.ball }
  var kind: AttackKind { search.kind }

  var target: AttackTarget {
    get { search.target }
    set { search.target = newValue }
  }

  func validate() throws {
    try validate(goals, "targets")
    try search.validate()
  }

  func resized(epsilon: Double) -> (any AttackAlgorithm)? { rebuilt(search.resized(epsilon: epsilon)) }

  func bounded(epsilon: Double) -> any AttackAlgorithm {
    rebuilt(search.bounded(epsilon: epsilon)) ?? BoundedAttack(self, epsilon: epsilon)
  }

  private func rebuilt(_ search: (any AttackAlgorithm)?) -> (any AttackAlgorithm)? {
    (search as? any GoalSeekingAttack).map { EveryGoalAttack(name, $0, goals: goals) }
  }

  func perturb(_ batch: AttackBatch, _ model: AttackedModel) throws -> (images: Tensor, work: [AttackWork]) {
    // With a target of the user's there is only one goal.
    guard target == .anyOther else { return try search.perturb(batch, model) }
    let ranked = rankedClasses(try model.logits(for: batch.images, keys: batch.keys, step: 0), batch)
    let rounds = min(goals, model.itself.classCount - 1)
    var cascade = AttackCascade(batch, model, target: target, norm: norm, keepsLooking: ball == nil)
    for round in 0..<max(0, rounds) {
      try cascade.run(isLast: round == rounds - 1) { batch, examples in
        try search.perturb(
          batch.derivingKeys { $0.derived("goal").derived(round) }, model, goals: examples.map { ranked[$0][round] })
      }
    }
    return (cascade.images, cascade.work)
  }

  /// The other classes of each example, the one with the highest score first; of equal ones the first.
  private func rankedClasses(_ logits: Logits, _ batch: AttackBatch) -> [[Int]] {
    (0..<batch.count).map { row in
      let scores = logits.row(row)
      return scores.indices.filter { $0 != batch.labels[row] }.sorted { (-scores[$0], $0) < (-scores[$1], $1) }
    }
  }
}
