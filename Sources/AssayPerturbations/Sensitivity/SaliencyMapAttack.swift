import AssayBase
import AssayNetworks
import AssayTensor

/// Changes pairs of values that raise the target's logit and lower the others', until the model is fooled.
struct SaliencyMapAttack: AttackAlgorithm {
  private let bounds: PerturbationBall
  private let amount: Double
  private let darkens: Bool
  var target: AttackTarget

  init(ball: PerturbationBall, amount: Double, darkens: Bool, target: AttackTarget) {
    bounds = ball
    self.amount = amount
    self.darkens = darkens
    self.target = target
  }

  var name: String { "JSMA" }
  var norm: Norm { .l0 }
  var ball: PerturbationBall? { bounds }
  var kind: AttackKind { .iterative }

  var settings: [String] { (amount == 1 ? [] : ["amount \(amount)"]) + (darkens ? [] : ["brightening only"]) }

  func validate() throws {
    try bounds.validate()
    guard amount > 0, amount <= 1 else {
      throw AssayError(
        .invalidArgument, "values cannot move so far", expected: "a number above 0, at most 1", found: "\(amount)",
        at: "amount")
    }
  }

  func resized(epsilon: Double) -> (any AttackAlgorithm)? {
    SaliencyMapAttack(ball: bounds.resized(epsilon), amount: amount, darkens: darkens, target: target)
  }

  func perturb(_ batch: AttackBatch, _ model: AttackedModel) throws -> (images: Tensor, work: [AttackWork]) {
    var changes = SmallestChanges(batch, model, target: target, norm: .l0)
    let limits = batch.reach
    var active = changes.attackable
    while !active.isEmpty {
      let current = changes.images.rows(active)
      let (logits, gains, losses) = try slopes(at: current, active, &changes)
      let fooled = Set(try fooledRows(logits, current, active, &changes))
      let open = active.indices.filter { !fooled.contains($0) }
      let origin = batch.images
      let moved = open.compactMap { row -> (example: Int, image: Tensor)? in
        let example = active[row]
        let room = SaliencyPairs(
          current: current.rows([row]), origin: origin.rows([example]), low: limits.low.rows([example]),
          high: limits.high.rows([example]), pixels: bounds.pixelLimit, darkens: darkens)
        return room.moved(gains: gains.rows([row]), losses: losses.rows([row]), by: Float(amount)).map { (example, $0) }
      }
      active = moved.map(\.example)
      changes.count(active, iterations: 1)
      changes.replace(active, with: .concatenatingRows(moved.map(\.image)))
    }
    return (changes.images, changes.work)
  }

  /// The rows that fool the model itself, among those whose logits say so.
  private func fooledRows(
    _ logits: Logits, _ current: Tensor, _ active: [Int], _ changes: inout SmallestChanges
  ) throws -> [Int] {
    let rows = changes.fooled(logits, active)
    guard !rows.isEmpty else { return [] }
    return try changes.convinced(current.rows(rows), rows.map { active[$0] }).map { rows[$0] }
  }

  /// The logits, the slope of what is to rise, and that of what is to fall.
  private func slopes(
    at current: Tensor, _ examples: [Int], _ changes: inout SmallestChanges
  ) throws -> (Logits, gains: Tensor, losses: Tensor) {
    let classes = changes.goals ?? changes.batch.labels
    let chosen = examples.map { classes[$0] }
    let (logits, one) = try changes.logitsAndGradient(for: current, of: examples) { logits, rows in
      Self.indicator(logits, Array(chosen[rows]), inside: 1, outside: 0)
    }
    let others = try changes.logitsAndGradient(for: current, of: examples) { logits, rows in
      Self.indicator(logits, Array(chosen[rows]), inside: 0, outside: 1)
    }.gradient
    // Without a target the label's logit is to fall, and the others' are to rise.
    return changes.goals == nil ? (logits, gains: others, losses: one) : (logits, gains: one, losses: others)
  }

  private static func indicator(_ logits: Logits, _ classes: [Int], inside: Float, outside: Float) -> Tensor {
    Tensor(shape: logits.values.shape) { out in
      for row in 0..<logits.count {
        for index in 0..<logits.classCount {
          out[row * logits.classCount + index] = index == classes[row] ? inside : outside
        }
      }
    }
  }
}
