import AssayBase
import AssayNetworks
import AssayTensor
import CAssayKernels

/// Moves the values whose change is least seen for what it does to the model.
struct ImperceptibleAttack: AttackAlgorithm {
  private let budget: Double
  private let steps: Int
  private let values: Int
  private let stepSize: Double
  private let sharpness: Double
  private let floor: Double
  private let spendsBudget: Bool
  var target: AttackTarget

  init(
    budget: Double, steps: Int, values: Int, stepSize: Double, sharpness: Double, floor: Double, spendsBudget: Bool,
    target: AttackTarget
  ) {
    self.budget = budget
    self.steps = steps
    self.values = values
    self.stepSize = stepSize
    self.sharpness = sharpness
    self.floor = floor
    self.spendsBudget = spendsBudget
    self.target = target
  }

  static let standardBudget = 20.0
  static let standardSteps = 500
  static let standardValues = 20
  static let standardStepSize = 0.01
  static let standardSharpness = 10.0

  var name: String { "IAA" }
  var norm: Norm { .l1 }
  var ball: PerturbationBall? { nil }
  var kind: AttackKind { .iterative }

  var settings: [String] {
    var parts = ["D ≤ \(budget)"]
    if steps != Self.standardSteps { parts.append(steps == 1 ? "1 step" : "\(steps) steps") }
    if values != Self.standardValues { parts.append(values == 1 ? "1 value a step" : "\(values) values a step") }
    if stepSize != Self.standardStepSize { parts.append("steps of \(stepSize)") }
    if sharpness != Self.standardSharpness { parts.append("sharpness \(sharpness)") }
    if floor != PixelSensitivity.standardFloor { parts.append("floor \(floor)") }
    if !spendsBudget { parts.append("until fooled") }
    return parts
  }

  func validate() throws {
    try validate(budget, notNegative: "budget")
    try validate(steps, "steps")
    try validate(values, "values")
    for (number, setting) in [(stepSize, "stepSize"), (sharpness, "sharpness"), (floor, "floor")] {
      guard number > 0, number.isFinite else {
        throw AssayError(
          .invalidArgument, "a setting of \(name) must be a number above 0", expected: "\(setting) > 0",
          found: "\(number)", at: setting)
      }
    }
  }

  func perturb(_ batch: AttackBatch, _ model: AttackedModel) throws -> (images: Tensor, work: [AttackWork]) {
    var changes = SmallestChanges(batch, model, target: target, norm: .l1)
    var active = changes.attackable
    var current = batch.images.rows(active)
    var sensitivity = PixelSensitivity(measuring: current, floor: Float(floor))
    for step in 0...steps where !active.isEmpty {
      let (logits, gradient) = try gapGradient(current, active, &changes)
      let fooled = Set(changes.fooled(logits, active))
      // The last image that fools counts, or else the last of all: the further, the surer.
      let kept = active.indices.filter { fooled.contains($0) || changes.distances[active[$0]] == .infinity }
      changes.replace(kept.map { active[$0] }, with: current.rows(kept))
      changes.forget(kept.filter { !fooled.contains($0) }.map { active[$0] })
      guard step < steps else { break }
      let next = batch.confining(moved(current, gradient, sensitivity), of: active)
      let lengths = sensitivity.distances(to: next)
      let staying = active.indices.filter { row in
        (spendsBudget || !fooled.contains(row)) && lengths[row] < budget
          && !current.rows([row]).isIdentical(to: next.rows([row]))
      }
      active = staying.map { active[$0] }
      (current, sensitivity) = (next.rows(staying), sensitivity.rows(staying))
      changes.count(active, iterations: 1)
    }
    return (changes.images, changes.work)
  }

  /// Moves the values of highest priority, the slope's size times the deviation around them; saturated ones do not count.
  private func moved(_ current: Tensor, _ gradient: Tensor, _ sensitivity: PixelSensitivity) -> Tensor {
    let priorities = gradient * sensitivity.deviations
    let count = current.count / max(1, current.shape[0])
    let values = min(values, count)
    let length = Float(stepSize * Double(values))
    return Tensor(shape: current.shape) { out in
      out.update(from: current.pointer, count: current.count)
      for row in 0..<current.shape[0] {
        assay_sparse_step(out + row * count, priorities.pointer + row * count, length, values, true, count)
      }
    }.clampedToBox
  }

  /// The logits, and the direction in which the gap of the wanted class rises, or that of the label falls.
  private func gapGradient(
    _ current: Tensor, _ examples: [Int], _ changes: inout SmallestChanges
  ) throws -> (Logits, Tensor) {
    let (sharpness, classes) = (Float(sharpness), changes.goals ?? changes.batch.labels)
    let wanted = examples.map { classes[$0] }
    let (logits, gradient) = try changes.logitsAndGradient(for: current, of: examples) { logits, rows in
      let shares = logits.probabilities.values
      return Tensor(shape: logits.values.shape) { out in
        for (row, place) in rows.enumerated() {
          let start = row * logits.classCount
          Self.gapSlope(shares.pointer + start, logits.classCount, wanted[place], sharpness, into: out + start)
        }
      }
    }
    return (logits, changes.goals == nil ? -gradient : gradient)
  }

  /// The slope at the logits of P_t − log Σ exp(k·P_i) / k over i ≠ t, P the softmax.
  private static func gapSlope(
    _ shares: UnsafePointer<Float>, _ count: Int, _ wanted: Int, _ sharpness: Float,
    into out: UnsafeMutablePointer<Float>
  ) {
    let weights = (0..<count).map { $0 == wanted ? 0 : Elementary.exp(Double(sharpness * (shares[$0] - 1))) }
    let total = max(weights.reduce(0, +), .leastNormalMagnitude)
    let slopes = weights.map { -$0 / total }
    // The mean of the slopes but for the wanted class's, and the shares of all others: where that class is nearly certain,
    // one less its share would be rounding.
    var (mean, others) = (0.0, 0.0)
    for index in 0..<count where index != wanted {
      mean += Double(shares[index]) * slopes[index]
      others += Double(shares[index])
    }
    let certain = Double(shares[wanted])
    for index in 0..<count {
      let slope = index == wanted ? others - mean : slopes[index] - mean - certain
      out[index] = Float(Double(shares[index]) * slope)
    }
  }
}
